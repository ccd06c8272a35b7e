/** The graph of an alarm that is open: its metric, what it is held against, and the points that were judged. */

import { formatDuration } from '../../src/format.ts';
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { type AlarmPart, alarmGraphRows, alarmSpecs, isDrawable } from '../../src/pipeline/alarm-graph.ts';
import { type CachedSeries, foundIn, liveIn, unitIn } from '../../src/store/cached.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look, Size } from '../frame/layout.ts';

const hourMs = 3_600_000;
const windowsMs = [1, 3, 6, 12, 24].map((hours) => hours * hourMs);
/** Fewer buckets than these are no picture. */
const leastBuckets = 60;

/** How far back the graph goes: to before what was judged, a day at the most. */
export const alarmWindowMs = ({ since, evaluated, periodSeconds = 60 }: Alarm, now: number): number => {
  const began = Math.min(since, evaluated[0]?.at ?? since);
  const wantedMs = (now - began) * 1.25;
  // A state that is older than a day is drawn by what there is now.
  const fitting = windowsMs.find((window) => window >= wantedMs) ?? 3 * hourMs;
  return Math.max(fitting, leastBuckets * periodSeconds * 1000);
};

const seriesId = (part: AlarmPart, { arn }: Alarm): string => `${part} ${arn}`;

/** What to ask CloudWatch for to draw an alarm: its metric or expression, and its band; none where it has neither. */
export const alarmSeries = (alarm: Alarm, now: number): readonly SeriesSpec[] =>
  alarmSpecs(alarm, (part) => seriesId(part, alarm)).map((spec) => ({
    ...spec,
    windowMs: alarmWindowMs(alarm, now),
    // Who opens a thousand alarms one after the other fills no memory.
    onDemand: 'graph',
  }));

/** Of a set of series that which is nearest to what the alarm warns of; undefined where there is no set. */
const worstFound = (
  series: Snapshot['series'],
  id: string,
  { comparison = '' }: Alarm,
): CachedSeries | undefined => {
  const sign = comparison.startsWith('Less') ? -1 : 1;
  const worth = ({ points }: CachedSeries): number => sign * (points.at(-1)?.value ?? Number.NaN);
  return foundIn(series, id)
    .filter(({ points }) => points.length > 0)
    .reduce<CachedSeries | undefined>(
      (worst, one) => (worst !== undefined && worth(worst) >= worth(one) ? worst : one),
      undefined,
    );
};

/** Its caption, `height` rows of graph and the axis; none where the alarm has nothing that can be drawn. */
export const alarmGraph = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  snapshot: Snapshot,
  { width, height }: Size,
  { utc, ascii }: Look,
): readonly Row[] => {
  if (!isDrawable(alarm)) return [];
  const [series] = alarmSeries(alarm, snapshot.at);
  const { periodSeconds = 60 } = alarm;
  const state =
    series && (worstFound(snapshot.series, series.id, alarm) ?? liveIn(snapshot.series, series.id));
  const periodMs = periodSeconds * 1000;
  const to = Math.ceil(snapshot.at / periodMs) * periodMs;
  const windowMs = alarmWindowMs(alarm, snapshot.at);
  const rows = alarmGraphRows(alarm, history, {
    points: state?.points,
    unit: series === undefined ? 'none' : unitIn(snapshot.series, series),
    edges: foundIn(snapshot.series, seriesId('band', alarm)),
    periodSeconds,
    from: to - windowMs,
    to,
    windowMs,
    empty:
      series !== undefined && state === undefined
        ? 'loading ...'
        : `${state?.messages[0] ?? ''} no points in the last ${formatDuration(windowMs)}`.trim(),
    width: width - 2,
    height,
    utc,
    ascii,
  });
  return [...rows.map((row): Row => [{ text: ' ' }, ...row]), []];
};
