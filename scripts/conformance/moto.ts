/** moto, an AWS look-alike that nobody here wrote: installed at a pinned version, started on a free port, filled, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Facts, readFacts } from './facts.ts';
import { installPython, venvBin } from './python.ts';

const moto = { venv: 'conformance-venv', name: 'moto[server]', version: '5.2.5' };
const bin = (name: string): string => venvBin(moto.venv, name);
const startMs = 30_000;

export const installMoto = (): void => installPython(moto);

/** The first line that the pattern finds, of a stream that goes on. */
const firstLine = async (
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<string> => {
  const source = child[stream];
  if (source === null) throw new Error(`no ${stream}`);
  const lines = createInterface({ input: source });
  const said: string[] = [];
  const timer = setTimeout(() => lines.close(), startMs);
  try {
    for await (const line of lines) {
      said.push(line);
      if (pattern.test(line)) return line;
    }
  } finally {
    clearTimeout(timer);
    // The rest is read and dropped: a pipe that is full would stop the process.
    source.resume();
  }
  throw new Error(`moto did not start: ${said.at(-1) ?? 'it said nothing'}`);
};

export type Moto = { readonly url: string; readonly facts: Facts; readonly stop: () => Promise<void> };

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** A moto server with everything in it that the checks look for, and a hand that goes on changing some of it. */
export const startMoto = async (): Promise<Moto> => {
  const children: ChildProcess[] = [];
  const start = (command: string, args: readonly string[]): ChildProcess => {
    const child = spawn(bin(command), args, { stdio: ['pipe', 'pipe', 'pipe'] });
    children.push(child);
    return child;
  };
  // Also when this process ends in a way that nobody foresaw.
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
  });
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
  };
  try {
    const server = start('moto_server', ['--host', '127.0.0.1', '--port', '0']);
    server.stdout?.resume();
    const said = await firstLine(server, 'stderr', /Running on http/);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (url === undefined) throw new Error(`moto named no address: ${said}`);
    const filler = start('python', [join('scripts', 'conformance', 'fill.py'), url]);
    const errors: string[] = [];
    filler.stderr?.on('data', (part) => errors.push(String(part)));
    const facts = await firstLine(filler, 'stdout', /^\{/).catch(() => {
      throw new Error(`moto could not be filled: ${errors.join('').trim().split('\n').at(-1) ?? ''}`);
    });
    return { url, facts: readFacts(facts), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
