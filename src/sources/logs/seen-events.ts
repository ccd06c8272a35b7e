/** Ids of events that have been shown, by the minute of the event, so that old ones are dropped whole. */

const minuteMs = 60_000;

export type SeenEvents = {
  /** True when the event has not been shown; from then on it has. */
  readonly add: (eventId: string, at: number) => boolean;
  /** Forgets events older than `before`. */
  readonly forget: (before: number) => void;
  readonly size: () => number;
};

export const createSeenEvents = (): SeenEvents => {
  const minutes = new Map<number, Set<string>>();
  return {
    add: (eventId, at) => {
      const minute = Math.floor(at / minuteMs);
      let ids = minutes.get(minute);
      if (ids === undefined) {
        ids = new Set();
        minutes.set(minute, ids);
      }
      if (ids.has(eventId)) return false;
      ids.add(eventId);
      return true;
    },
    forget: (before) => {
      for (const minute of minutes.keys()) if ((minute + 1) * minuteMs <= before) minutes.delete(minute);
    },
    size: () => [...minutes.values()].reduce((sum, ids) => sum + ids.size, 0),
  };
};
