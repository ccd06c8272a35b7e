/** What it costs to keep looking at a set of series: the formula of the bill, before anything is polled. */
import { billedMetrics, priceOf } from '../../aws/price.ts';
import { samplesScanned } from '../../aws/promql.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { originName } from '../../origin.ts';
import { pollSecondsOf } from './period.ts';
import { refetchedBuckets } from './plan.ts';
import { isPromQl, toQueries } from './query.ts';

const hourSeconds = 3600;

/** What a poll is taken to scan of PromQL: each question its newest buckets, and one series (rule 22). */
const samplesOfPoll = (series: readonly SeriesSpec[]): number =>
  series.reduce((sum, { query, periodSeconds }) => {
    if (!isPromQl(query)) return sum;
    const spanMs = refetchedBuckets * periodSeconds * 1000;
    return sum + samplesScanned({ query: query.expression, startMs: 0, endMs: spanMs }, { series: [] });
  }, 0);

/**
 * Dollars an hour by the formula `(3600 / T) x U x $0.00001`, T the seconds between two polls, U metrics x ceil(statistics /
 * 5). A search counts as one metric: how many it finds is not known before.
 */
export const metricsDollarsPerHour = (series: readonly SeriesSpec[]): number => {
  const byPace = new Map<string, SeriesSpec[]>();
  for (const spec of series) {
    const pace = `${originName(spec)} ${pollSecondsOf(spec)}`;
    const same = byPace.get(pace) ?? [];
    same.push(spec);
    byPace.set(pace, same);
  }
  let dollars = 0;
  for (const same of byPace.values()) {
    const [first] = same;
    const seconds = first === undefined ? hourSeconds : pollSecondsOf(first);
    const polls = hourSeconds / seconds;
    dollars += polls * priceOf({ billedMetrics: billedMetrics(toQueries(same)) });
    dollars += polls * priceOf({ samplesScanned: samplesOfPoll(same) });
  }
  return dollars;
};

/** How many times slower than they would be polls become under a budget: 1 where it is enough. */
export const budgetSlowdown = (series: readonly SeriesSpec[], dollarsPerHour: number): number =>
  Math.max(1, metricsDollarsPerHour(series) / dollarsPerHour);
