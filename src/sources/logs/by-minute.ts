/** Counts by key, kept by the minute of the event, so that what is old is dropped whole. */

const minuteMs = 60_000;

export type ByMinute = {
  readonly count: (key: string, at: number) => number;
  readonly add: (key: string, at: number) => void;
  /** Takes one away; false where there is none. */
  readonly take: (key: string, at: number) => boolean;
  readonly isEmpty: () => boolean;
  /** Forgets all minutes that ended before: what is older than `wholeMinutesBefore` of it. */
  readonly forget: (before: number) => void;
};

/** The end of the last minute that had ended by then. */
export const wholeMinutesBefore = (at: number): number => Math.floor(at / minuteMs) * minuteMs;

export const createByMinute = (): ByMinute => {
  const minutes = new Map<number, Map<string, number>>();
  const minuteOf = (at: number) => Math.floor(at / minuteMs);
  return {
    count: (key, at) => minutes.get(minuteOf(at))?.get(key) ?? 0,
    add: (key, at) => {
      const minute = minuteOf(at);
      const counts = minutes.get(minute) ?? new Map<string, number>();
      minutes.set(minute, counts);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    take: (key, at) => {
      const counts = minutes.get(minuteOf(at));
      const count = counts?.get(key) ?? 0;
      if (counts === undefined || count === 0) return false;
      if (count === 1) counts.delete(key);
      else counts.set(key, count - 1);
      return true;
    },
    isEmpty: () => minutes.size === 0,
    forget: (before) => {
      for (const minute of minutes.keys()) if ((minute + 1) * minuteMs <= before) minutes.delete(minute);
    },
  };
};
