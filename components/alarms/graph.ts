/** The graph of an alarm that is open: its metric, what it is held against, and the points that were judged. */

import type { Band } from '../../src/chart/band.ts';
import type { Dot } from '../../src/chart/dots.ts';
import type { Mark } from '../../src/chart/marks.ts';
import { type Plot, plot } from '../../src/chart/plot.ts';
import { formatDuration, formatNumber } from '../../src/format.ts';
import type { AlarmSeen, AlarmTransition } from '../../src/observation/alarms.ts';
import type { MetricQuery, Point, SeriesSpec } from '../../src/observation/metrics.ts';
import { originOf } from '../../src/origin.ts';
import { alarmLimit } from '../../src/output/alarm-words.ts';
import { unitOf } from '../../src/pipeline/units.ts';
import { foundIn, liveIn, unitIn } from '../../src/store/known.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Role, Row, Span } from '../../src/terminal/row.ts';
import type { Look, Size } from '../frame/layout.ts';

const hourMs = 3_600_000;
const windowsMs = [1, 3, 6, 12, 24].map((hours) => hours * hourMs);
/** Fewer buckets than these are no picture. */
const leastBuckets = 60;

const labelOf = (query: MetricQuery): string =>
  query.kind === 'metric' ? `${query.metric} ${query.stat}` : query.expression;

/** How far back the graph goes: to before what was judged, a day at the most. */
export const alarmWindowMs = ({ since, evaluated, periodSeconds = 60 }: AlarmSeen, now: number): number => {
  const began = Math.min(since, evaluated[0]?.at ?? since);
  const wantedMs = (now - began) * 1.25;
  // A state that is older than a day is drawn by what there is now.
  const fitting = windowsMs.find((window) => window >= wantedMs) ?? 3 * hourMs;
  return Math.max(fitting, leastBuckets * periodSeconds * 1000);
};

const seriesId = (part: 'alarm' | 'band', { arn }: AlarmSeen): string => `${part} ${arn}`;

/** What to ask CloudWatch for to draw an alarm: its metric or expression, and its band; none where it has neither. */
export const alarmSeries = (alarm: AlarmSeen, now: number): readonly SeriesSpec[] => {
  const { query, band, periodSeconds = 60, accountId } = alarm;
  const spec = (part: 'alarm' | 'band', of: MetricQuery): SeriesSpec => ({
    id: seriesId(part, alarm),
    label: labelOf(of),
    ...originOf(alarm),
    query: of,
    periodSeconds,
    unit: unitOf(of),
    missing: 'gap',
    windowMs: alarmWindowMs(alarm, now),
    // Who opens a thousand alarms one after the other fills no memory.
    onDemand: 'graph',
    ...(accountId === undefined ? {} : { accountId }),
  });
  return [
    ...(query === undefined ? [] : [spec('alarm', query)]),
    ...(band === undefined ? [] : [spec('band', band)]),
  ];
};

const transitionRoles = { ALARM: 'bad', INSUFFICIENT_DATA: 'unknown', OK: 'ok' } as const;

/** Its transitions; where no time of a judged point is known, the buckets before the last one. */
const marksOf = (
  { since, periodSeconds = 60, evaluationPeriods = 1, recentValues, evaluated }: AlarmSeen,
  history: readonly AlarmTransition[],
): readonly Mark[] => {
  const transitions = history.map(({ at, to }) => ({ at, label: to, role: transitionRoles[to] }));
  if (evaluated.length > 0 || recentValues.length === 0) return transitions;
  const evaluatedMs = Math.max(evaluationPeriods, recentValues.length) * periodSeconds * 1000;
  return [...transitions, { at: since - evaluatedMs, to: since, label: 'evaluated', role: 'accent' }];
};

type Edges = { readonly low: number; readonly high: number };

/** The two series that the band's expression brought, by bucket: whichever came first, the higher one is the upper edge. */
const bandOf = ({ series }: Snapshot, alarm: AlarmSeen): ReadonlyMap<number, Edges> => {
  const edges = new Map<number, Edges>();
  for (const { points } of foundIn(series, seriesId('band', alarm))) {
    for (const { at, value } of points) {
      const { low = value, high = value } = edges.get(at) ?? {};
      edges.set(at, { low: Math.min(low, value), high: Math.max(high, value) });
    }
  }
  return edges;
};

