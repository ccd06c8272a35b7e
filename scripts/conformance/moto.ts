/** moto, an AWS look-alike that nobody here wrote: installed at a pinned version, started on a free port, filled, ended. */
import { join } from 'node:path';
import { type Facts, readFacts } from './facts.ts';
import { createPrograms } from './programs.ts';
import { installPython, venvBin } from './python.ts';

const moto = { venv: 'conformance-venv', name: 'moto[server]', version: '5.2.5' };
const bin = (name: string): string => venvBin(moto.venv, name);
const startMs = 30_000;

export const installMoto = (): void => installPython(moto);

export type Moto = { readonly url: string; readonly facts: Facts; readonly stop: () => Promise<void> };

/** A moto server with everything in it that the checks look for, and a hand that goes on changing some of it. */
export const startMoto = async (): Promise<Moto> => {
  const { start, stop } = createPrograms();
  try {
    const server = start(bin('moto_server'), ['--host', '127.0.0.1', '--port', '0']);
    const said = await server.line('stderr', /Running on http/, startMs);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (url === undefined) throw new Error(`moto named no address: ${said}`);
    const filler = start(bin('python'), [join('scripts', 'conformance', 'fill.py'), url]);
    const facts = await filler.line('stdout', /^\{/, startMs);
    return { url, facts: readFacts(facts), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
