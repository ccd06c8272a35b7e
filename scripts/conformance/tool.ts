/** The built tool, run as a user runs it: a process of its own, its output caught, nothing of this machine's AWS set-up. */
import { spawn } from 'node:child_process';
import * as z from 'zod';

export type Line = Readonly<Record<string, unknown>>;

export type Run = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Stdout as NDJSON; empty where it is something else. */
  readonly lines: readonly Line[];
  readonly tookMs: number;
};

export type ToolOptions = {
  readonly cli: string;
  /** Where the run's files are: the working directory, and home. */
  readonly folder: string;
};

/** A run that takes longer hangs. */
const usualPatienceMs = 45_000;
/** A command that follows may still say too much. */
const graceMs = 500;

// As JSON.parse made it: zod's records leave out an attribute named `__proto__`.
const line = z.custom<Line>((value) => typeof value === 'object' && value !== null);

const readLines = (stdout: string): readonly Line[] => {
  if (!stdout.startsWith('{')) return [];
  return stdout
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => line.parse(JSON.parse(row)));
};

const usualEnv = (folder: string) => ({
  PATH: process.env['PATH'],
  HOME: folder,
  AWS_ACCESS_KEY_ID: 'conformance',
  AWS_SECRET_ACCESS_KEY: 'conformance',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  COLUMNS: '160',
  LINES: '60',
});

export type RunSpec = {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Interrupted, as by Ctrl-C, once so many lines are on stdout: a number, or one that is known only later. */
  readonly untilLines?: number | Promise<number>;
  /** Heard when it says that it follows. */
  readonly onReady?: () => void;
  readonly patienceMs?: number;
};

/** Resolves when the process has ended; after its patience, usually 45 s, it is killed, and its code is null. */
export const runTool = (
  { args, env, untilLines, onReady, patienceMs = usualPatienceMs }: RunSpec,
  { cli, folder }: ToolOptions,
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { ...usualEnv(folder), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let lines = 0;
    let enough = Number.POSITIVE_INFINITY;
    let isOver = false;
    const endWhenEnough = (): void => {
      if (isOver || lines < enough) return;
      isOver = true;
      setTimeout(() => child.kill('SIGINT'), graceMs);
    };
    Promise.resolve(untilLines).then((count = Number.POSITIVE_INFINITY) => {
      enough = count;
      endWhenEnough();
    }, reject);
    child.stdout.on('data', (part: Buffer) => {
      out.push(part);
      lines += part.toString('latin1').split('\n').length - 1;
      endWhenEnough();
    });
    child.stderr.on('data', (part: Buffer) => {
      err.push(part);
      if (/^ready: /m.test(part.toString('latin1'))) onReady?.();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      const tookMs = Math.round(performance.now() - startedAt);
      try {
        resolve({ code, stdout, stderr, lines: readLines(stdout), tookMs });
      } catch {
        resolve({ code, stdout, stderr: `${stderr}stdout is no NDJSON\n`, lines: [], tookMs });
      }
    });
  });
