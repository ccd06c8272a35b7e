/** Which series this is, to whoever keeps them: the only place where an identity becomes text. */
import { type Origin, originName } from '../origin.ts';
import type { MetricName, SeriesSpec } from './metrics.ts';

export type SeriesKey = {
  /** Id of the series that was asked for. */
  readonly series: string;
  /** Of history each period is kept for itself; absent: the live series, in whatever period it is polled. */
  readonly periodSeconds?: number;
  /** One of those that a search found, or an edge of a band. */
  readonly found?: string;
};

/** A key as text. An id is none: the compiler tells them apart. */
export type SeriesKeyText = `[${string}]`;

export const keyOf = ({ series, periodSeconds, found }: SeriesKey): SeriesKeyText => {
  const part = found === undefined ? '' : JSON.stringify(found);
  return `[${JSON.stringify(series)},${periodSeconds ?? ''},${part}]`;
};

/** The key under which what is answered for a series is kept. */
export const keyOfSeries = ({ id, onDemand, periodSeconds, found }: SeriesSpec): SeriesKeyText =>
  keyOf({
    series: id,
    ...(onDemand === 'history' ? { periodSeconds } : undefined),
    ...(found === undefined ? undefined : { found }),
  });

/** Which metric this is, whatever is asked of it, by its origin and name. */
export const metricKeyOf = (origin: Origin, { namespace, metric, dimensions }: MetricName): string =>
  JSON.stringify([originName(origin), namespace, metric, Object.entries(dimensions).sort()]);
