/** moto, an AWS look-alike that nobody here wrote: installed at a pinned version, started on a free port, filled, ended. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Facts, readFacts } from './facts.ts';

const version = '5.2.5';
const venv = join('node_modules', '.cache', 'conformance-venv');
const bin = (name: string): string => join(venv, 'bin', name);
const startMs = 30_000;

const must = (command: string, args: readonly string[], what: string): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${what}: ${stderr?.trim().split('\n').at(-1) ?? 'it cannot be started'}`);
};

const installedVersion = (): string | undefined => {
  if (!existsSync(bin('python'))) return undefined;
  const print = 'from importlib.metadata import version; print(version("moto"))';
  const { stdout, status } = spawnSync(bin('python'), ['-c', print], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** Makes the virtual environment, once: about a minute. Throws without python3 or the package. */
export const installMoto = (): void => {
  if (installedVersion() === version) return;
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (python.status !== 0) {
    throw new Error(
      'the conformance run needs python3 (3.10 or later) with venv, and there is none on the PATH',
    );
  }
  console.log(`installing moto ${version} in ${venv} …`);
  must('python3', ['-m', 'venv', '--clear', venv], 'python3 cannot make a virtual environment');
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  must(bin('pip'), ['install', ...quiet, `moto[server]==${version}`], `moto ${version} cannot be installed`);
};

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
