/**
 * What CloudWatch would hold: for each metric a ring of buckets with count, sum, minimum and maximum, kept exactly,
 * and for latencies a histogram beside them. High-resolution metrics also keep every sample for three hours.
 */
import type { MetricId, MetricReader, StoredMetric } from '../account.ts';
import { at, type Column, chunkRows, dropBefore, firstAtLeast, push, timeColumn } from './column.ts';
import { countValue, createHistogram, eachBin, type Histogram } from './histogram.ts';
import { type Bucket, isPercentile, pointsOf, type Weighted } from './statistics.ts';
import { createToldMetrics, type Told } from './told-metrics.ts';

/** CloudWatch keeps points below 60 s for three hours. */
const highResolutionMs = 3 * 3_600_000;

export type Series = {
  readonly unit: string;
  readonly resolutionSeconds: 1 | 60 | 300;
  readonly bucketMs: number;
  readonly capacity: number;
  /**
   * Five numbers a place of the ring: the absolute number of the bucket that it holds, count, sum, minimum, maximum.
   * They lie side by side because every sample touches all of them.
   */
  readonly cells: Float64Array;
  /** Where the newest samples go: `[openFrom, openTo)` and the first of its cells. */
  openFrom: number;
  openTo: number;
  openCell: number;
  /** A histogram for each place of the ring, for metrics with many different values in a bucket. */
  readonly histograms: (Histogram | undefined)[] | undefined;
  /** Single samples of a high-resolution metric, in order of time. */
  readonly samples: { readonly times: Column; readonly values: Column } | undefined;
  lastSampleAt: number;
};

const cellsAPlace = 5;

/** Finds the cells of the bucket for a time, clearing what the ring held there before. */
const openBucket = (series: Series, time: number, value: number): number => {
  const { cells, bucketMs } = series;
  const number = Math.floor(time / bucketMs);
  const place = number % series.capacity;
  const cell = place * cellsAPlace;
  if (cells[cell] !== number) {
    cells[cell] = number;
    cells[cell + 1] = 0;
    cells[cell + 2] = 0;
    cells[cell + 3] = value;
    cells[cell + 4] = value;
    series.histograms?.[place]?.fill(0);
  }
  series.openFrom = number * bucketMs;
  series.openTo = series.openFrom + bucketMs;
  series.openCell = cell;
  return cell;
};

/** Adds one sample. Samples of a high-resolution metric must come in order of time. */
export const addSample = (series: Series, time: number, value: number): void => {
  const { cells } = series;
  let cell = series.openCell;
  if (time < series.openFrom || time >= series.openTo) cell = openBucket(series, time, value);
  cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
  cells[cell + 2] = (cells[cell + 2] ?? 0) + value;
  if (value < (cells[cell + 3] ?? value)) cells[cell + 3] = value;
  if (value > (cells[cell + 4] ?? value)) cells[cell + 4] = value;
  if (series.histograms !== undefined) {
    const place = cell / cellsAPlace;
    let histogram = series.histograms[place];
    if (histogram === undefined) {
      histogram = createHistogram();
      series.histograms[place] = histogram;
    }
    countValue(histogram, value);
  }
  if (series.samples !== undefined) {
    const { times, values } = series.samples;
    push(times, time);
    push(values, value);
    if (times.end % chunkRows === 0) {
      const oldest = firstAtLeast(times, time - highResolutionMs);
      dropBefore(times, oldest);
      dropBefore(values, oldest);
    }
  }
  if (time > series.lastSampleAt) series.lastSampleAt = time;
};

