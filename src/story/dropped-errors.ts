/** Error lines that are held no more, counted as they went: what is told since an onset never falls for want of room. */
import { groupKey, type LogGroup } from '../pipeline/log-groups.ts';

export type DroppedErrors = {
  /** How many of a group were dropped of the minutes from `since` to `until` (epoch ms), by what they say. */
  readonly countsOf: (group: LogGroup, since: number, until: number) => ReadonlyMap<string, number>;
  /** True where a line that told of the failure of this request is among them. */
  readonly isTold: (requestId: string) => boolean;
};

export type DroppedError = LogGroup & {
  readonly at: number;
  readonly pattern: string;
  readonly requestId: string | undefined;
  /** Lambda tells once more of what the program has told. */
  readonly isEcho: boolean;
};

const minuteMs = 60_000;
const mostMinutes = 1_440;
const mostPatterns = 200;
const mostRequests = 20_000;

/** Bounded: a day, a few hundred patterns a minute, the newest requests. */
export const createDroppedErrors = (): DroppedErrors & { readonly add: (error: DroppedError) => void } => {
  const groups = new Map<string, Map<number, Map<string, number>>>();
  const told = new Set<string>();
  const note = (requestId: string): void => {
    told.add(requestId);
    const [oldest] = told;
    if (told.size > mostRequests && oldest !== undefined) told.delete(oldest);
  };
  return {
    add: (error) => {
      const { at, pattern, requestId, isEcho } = error;
      if (requestId !== undefined) {
        if (isEcho && told.has(requestId)) return;
        note(requestId);
      }
      const key = groupKey(error);
      const minutes = groups.get(key) ?? new Map<number, Map<string, number>>();
      groups.set(key, minutes);
      const minute = Math.floor(at / minuteMs);
      const counts = minutes.get(minute) ?? new Map<string, number>();
      minutes.set(minute, counts);
      if (minutes.size > mostMinutes) minutes.delete(Math.min(...minutes.keys()));
      if (counts.has(pattern) || counts.size < mostPatterns)
        counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    },
    countsOf: (group, since, until) => {
      const sums = new Map<string, number>();
      for (const [minute, counts] of groups.get(groupKey(group)) ?? []) {
        if (minute < Math.floor(since / minuteMs) || minute * minuteMs > until) continue;
        for (const [pattern, count] of counts) sums.set(pattern, (sums.get(pattern) ?? 0) + count);
      }
      return sums;
    },
    isTold: (requestId) => told.has(requestId),
  };
};
