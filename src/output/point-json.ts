/** `point` lines of the command line's contract: the answer for a series, a line for each of its points. */
import type { MetricQuery, SeriesPoints } from '../observation/metrics.ts';
import { ndjson } from './ndjson.ts';

const metricOf = (query: MetricQuery): string =>
  query.kind === 'metric' ? `${query.namespace}/${query.metric}` : query.expression;

/** Lines that are made at a time: a window may hold more points than one text can. */
const pointsAtATime = 1_000;

/** Lines with their ends, some at a time; none for an answer without points. */
export function* pointLines({ series, points }: Pick<SeriesPoints, 'series' | 'points'>): Generator<string> {
  for (let first = 0; first < points.length; first += pointsAtATime) {
    yield points
      .slice(first, first + pointsAtATime)
      .map(({ at, value, settled }) =>
        ndjson({
          type: 'point',
          id: series.found === undefined ? series.id : `${series.id}/${series.found}`,
          label: series.label,
          stage: series.stage,
          metric: metricOf(series.query),
          stat: series.query.kind === 'metric' ? series.query.stat : undefined,
          period: series.periodSeconds,
          at: new Date(at).toISOString(),
          value,
          unit: series.unit,
          settled,
          region: series.region,
        }),
      )
      .join('');
  }
}
