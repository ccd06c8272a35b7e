/** Runs a program in a real terminal and sees what a user sees. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { createScreen, type Screen, type TerminalCell } from './screen.ts';

export type PtyOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to a plain environment: TERM=xterm-256color, UTF-8, UTC. */
  readonly env?: Readonly<Record<string, string>>;
};

/** `signal` is 0 where the program ended by itself. */
export type PtyExit = { readonly exitCode: number; readonly signal: number };

export type Pty = {
  readonly pid: number;
  /** The rows that are seen, without blanks at their ends. */
  readonly screen: () => readonly string[];
  readonly text: () => string;
  readonly cell: (x: number, y: number) => TerminalCell;
  /** Everything behind the rows: modes, title, cells. */
  readonly terminal: Screen;
  /** All that the program has written so far, as it is. */
  readonly output: () => string;
  /** Resolves when the screen holds what is looked for; rejects with the screen after `deadlineMs`, or when the program ends. */
  readonly waitFor: (holds: (text: string) => boolean, deadlineMs?: number) => Promise<void>;
  readonly send: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly kill: (signal?: NodeJS.Signals) => void;
  /** Stops and goes on reading what the program writes, as a link that hangs. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Reads on at this speed, as over a slow link. */
  readonly throttle: (bytesPerSecond: number) => void;
  /** Takes the terminal away, as a connection that breaks. */
  readonly vanish: () => void;
  readonly exited: Promise<PtyExit>;
};

const defaultDeadlineMs = 20_000;

export const startPty = (options: PtyOptions): Pty => {
  const { command, args, columns = 80, rows = 24, cwd = process.cwd(), env = {} } = options;
  const terminal = createScreen(columns, rows);
  const child = spawn(command, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/tmp',
      // What one test chose is nothing to the next.
      XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'orders-watch-state-')),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      NODE_ENV: 'production',
      ...env,
    },
  });
  let output = '';
  let ended: PtyExit | undefined;
  let drawn: Promise<void> = Promise.resolve();
  let bytesPerSecond = Number.POSITIVE_INFINITY;
  const looks = new Set<() => void>();
  const lookAgain = () => {
    for (const look of [...looks]) look();
  };
  child.onData((data) => {
    output += data;
    drawn = terminal.write(data).then(lookAgain);
    if (bytesPerSecond === Number.POSITIVE_INFINITY) return;
    child.pause();
    setTimeout(() => child.resume(), (Buffer.byteLength(data) / bytesPerSecond) * 1000);
  });
  const exited = new Promise<PtyExit>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      drawn.then(() => {
        ended = { exitCode, signal: signal ?? 0 };
        lookAgain();
        resolve(ended);
      });
    });
  });
  const text = () => terminal.lines().join('\n');

  return {
    pid: child.pid,
    screen: terminal.lines,
    text,
    cell: terminal.cell,
    terminal,
    output: () => output,
    waitFor: (holds, deadlineMs = defaultDeadlineMs) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(deadline);
          looks.delete(look);
          settle();
        };
        const fail = (why: string) => finish(() => reject(new Error(`${why}; the screen was:\n${text()}`)));
        const look = () => {
          if (holds(text())) finish(resolve);
          else if (ended !== undefined) fail(`The program ended with ${ended.exitCode}`);
        };
        const deadline = setTimeout(() => fail(`Not seen within ${deadlineMs} ms`), deadlineMs);
        looks.add(look);
        look();
      }),
    send: (keys) => child.write(keys),
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    kill: (signal = 'SIGTERM') => {
      if (ended === undefined) child.kill(signal);
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    throttle: (speed) => {
      bytesPerSecond = speed;
    },
    vanish: () => {
      // Not in the types of node-pty: closes our side of the terminal.
      if ('destroy' in child && typeof child.destroy === 'function') child.destroy();
    },
    exited,
  };
};
