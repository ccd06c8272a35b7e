/** How many a minute, by the time of the changes themselves: over the last five minutes, or since they are known. */

export type MinuteRate = {
  readonly add: (at: number) => void;
  readonly perMinute: (now: number, knownSince: number) => number;
  readonly save: () => SavedRate;
};

/** By slot of ten seconds. */
export type SavedRate = readonly (readonly [slot: number, count: number])[];

const slotMs = 10_000;
const slots = 30;
const minuteMs = 60_000;

export const createMinuteRate = (saved: SavedRate = []): MinuteRate => {
  const counts = new Map<number, number>(saved);
  return {
    add: (at) => {
      const slot = Math.floor(at / slotMs);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
      // Some more than are looked at: shards are not read in step.
      if (counts.size > slots * 2) counts.delete(Math.min(...counts.keys()));
    },
    perMinute: (now, knownSince) => {
      const first = Math.floor(now / slotMs) - slots;
      let count = 0;
      for (const [slot, of] of counts) if (slot >= first) count += of;
      const spanMs = Math.max(slotMs, now - Math.max(first * slotMs, knownSince));
      return (count * minuteMs) / spanMs;
    },
    save: () => [...counts],
  };
};
