/** CloudWatch's statistics of buckets. An unknown one has no points. */
import { percentile } from './histogram.ts';

export type Bucket = { at: number; count: number; sum: number; min: number; max: number };
/** A value, and how often it was told. */
export type Weighted = { readonly value: number; readonly count: number };

const percentilePattern = /^p(\d{1,2}(?:\.\d+)?|100)$/;

export const isPercentile = (stat: string): boolean => percentilePattern.test(stat);

/** A statistic of each bucket; a percentile needs the values of each. */
export const pointsOf = (
  stat: string,
  buckets: readonly Bucket[],
  values: readonly Weighted[][] | undefined,
) => {
  const percent = percentilePattern.exec(stat)?.[1];
  const points: { readonly at: number; readonly value: number }[] = [];
  buckets.forEach((bucket, index) => {
    const value = (() => {
      switch (stat) {
        case 'Sum':
          return bucket.sum;
        case 'Average':
          return bucket.sum / bucket.count;
        case 'Minimum':
          return bucket.min;
        case 'Maximum':
          return bucket.max;
        case 'SampleCount':
          return bucket.count;
        default:
          return percent === undefined ? undefined : percentile(values?.[index] ?? [], Number(percent));
      }
    })();
    if (value !== undefined) points.push({ at: bucket.at, value });
  });
  return points;
};