/** Everything in buckets of `periodMs` that start in `[from, to)`, oldest first. */
const bucketsOf = (
  series: Series,
  periodMs: number,
  from: number,
  to: number,
  gridFrom: number,
  values: Weighted[][] | undefined,
): Bucket[] => {
  const found: Bucket[] = [];
  let open: Bucket | undefined;
  const into = (time: number): Bucket | undefined => {
    const start = gridFrom + Math.floor((time - gridFrom) / periodMs) * periodMs;
    if (start < from || start >= to) return undefined;
    if (open?.at !== start) {
      open = { at: start, count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
      found.push(open);
      values?.push([]);
    }
    return open;
  };
  const fold = (bucket: Bucket, count: number, sum: number, min: number, max: number) => {
    bucket.count += count;
    bucket.sum += sum;
    bucket.min = Math.min(bucket.min, min);
    bucket.max = Math.max(bucket.max, max);
  };

  if (series.samples !== undefined && periodMs < series.bucketMs) {
    const { times, values: samples } = series.samples;
    for (let row = firstAtLeast(times, from); row < times.end; row++) {
      const time = at(times, row);
      if (time >= to + periodMs) break;
      const bucket = into(time);
      if (bucket === undefined) continue;
      const value = at(samples, row);
      fold(bucket, 1, value, value, value);
      values?.at(-1)?.push({ value, count: 1 });
    }
    return found;
  }

  const newest = Math.floor(series.lastSampleAt / series.bucketMs);
  const first = Math.max(Math.floor(from / series.bucketMs), newest - series.capacity + 1);
  const last = Math.min(Math.ceil((to + periodMs) / series.bucketMs), newest);
  for (let number = first; number <= last; number++) {
    const place = number % series.capacity;
    const cell = place * cellsAPlace;
    if (series.cells[cell] !== number) continue;
    const bucket = into(number * series.bucketMs);
    if (bucket === undefined) continue;
    const count = series.cells[cell + 1] ?? 0;
    const sum = series.cells[cell + 2] ?? 0;
    const min = series.cells[cell + 3] ?? 0;
    const max = series.cells[cell + 4] ?? 0;
    fold(bucket, count, sum, min, max);
    const weighted = values?.at(-1);
    if (weighted === undefined) continue;
    const histogram = series.histograms?.[place];
    if (histogram !== undefined) {
      // The middle of a bin may lie outside of what was seen.
      eachBin(histogram, (value, times) =>
        weighted.push({ value: Math.min(Math.max(value, min), max), count: times }),
      );
    } else if (min === max) {
      weighted.push({ value: min, count });
    } else {
      // Counters take two values, nearly always 0 and 1: the sum says how often each.
      const high = Math.round((sum - min * count) / (max - min));
      weighted.push({ value: min, count: count - high }, { value: max, count: high });
    }
  }
  return found;
};

/** As `MetricReader.read`, for one series. An unknown statistic has no points. */
export const readSeries = (
  series: Series,
  stat: string,
  periodSeconds: number,
  from: number,
  to: number,
  gridFrom = 0,
) => {
  const values: Weighted[][] | undefined = isPercentile(stat) ? [] : undefined;
  return pointsOf(stat, bucketsOf(series, periodSeconds * 1000, from, to, gridFrom, values), values);
};

const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

export type MetricStore = MetricReader & {
  /**
   * Makes a metric known and returns its series. `also` names the same figures under other sets of dimensions, as
   * AWS does (an API alone, and an API with its stage). It shows in listings from its first sample on.
   */
  readonly define: (id: MetricId, unit: string, options?: DefineOptions) => Series;
  readonly seriesOf: (id: MetricId) => Series | undefined;
  /** Makes a metric known that is computed when it is read. */
  readonly tell: (id: MetricId, told: Told) => void;
  /** From when on, and up to when, what is computed is there: the time of the account. */
  readonly toldFrom: (firstAt: number, now: () => number) => void;
};

export type DefineOptions = {
  readonly resolutionSeconds?: 1 | 60 | 300;
  /** For metrics with many different values in one bucket, so that percentiles are right. */
  readonly distribution?: boolean;
  readonly also?: readonly Readonly<Record<string, string>>[];
};

/** `retentionMs` is how long 60-second buckets are kept. */
export const createMetricStore = (retentionMs: number): MetricStore => {
  const known = new Map<string, { readonly id: MetricId; readonly series: Series }>();
  const stored = ({ id, series }: { readonly id: MetricId; readonly series: Series }): StoredMetric => ({
    ...id,
    resolutionSeconds: series.resolutionSeconds,
    unit: series.unit,
    lastSampleAt: series.lastSampleAt,
  });
  const seriesOf = (id: MetricId) => known.get(keyOf(id))?.series;
  const computed = createToldMetrics();
  return {
    tell: (id, told) => computed.tell(keyOf(id), id, told),
    toldFrom: computed.begin,
    define: (id, unit, { resolutionSeconds = 60, distribution = false, also = [] } = {}) => {
      const bucketMs = Math.max(resolutionSeconds, 60) * 1000;
      const capacity = Math.ceil(retentionMs / bucketMs) + 2;
      const series: Series = {
        unit,
        resolutionSeconds,
        bucketMs,
        capacity,
        cells: new Float64Array(capacity * cellsAPlace),
        openFrom: 0,
        openTo: 0,
        openCell: 0,
        histograms: distribution ? new Array<Histogram | undefined>(capacity).fill(undefined) : undefined,
        samples: resolutionSeconds === 1 ? { times: timeColumn(), values: timeColumn() } : undefined,
        lastSampleAt: 0,
      };
      known.set(keyOf(id), { id, series });
      for (const dimensions of also) {
        const other = { namespace: id.namespace, name: id.name, dimensions };
        known.set(keyOf(other), { id: other, series });
      }
      return series;
    },
    seriesOf,
    list: () => [
      ...[...known.values()].filter(({ series }) => series.lastSampleAt > 0).map(stored),
      ...computed.list(),
    ],
    find: (id) => {
      const entry = known.get(keyOf(id));
      if (entry === undefined) return computed.find(keyOf(id));
      return entry.series.lastSampleAt === 0 ? undefined : stored(entry);
    },
    read: (id, stat, periodSeconds, from, to, gridFrom) => {
      const series = seriesOf(id);
      return series === undefined
        ? computed.read(keyOf(id), stat, periodSeconds, from, to, gridFrom)
        : readSeries(series, stat, periodSeconds, from, to, gridFrom);
    },
  };
};
