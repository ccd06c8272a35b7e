/** What is told of log lines, and of the versions of a stage that they speak of. */
import type { Origin } from '../origin.ts';

export type LogEvent = Origin & {
  readonly type: 'log';
  readonly group: string;
  readonly stream: string;
  readonly at: number;
  readonly ingestedAt: number;
  /** As AWS sent it: hostile until painted. */
  readonly message: string;
  readonly eventId: string;
  /** True when it arrived after younger lines of its group had been shown. */
  readonly late: boolean;
  /** Asterisks in it stand for what a data protection policy hides from who lacks logs:Unmask. */
  readonly masked?: true;
};

/** A version of a stage was at work. Which of them were deployed the store tells: all but what was there before. */
export type StageVersion = Origin & {
  readonly type: 'version';
  /** Name of the stage. */
  readonly stage: string;
  readonly version: string;
  /** The earliest that is known. */
  readonly at: number;
  /** How it is known: by the name of a log stream, or by a line that the pipeline file tells how to find. */
  readonly by: 'stream' | 'line';
};

/** Error lines of a log group from before it was followed, read once: each counts once, whichever way it came. */
export type PastErrors = Origin & {
  readonly type: 'pastErrors';
  readonly group: string;
  /** From then on all error lines of the group are known; later than asked for where some of them could not be read. */
  readonly from: number;
  readonly lines: readonly LogEvent[];
};
