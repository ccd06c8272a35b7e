/**
 * Paces a poll: when it is due, backed off with jitter while AWS throttles or is away, slowed by the budget, stopped while
 * nobody looks. One pace for each thing that is polled; all time comes from the passed clock.
 */
import type { Clock } from '../clock.ts';
import type { Failure, SourceName, SourceProblem } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';
import { backoffMs, backoffs } from './backoff.ts';
import type { Budget } from './limiter.ts';
import { createTrouble } from './trouble.ts';

/**
 * The first time after `last` on the grid of multiples of `intervalMs`, `offsetMs` late: polls of one interval fall
 * together, and just after a bucket has closed.
 */
export const nextOnGrid = (last: number, intervalMs: number, offsetMs = 0): number =>
  (Math.floor((last - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;

/** Less than this is the clock being kept right. */
const setBackMs = 5_000;

/** A hidden panel, a new series, another interval are noticed within this time. */
const usualLookAgainMs = 500;
export type PaceOptions = {
  readonly clock: Clock;
  readonly source: SourceName;
  /** What the trouble is called by. */
  readonly scope: string;
  readonly origin?: Origin;
  /** When the next poll is due, epoch ms; asked again and again, so it may change its mind. */
  readonly dueAt: () => number;
  readonly visible?: () => boolean;
  /** False where there is no next poll: the first failure is said. */
  readonly patient?: boolean;
  readonly budget?: Budget | undefined;
  /** Within which time a change of mind is noticed; half a second where absent. */
  readonly lookAgainMs?: number;
  /** In [0, 1). */
  readonly random?: () => number;
};

export type Pace = {
  /** Waits for the next poll; false when the signal has aborted. */
  readonly turn: (signal: AbortSignal) => Promise<boolean>;
  /** The poll failed: the next one waits. Gives what is to be said, if anything is. */
  readonly failed: (failure: Failure) => readonly SourceProblem[];
  /** The poll was answered. Gives the end of a trouble that was said. */
  readonly answered: () => readonly SourceProblem[];
};

export const createPace = (options: PaceOptions): Pace => {
  const {
    clock,
    dueAt,
    visible = () => true,
    budget,
    lookAgainMs = usualLookAgainMs,
    random = Math.random,
  } = options;
  const { source, scope, origin, patient = true } = options;
  const trouble = createTrouble({ source, scope, origin, patient, now: clock.now });
  let failures = 0;
  let blockedUntil = 0;
  const said = (problem: SourceProblem | undefined): readonly SourceProblem[] =>
    problem === undefined ? [] : [problem];
  return {
    turn: async (signal) => {
      // The machine's clock was set back: what is due by the old one would be waited for as long as that. It is due now.
      let isSetBack = false;
      let lookedAt = clock.now();
      while (!signal.aborted) {
        const now = clock.now();
        isSetBack ||= now < lookedAt - setBackMs;
        lookedAt = now;
        const readyAt = budget?.readyAt() ?? 0;
        const waitMs = (isSetBack ? readyAt : Math.max(dueAt(), blockedUntil, readyAt)) - now;
        const seen = visible();
        if (waitMs <= 0 && seen) return true;
        await clock.sleep(waitMs > 0 ? Math.min(waitMs, lookAgainMs) : lookAgainMs, signal);
      }
      return false;
    },
    failed: (failure) => {
      failures += 1;
      blockedUntil = clock.now() + backoffMs(backoffs[failure.kind], failures, random());
      return said(trouble.failed(scope, failures, failure));
    },
    answered: () => {
      failures = 0;
      blockedUntil = 0;
      return said(trouble.answered(scope));
    },
  };
};
