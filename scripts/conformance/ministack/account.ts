/**
 * ministack, an AWS look-alike that nobody here wrote and that runs functions for real: started on a free port, a pipeline built in
 * it, orders sent through, ended.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { createPrograms } from '../programs.ts';
import { installPython, venvBin } from '../python.ts';
import { type PipelineFacts, readPipelineFacts } from './facts.ts';

// It pins the botocore that this boto3 goes with.
const ministack = {
  venv: 'ministack-venv',
  name: 'ministack',
  version: '1.5.33',
  beside: ['boto3==1.43.106'],
};
const bin = (name: string): string => venvBin(ministack.venv, name);
const startMs = 60_000;
const runMs = 150_000;

export const installMinistack = (): void => installPython(ministack);

export type Ministack = {
  readonly url: string;
  /** Sends the orders; resolves when none is on its way any more. */
  readonly send: () => Promise<PipelineFacts>;
  readonly stop: () => Promise<void>;
};

/** Functions run as processes of this machine, nothing is kept on disk, nobody else can reach it. */
const settings = {
  BIND_HOST: '127.0.0.1',
  LAMBDA_EXECUTOR: 'local',
  PERSIST_STATE: '0',
  IOT_MTLS_ENABLED: '0',
};

export const startMinistack = async (): Promise<Ministack> => {
  const { start, stop: end } = createPrograms();
  // It is killed, and leaves the code of its functions behind.
  const folder = await mkdtemp(join(tmpdir(), 'orders-watch-ministack-'));
  const stop = async (): Promise<void> => {
    await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = start(bin('ministack'), [], { ...settings, GATEWAY_PORT: String(port), TMPDIR: folder });
    await server.line('stderr', /Running on http/, startMs);
    const pipeline = start(bin('python'), [join('scripts', 'conformance', 'ministack', 'pipeline.py'), url]);
    await pipeline.line('stdout', /^built$/, startMs);
    const send = async (): Promise<PipelineFacts> => {
      pipeline.write('go\n');
      return readPipelineFacts(await pipeline.line('stdout', /^\{/, runMs));
    };
    return { url, send, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
