/**
 * Limits on what may be spent by the second: calls of a quota, reads of a shard, dollars of a budget. What is spent on
 * credit is paid back by time; what is not spent is saved, as far as the limit says.
 */
import type { Clock } from '../clock.ts';

export type Limit = {
  readonly perSecond: number;
  /** What a rest saves up: so much can be spent at once beside the first. Absent: nothing. */
  readonly saved?: number;
  /** The most that is owed, however much was spent. Absent: all of it. */
  readonly mostDebt?: number;
};

/** What is left of a limit, and as of when (epoch ms). A debt is below 0: nothing more may be spent until it is paid. */
export type Allowance = { readonly left: number; readonly at: number };

/** All that can be saved up. */
export const fullAllowance = ({ saved = 0 }: Limit, now: number): Allowance => ({ left: saved, at: now });

/** Meanwhile something was earned, by a clock that goes on. */
const settled = ({ perSecond, saved = 0 }: Limit, { left, at }: Allowance, now: number): number =>
  Math.min(saved, left + (Math.max(0, now - at) * perSecond) / 1000);

/** The allowance after spending, which may overdraw it. */
export const spend = (limit: Limit, allowance: Allowance, now: number, amount = 1): Allowance => ({
  left: Math.max(-(limit.mostDebt ?? Number.POSITIVE_INFINITY), settled(limit, allowance, now) - amount),
  at: now,
});

/** What is below it is no wait, but what floating point left over. */
const roundingMs = 1e-6;

/** Milliseconds until something may be spent: 0 when it may now. */
export const waitForAllowance = (limit: Limit, allowance: Allowance, now: number): number => {
  const left = settled(limit, allowance, now);
  return left >= 0 ? 0 : Math.max(0, Math.ceil((-left * 1000) / limit.perSecond - roundingMs));
};

export type Limiter = {
  /** Waits for this caller's turn, first come, first served; false when the signal has aborted: nothing was spent. */
  readonly turn: (signal?: AbortSignal) => Promise<boolean>;
};

/** Keeps calls to a limit, whoever makes them: for quotas that count calls a second. */
export const createLimiter = (clock: Clock, limit: Limit): Limiter => {
  let allowance = fullAllowance(limit, clock.now());
  let last: Promise<unknown> = Promise.resolve();
  const take = async (signal: AbortSignal | undefined): Promise<boolean> => {
    const isAborted = (): boolean => signal?.aborted === true;
    while (!isAborted()) {
      const askedAt = clock.now();
      const waitMs = waitForAllowance(limit, allowance, askedAt);
      if (waitMs === 0) {
        allowance = spend(limit, allowance, askedAt);
        return true;
      }
      await clock.sleep(waitMs, signal);
      if (isAborted()) break;
      // A busy machine wakes late: the next call is as far from this one all the same. And what was slept has passed, though the
      // machine's clock was set back meanwhile.
      const now = clock.now();
      const left = settled(limit, allowance, Math.max(now, Math.max(askedAt, allowance.at) + waitMs));
      allowance = { left, at: now };
    }
    return false;
  };
  return {
    turn: (signal) => {
      const mine = last.then(() => take(signal));
      last = mine;
      return signal === undefined ? mine : orAborted(mine, signal);
    },
  };
};

/** Who gives up does not wait for those before him. */
const orAborted = (turn: Promise<boolean>, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const giveUp = () => resolve(false);
    signal.addEventListener('abort', giveUp, { once: true });
    void turn.then((isTurn) => {
      signal.removeEventListener('abort', giveUp);
      resolve(isTurn);
    });
  });

export type Budget = {
  /** When the next poll may be paid for; 0 when it may now. */
  readonly readyAt: () => number;
  readonly spend: (dollars: number) => void;
};

/** What was not spent is kept for so long: a quiet hour does not pay for a storm. */
const savedHours = 1 / 6;
const secondsAnHour = 3_600;

/**
 * A budget of dollars an hour. Polls are made on credit and paid back before the next one, so the first frame never
 * waits, and over any time the bill stays under the budget by all but the last poll.
 */
export const createBudget = (dollarsPerHour: number, clock: Pick<Clock, 'now'>): Budget => {
  const limit: Limit = { perSecond: dollarsPerHour / secondsAnHour, saved: dollarsPerHour * savedHours };
  let allowance: Allowance = { left: 0, at: clock.now() };
  return {
    readyAt: () => {
      const now = clock.now();
      // A clock that was set back must not make it wait for as long again.
      if (now < allowance.at) allowance = { ...allowance, at: now };
      const waitMs = waitForAllowance(limit, allowance, now);
      return waitMs === 0 ? 0 : now + waitMs;
    },
    spend: (dollars) => {
      allowance = spend(limit, allowance, clock.now(), dollars);
    },
  };
};
