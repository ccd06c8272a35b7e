import type { ReadStream } from 'node:tty';
import type { Clock } from './clock.ts';
import type { Fatal } from './fatal.ts';
import type { Log } from './log-file.ts';
import type { Losses } from './losses.ts';
import type { Failure } from './observation/health-of-sources.ts';
import type { Stalls } from './stalls.ts';
import type { ScreenStream, TextOut } from './text-out.ts';

/** What a command is given of the process that it runs in. */
export type Runtime = {
  readonly stdin: ReadStream;
  /** Written to by its descriptor alone, through a line writer or a screen. */
  readonly stdout: ScreenStream;
  readonly stderr: TextOut;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly cwd: string;
  readonly version: string;
  readonly losses: Losses;
  readonly fatal: Fatal;
  readonly stalls: Stalls;
  /** `--log-file`; what is said on stderr is in it as well. */
  readonly log: Log;
  /** Ends the process now, with this exit code, whatever hangs in it; says what is lost by that. */
  readonly leave: (code: number) => void;
};

/** Exit codes of the command line's contract. 130 and 143 are those of SIGINT and SIGTERM. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  conditionMet: 3,
  noAccess: 4,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of a failure. */
export const codeOf = (failure: Failure): number => {
  switch (failure.kind) {
    case 'access':
      return exitCode.noAccess;
    case 'usage':
      return failure.isOfAnswer ? exitCode.failed : exitCode.usage;
    default:
      return exitCode.failed;
  }
};
