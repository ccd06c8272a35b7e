/** Metrics that are kept nowhere and computed when they are read: what nobody looks at costs nothing. */
import type { MetricId, StoredMetric } from '../account.ts';
import { type Bucket, pointsOf, type Weighted } from './statistics.ts';

/** What is known of a metric that is kept nowhere: its values in the period that begins at a time, the same at every reading. */
export type Told = {
  readonly unit: string;
  readonly resolutionSeconds: 60 | 300;
  readonly valuesOf: (from: number) => readonly Weighted[];
};

type Known = { readonly id: MetricId; readonly told: Told };

export const createToldMetrics = () => {
  const known = new Map<string, Known>();
  let firstAt = Number.POSITIVE_INFINITY;
  let now = (): number => Number.NEGATIVE_INFINITY;
  /** End of the last period that is over: AWS has the figures of a minute once it is. */
  const endOf = ({ resolutionSeconds }: Told): number => {
    const ms = resolutionSeconds * 1000;
    return Math.floor((now() + 1) / ms) * ms;
  };
  const stored = ({ id, told }: Known): StoredMetric => ({
    ...id,
    unit: told.unit,
    resolutionSeconds: told.resolutionSeconds,
    lastSampleAt: endOf(told) - 1,
  });
  const isThere = ({ told }: Known): boolean => endOf(told) > firstAt;

  return {
    tell: (key: string, id: MetricId, told: Told): void => {
      known.set(key, { id, told });
    },
    begin: (from: number, clock: () => number): void => {
      firstAt = from;
      now = clock;
    },
    list: () => [...known.values()].filter(isThere).map(stored),
    find: (key: string): StoredMetric | undefined => {
      const entry = known.get(key);
      return entry === undefined || !isThere(entry) ? undefined : stored(entry);
    },
    /** As `MetricReader.read`. */
    read: (key: string, stat: string, periodSeconds: number, from: number, to: number, gridFrom = 0) => {
      const told = known.get(key)?.told;
      if (told === undefined) return [];
      const stepMs = told.resolutionSeconds * 1000;
      const periodMs = periodSeconds * 1000;
      const startOf = (at: number) => gridFrom + Math.floor((at - gridFrom) / periodMs) * periodMs;
      const last = Math.min(to + periodMs, endOf(told));
      const buckets: Bucket[] = [];
      const values: Weighted[][] = [];
      for (
        let at = Math.floor(Math.max(from, firstAt) / stepMs) * stepMs;
        at + stepMs <= last;
        at += stepMs
      ) {
        // Side systems write at the end of their period: that instant says in which bucket it lies.
        const start = startOf(at + stepMs - 1);
        if (start < from || start >= to) continue;
        const samples = told.valuesOf(at);
        if (samples.length === 0) continue;
        let bucket = buckets.at(-1);
        if (bucket?.at !== start) {
          bucket = {
            at: start,
            count: 0,
            sum: 0,
            min: Number.POSITIVE_INFINITY,
            max: Number.NEGATIVE_INFINITY,
          };
          buckets.push(bucket);
          values.push([]);
        }
        for (const one of samples) {
          bucket.count += one.count;
          bucket.sum += one.value * one.count;
          bucket.min = Math.min(bucket.min, one.value);
          bucket.max = Math.max(bucket.max, one.value);
          values.at(-1)?.push(one);
        }
      }
      return pointsOf(stat, buckets, values);
    },
  };
};
