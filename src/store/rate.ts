/** Events per second over the last minutes, by when they arrived. */
export type RateSnapshot = {
  /** One count a second, oldest first, the last one still open. */
  readonly perSecond: readonly number[];
  /** Mean of the last whole seconds that are known (ten at most). */
  readonly recent: number;
};

export type Rate = {
  readonly add: (at: number, count: number) => void;
  readonly snapshot: (now: number) => RateSnapshot;
};

const recentSeconds = 10;

/** A ring of one counter a second. `startedAt` keeps the seconds before the start from counting as silence. */
export const createRate = ({
  seconds,
  startedAt,
}: {
  readonly seconds: number;
  readonly startedAt: number;
}): Rate => {
  const counts = new Array<number>(seconds).fill(0);
  const secondOf = (at: number) => Math.floor(at / 1000);
  const first = secondOf(startedAt);
  let newest = first;
  const moveTo = (second: number) => {
    for (let passed = Math.max(newest + 1, second - seconds + 1); passed <= second; passed += 1) {
      counts[passed % seconds] = 0;
    }
    newest = Math.max(newest, second);
  };
  return {
    add: (at, count) => {
      const second = secondOf(at);
      moveTo(second);
      if (second > newest - seconds) counts[second % seconds] = (counts[second % seconds] ?? 0) + count;
    },
    snapshot: (now) => {
      moveTo(secondOf(now));
      const known = Math.min(seconds, newest - first + 1);
      const perSecond = Array.from(
        { length: known },
        (_, i) => counts[(newest - known + 1 + i) % seconds] ?? 0,
      );
      const whole = perSecond.slice(0, -1).slice(-recentSeconds);
      const total = whole.reduce((sum, count) => sum + count, 0);
      return { perSecond, recent: whole.length === 0 ? 0 : total / whole.length };
    },
  };
};
