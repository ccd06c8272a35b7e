/**
 * An alarm as a picture: what it watches, what it is held against, the points that it was judged by, its transitions. One code for the
 * alarm that is open and for the widget of a dashboard that shows one. Pure.
 */
import type { Band } from '../chart/band.ts';
import type { Dot } from '../chart/dots.ts';
import type { Mark } from '../chart/marks.ts';
import { plot } from '../chart/plot.ts';
import { formatDuration, formatNumber } from '../format.ts';
import type { Alarm, AlarmTransition } from '../observation/alarms.ts';
import type { MetricQuery, Point, SeriesSpec, SeriesUnit } from '../observation/metrics.ts';
import { originOf } from '../origin.ts';
import { fitRow } from '../terminal/paint.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { alarmLimit } from './alarm-words.ts';
import { unitOf } from './units.ts';

export type AlarmPart = 'alarm' | 'band';

const labelOf = (query: MetricQuery): string =>
  query.kind === 'metric' ? `${query.metric} ${query.stat}` : query.expression;

/** What to ask CloudWatch for to draw an alarm: its metric or expression, and its band; none where it has neither. */
export const alarmSpecs = (
  { query, band, ...alarm }: Alarm,
  idOf: (part: AlarmPart) => string,
): readonly SeriesSpec[] => {
  const { periodSeconds = 60, accountId } = alarm;
  const spec = (part: AlarmPart, of: MetricQuery): SeriesSpec => ({
    id: idOf(part),
    label: labelOf(of),
    ...originOf(alarm),
    query: of,
    periodSeconds,
    unit: unitOf(of),
    missing: 'gap',
    ...(accountId === undefined ? {} : { accountId }),
  });
  return [
    ...(query === undefined ? [] : [spec('alarm', query)]),
    ...(band === undefined ? [] : [spec('band', band)]),
  ];
};

/** What it was judged by can be drawn where its series cannot be asked for: of logs. */
export const isDrawable = ({ query, evaluated }: Alarm): boolean =>
  query !== undefined || evaluated.length > 0;

const transitionRoles = { ALARM: 'bad', INSUFFICIENT_DATA: 'unknown', OK: 'ok' } as const;

/** Its transitions; where no time of a judged point is known, the buckets before the last one. */
const marksOf = (
  { state, since, periodSeconds = 60, evaluationPeriods = 1, recentValues, evaluated }: Alarm,
  history: readonly AlarmTransition[],
): readonly Mark[] => {
  // Where no history is read there is still the transition into the state that it is in.
  const known = history.length > 0 ? history : [{ at: since, to: state }];
  const transitions = known.map(({ at, to }) => ({ at, label: to, role: transitionRoles[to] }));
  if (evaluated.length > 0 || recentValues.length === 0) return transitions;
  const evaluatedMs = Math.max(evaluationPeriods, recentValues.length) * periodSeconds * 1000;
  return [...transitions, { at: since - evaluatedMs, to: since, label: 'evaluated', role: 'accent' }];
};

export type FoundEdge = { readonly points: readonly Point[] };

type Edges = { readonly low: number; readonly high: number };

/** The two series that the band's expression brought, by bucket: whichever came first, the higher one is the upper edge. */
const edgesOf = (found: readonly FoundEdge[]): ReadonlyMap<number, Edges> => {
  const edges = new Map<number, Edges>();
  for (const { points } of found) {
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
  { comparison, threshold = Number.NaN }: Alarm,
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
  alarm: Alarm,
  label: string,
  edges: Edges | undefined,
  { ascii, windowMs }: AlarmPicture,
): Row => {
  const limit = alarmLimit(alarm);
  const part = (mark: string, role: Role, text: string): Span[] => [
    { text: `   ${mark}`, role },
    { text: ` ${text}`, role: 'dim' },
  ];
  return [
    { text: label, role: 'series1' },
    ...(limit === '' ? [] : part(ascii ? '-' : '╌', 'threshold', limit)),
    ...(alarm.evaluated.length === 0 ? [] : part(ascii ? '@' : '●', 'accent', 'judged')),
    ...(edges === undefined
      ? []
      : part(ascii ? '.' : '░', 'dim', `expected ${formatNumber(edges.low)} to ${formatNumber(edges.high)}`)),
    ...(windowMs === undefined
      ? []
      : [{ text: `   last ${formatDuration(windowMs)}`, role: 'dim' as const }]),
  ];
};

/** An area behind the lines of a graph: the edges of a band as CloudWatch tells them, two series. */
export const bandOf = (found: readonly FoundEdge[]): Band | undefined => toBand(edgesOf(found));

export type AlarmPicture = {
  /** Of what it watches; undefined until they are known. */
  readonly points: readonly Point[] | undefined;
  readonly unit: SeriesUnit;
  /** The two edges of its band, in any order. */
  readonly edges: readonly FoundEdge[];
  /** In place of the alarm's own, where it is drawn by a coarser one. */
  readonly periodSeconds: number;
  readonly from: number;
  readonly to: number;
  /** Told in the caption, where nothing else tells it. */
  readonly windowMs?: number;
  /** What stands in place of points where there are none. */
  readonly empty: string;
  /** Rows of the drawing, without its caption. */
  readonly height: number;
  readonly width: number;
  readonly utc: boolean;
  readonly ascii: boolean;
};

/** What an alarm is called beside its line: its metric or expression. */
const captionOf = ({ query, stat, metric }: Alarm): string =>
  query === undefined ? (stat ?? metric ?? '') : labelOf(query);

/** Its caption and its drawing, `height` + 1 rows. */
export const alarmGraphRows = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  picture: AlarmPicture,
): Row[] => {
  const edges = edgesOf(picture.edges);
  const label = captionOf(alarm);
  const drawing = plot({
    series: [{ points: picture.points ?? [], role: 'series1', label }],
    unit: picture.unit,
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
    from: picture.from,
    to: picture.to,
    periodMs: picture.periodSeconds * 1000,
    width: picture.width,
    height: picture.height,
    utc: picture.utc,
    ascii: picture.ascii,
    style: picture.ascii ? 'line' : 'braille',
    empty: picture.empty,
  });
  const newest = [...edges].reduce<readonly [number, Edges] | undefined>(
    (last, edge) => (last === undefined || edge[0] > last[0] ? edge : last),
    undefined,
  )?.[1];
  return [fitRow(caption(alarm, label, newest, picture), picture.width), ...drawing];
};
