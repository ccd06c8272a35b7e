/** Programs that a run starts and ends: what they say line by line, and an end that reaches all that they started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

export type Program = {
  /**
   * The next line of it that the pattern finds; rejects when it ends before, or after the patience. What it says on its other
   * stream goes into the error.
   */
  readonly line: (stream: 'stdout' | 'stderr', pattern: RegExp, patienceMs: number) => Promise<string>;
  readonly write: (text: string) => void;
};

export type Programs = {
  readonly start: (
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Program;
  readonly stop: () => Promise<void>;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  kill(child);
  await once(child, 'exit');
};

/** With all that it started: ministack runs functions in processes of their own. */
const kill = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
};

const programOf = (child: ChildProcess, name: string): Program => {
  const said: string[] = [];
  const waiting = new Set<(stream: 'stdout' | 'stderr', line: string) => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    const source = child[stream];
    if (source === null) throw new Error(`no ${stream}`);
    // Read to the end: a pipe that is full would stop the process.
    createInterface({ input: source }).on('line', (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      for (const tell of waiting) tell(stream, line);
    });
  }
  return {
    line: (stream, pattern, patienceMs) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(tell);
          child.off('close', fail);
        };
        const fail = (): void => {
          done();
          reject(new Error(`${name} did not say ${pattern}: ${said.at(-1) ?? 'it said nothing'}`));
        };
        const tell = (from: 'stdout' | 'stderr', line: string): void => {
          if (from !== stream || !pattern.test(line)) return;
          done();
          resolve(line);
        };
        const timer = setTimeout(fail, patienceMs);
        waiting.add(tell);
        child.once('close', fail);
      }),
    write: (text) => void child.stdin?.write(text),
  };
};

export const createPrograms = (): Programs => {
  const children: ChildProcess[] = [];
  // Also when this process ends in a way that nobody foresaw.
  process.once('exit', () => children.forEach(kill));
  return {
    start: (command, args, env = {}) => {
      const child = spawn(command, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
        env: { ...process.env, ...env },
      });
      children.push(child);
      return programOf(child, basename(args[0] ?? command));
    },
    stop: async () => {
      await Promise.all(children.map(end));
    },
  };
};
