/**
 * Paces every poll: when it is due, backed off with jitter while AWS throttles or is away, slowed by the budget, stopped
 * while nobody looks. One pace for each thing that is polled; all time comes from the passed clock.
 */
import type { Answer } from '../aws/call.ts';
import { isTemporary } from '../aws/failure.ts';
import type { Clock } from '../clock.ts';
import type { Failure, SourceName, SourceProblem } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';

export type Budget = {
  /** When the next poll may be paid for; 0 when it may now. */
  readonly readyAt: () => number;
  readonly spend: (dollars: number) => void;
};

/** What was not spent is kept for so long: a quiet hour does not pay for a storm. */
const savedHours = 1 / 6;
const hourMs = 3_600_000;

/**
 * A budget of dollars an hour. Polls are made on credit and paid back before the next one, so the first frame never
 * waits, and over any time the bill stays under the budget by all but the last poll.
 */
export const createBudget = (dollarsPerHour: number, clock: Pick<Clock, 'now'>): Budget => {
  let balance = 0;
  let asOf = clock.now();
  const settle = () => {
    const now = clock.now();
    const earned = (Math.max(0, now - asOf) / hourMs) * dollarsPerHour;
    balance = Math.min(dollarsPerHour * savedHours, balance + earned);
    asOf = now;
  };
  return {
    readyAt: () => {
      settle();
      return balance >= 0 ? 0 : Math.ceil(asOf + (-balance / dollarsPerHour) * hourMs);
    },
    spend: (dollars) => {
      settle();
      balance -= dollars;
    },
  };
};

type Backoff = { readonly firstMs: number; readonly longestMs: number };

const backoffs: Readonly<Record<Failure['kind'], Backoff>> = {
  throttled: { firstMs: 1_000, longestMs: 60_000 },
  network: { firstMs: 500, longestMs: 15_000 },
  service: { firstMs: 500, longestMs: 30_000 },
  // Somebody may sign in, or create what is missing, at any time.
  access: { firstMs: 5_000, longestMs: 30_000 },
  'not-found': { firstMs: 15_000, longestMs: 60_000 },
  usage: { firstMs: 60_000, longestMs: 300_000 },
};

/** How long to wait after the n-th failure in a row: doubling, half of it left to chance. `random` is in [0, 1). */
export const backoffMs = (kind: Failure['kind'], failures: number, random: number): number => {
  const { firstMs, longestMs } = backoffs[kind];
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full / 2 + (full / 2) * random;
};

/**
 * The first time after `last` on the grid of multiples of `intervalMs`, `offsetMs` late: polls of one interval fall
 * together, and just after a bucket has closed.
 */
export const nextOnGrid = (last: number, intervalMs: number, offsetMs = 0): number =>
  (Math.floor((last - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;

/** A hidden panel, a new series, another interval are noticed within this time. */
const usualLookAgainMs = 500;
/** A failure that heals at the next try is nobody's business; a lack of access is said at once. */
const patience: Readonly<Record<Failure['kind'], number>> = {
  access: 1,
  usage: 1,
  'not-found': 1,
  network: 2,
  service: 3,
  throttled: 3,
};

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
  const { clock, source, scope, origin, dueAt, visible = () => true, patient = true } = options;
  const { budget, lookAgainMs = usualLookAgainMs, random = Math.random } = options;
  let failures = 0;
  let blockedUntil = 0;
  let said: string | undefined;
  const problem = (failure: Failure | undefined): readonly SourceProblem[] => {
    said = failure?.code;
    const where = origin === undefined ? {} : { origin };
    return [{ type: 'problem', source, scope, ...where, at: clock.now(), failure }];
  };
  return {
    turn: async (signal) => {
      while (!signal.aborted) {
        const waitMs = Math.max(dueAt(), blockedUntil, budget?.readyAt() ?? 0) - clock.now();
        const seen = visible();
        if (waitMs <= 0 && seen) return true;
        await clock.sleep(waitMs > 0 ? Math.min(waitMs, lookAgainMs) : lookAgainMs, signal);
      }
      return false;
    },
    failed: (failure) => {
      failures += 1;
      blockedUntil = clock.now() + backoffMs(failure.kind, failures, random());
      const isToBeSaid = !patient || failures >= patience[failure.kind];
      return isToBeSaid && failure.code !== said ? problem(failure) : [];
    },
    answered: () => {
      failures = 0;
      blockedUntil = 0;
      return said === undefined ? [] : problem(undefined);
    },
  };
};

/** Tries that a call is worth when much hangs on it. */
export const manyTries = 6;

/**
 * Makes one call again, backed off, until it is answered or fails for good: for the pages of a listing, of which one in
 * fifty that fails must not begin it anew, and where there is no next poll. Gives the last failure after so many tries.
 */
export const persist = async <Output>(
  { clock, random = Math.random }: { readonly clock: Clock; readonly random?: () => number },
  signal: AbortSignal,
  call: () => Promise<Answer<Output>>,
  tries = manyTries,
): Promise<Answer<Output>> => {
  for (let nth = 1; ; nth += 1) {
    const answer = await call();
    if (answer.ok || signal.aborted || nth >= tries || !isTemporary(answer.failure)) return answer;
    await clock.sleep(backoffMs(answer.failure.kind, nth, random()), signal);
  }
};

/** Keeps calls at least `gapMs` apart, whoever makes them: for quotas that count calls a second. */
export const createSpacing = (clock: Clock, gapMs: number) => {
  let freeAt = Number.NEGATIVE_INFINITY;
  return {
    /** Waits for this caller's turn; false when the signal has aborted. */
    turn: async (signal: AbortSignal): Promise<boolean> => {
      const now = clock.now();
      const at = Math.max(now, freeAt);
      freeAt = at + gapMs;
      if (at > now) await clock.sleep(at - now, signal);
      // A busy machine wakes late: the next call is as far from this one all the same.
      freeAt = Math.max(freeAt, clock.now() + gapMs);
      return !signal.aborted;
    },
  };
};