const toBand = (edges: ReadonlyMap<number, Edges>): Band | undefined => {
  if (edges.size === 0) return undefined;
  const points = (pick: (edge: Edges) => number): Point[] =>
    [...edges].sort(([a], [b]) => a - b).map(([at, edge]) => ({ at, value: pick(edge), settled: true }));
  return { upper: points(({ high }) => high), lower: points(({ low }) => low) };
};

/** Whether a value is beyond what it is held against; undefined where that is not known. */
const isBreaching = (
  { comparison, threshold = Number.NaN }: AlarmSeen,
  value: number,
  { low, high }: Edges = { low: Number.NaN, high: Number.NaN },
): boolean => {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    case 'GreaterThanUpperThreshold':
      return value > high;
    case 'LessThanLowerThreshold':
      return value < low;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < low || value > high;
    default:
      return false;
  }
};

/** `Duration Average   limit > 60   ● judged   ░ expected 20 to 60`. */
const caption = (
  alarm: AlarmSeen,
  label: string,
  edges: Edges | undefined,
  windowMs: number,
  { ascii }: Look,
): Row => {
  const limit = alarmLimit(alarm);
  const part = (mark: string, role: Role, text: string): Span[] => [
    { text: `   ${mark}`, role },
    { text: ` ${text}`, role: 'dim' },
  ];
  return [
    { text: ` ${label}`, role: 'series1' },
    ...(limit === '' ? [] : part(ascii ? '-' : '╌', 'threshold', limit)),
    ...(alarm.evaluated.length === 0 ? [] : part(ascii ? '@' : '●', 'accent', 'judged')),
    ...(edges === undefined
      ? []
      : part(ascii ? '.' : '░', 'dim', `expected ${formatNumber(edges.low)} to ${formatNumber(edges.high)}`)),
    { text: `   last ${formatDuration(windowMs)}`, role: 'dim' },
  ];
};

/** Its caption, `height` rows of graph and the axis; none where the alarm has nothing that can be drawn. */
export const alarmGraph = (
  alarm: AlarmSeen,
  history: readonly AlarmTransition[],
  snapshot: Snapshot,
  { width, height }: Size,
  look: Look,
): readonly Row[] => {
  const [series] = alarmSeries(alarm, snapshot.at);
  if (series === undefined) return [];
  const state = liveIn(snapshot.series, series.id);
  const edges = bandOf(snapshot, alarm);
  const periodMs = series.periodSeconds * 1000;
  const to = Math.ceil(snapshot.at / periodMs) * periodMs;
  const windowMs = alarmWindowMs(alarm, snapshot.at);
  const drawing: Plot = {
    series: [{ points: state?.points ?? [], role: 'series1', label: series.label }],
    unit: unitIn(snapshot.series, series),
    threshold: alarm.threshold === undefined ? undefined : { value: alarm.threshold, stretch: true },
    band: toBand(edges),
    dots: alarm.evaluated.map(
      ({ at, value }): Dot => ({
        at,
        value,
        role: isBreaching(alarm, value, edges.get(at)) ? 'bad' : 'accent',
      }),
    ),
    marks: marksOf(alarm, history),
    from: to - windowMs,
    to,
    periodMs,
    width: width - 2,
    height,
    utc: look.utc,
    ascii: look.ascii,
    style: look.ascii ? 'line' : 'braille',
    empty:
      state === undefined
        ? 'loading ...'
        : `${state.messages[0] ?? ''} no points in the last ${formatDuration(windowMs)}`.trim(),
  };
  const last = [...edges].reduce<readonly [number, Edges] | undefined>(
    (newest, edge) => (newest === undefined || edge[0] > newest[0] ? edge : newest),
    undefined,
  )?.[1];
  const head = fitRow(caption(alarm, series.label, last, windowMs, look), width - 1);
  return [head, ...plot(drawing).map((row): Row => [{ text: ' ' }, ...row]), []];
};
