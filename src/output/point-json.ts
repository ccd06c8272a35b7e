/** `point` lines of the command line's contract: the answer for a series, a line for each of its points. */
import type { MetricQuery, SeriesPoints } from '../observation/metrics.ts';
import { ndjson } from './ndjson.ts';

const metricOf = (query: MetricQuery): string =>
  query.kind === 'metric' ? `${query.namespace}/${query.metric}` : query.expression;

/** Lines with their ends; none for an answer without points. */
export const pointLines = ({ series, points }: Pick<SeriesPoints, 'series' | 'points'>): string =>
  points
    .map(({ at, value, settled }) =>
      ndjson({
        type: 'point',
        id: series.id,
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
