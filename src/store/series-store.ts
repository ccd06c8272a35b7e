import type {
  AwsUnit,
  MetricUnit,
  Point,
  SeriesPoints,
  SeriesSpec,
  SeriesUnit,
} from '../observation/metrics.ts';
import { keyOfSeries, metricKeyOf, type SeriesKeyText } from '../observation/series-key.ts';
import type { AnsweredPoints } from '../pipeline/derive.ts';
import { unitOf } from '../pipeline/units.ts';
import { addRange, clipRanges, removeRange, type TimeRange } from '../ranges.ts';

/** One series as it is known now. */
export type SeriesState = {
  readonly spec: SeriesSpec;
  /** What it counts: what the spec says, else what AWS has told of its metric. */
  readonly unit: SeriesUnit;
  /** Oldest first; an absent bucket is a gap. */
  readonly points: readonly Point[];
  readonly status: SeriesPoints['status'];
  readonly messages: readonly string[];
  /** End of the newest window that was asked for. */
  readonly to: number;
  /** When it was answered last, epoch ms; undefined where it never was. */
  readonly readAt: number | undefined;
  /** What has been answered: a bucket in here without a point is a gap, outside nothing is known. */
  readonly covered: readonly TimeRange[];
  /** What of it was answered in full. */
  readonly whole: readonly TimeRange[];
  /** What of it does not change any more: it need never be asked for again. */
  readonly settled: readonly TimeRange[];
};

/** AWS would not, or could not, read it: what it says is not what there is. */
export const isUnread = (known: Pick<SeriesState, 'status'> | undefined): boolean =>
  known?.status === 'forbidden' || known?.status === 'error' || known?.status === 'refused';

const noneAcknowledged: AnsweredPoints = { points: [], whole: [] };

/** What figures are derived from. Of a counter that could not be read nobody knows what it counted: it has no zeros. */
export const answeredPoints = (
  known: Pick<SeriesState, 'points' | 'status' | 'whole'> | undefined,
): AnsweredPoints => {
  if (known === undefined) return noneAcknowledged;
  return isUnread(known) ? { points: known.points, whole: noneAcknowledged.whole } : known;
};

/** By `keyOf`; `known.ts` finds what belongs to a series. */
export type SeriesSnapshot = ReadonlyMap<SeriesKeyText, SeriesState>;

export type SeriesStore = {
  /** `now` is when it came, epoch ms. */
  readonly apply: (answer: SeriesPoints, now: number) => void;
  readonly applyUnit: (unit: MetricUnit) => void;
  readonly snapshot: () => SeriesSnapshot;
};

export type SeriesBounds = {
  readonly maxPoints: number;
  /** Of those that are asked for on demand: the last answered stay. */
  readonly maxHistorySeries: number;
  readonly maxHistoryPoints: number;
};

/** Metrics whose unit is remembered: many dashboards' worth. */
const mostUnits = 10_000;

/** Windows far apart that one series remembers. */
const mostRanges = 32;

/** Puts the answer's points in the place of all that was known of its window. */
const overwrite = (known: readonly Point[], answer: SeriesPoints): Point[] => {
  const before = known.filter((point) => point.at < answer.from);
  const after = known.filter((point) => point.at >= answer.to);
  return [...before, ...answer.points, ...after];
};

/** The `most` points that are nearest to the window that was asked for last; the newest of it where it has more. */
const nearest = (
  points: readonly Point[],
  most: number,
  window: Pick<SeriesPoints, 'from' | 'to'>,
): readonly Point[] => {
  let first = 0;
  let last = points.length - 1;
  while (last - first + 1 > most) {
    const before = Math.max(0, window.from - (points[first]?.at ?? window.from));
    const after = Math.max(0, (points[last]?.at ?? window.to) - window.to);
    if (before >= after) first += 1;
    else last -= 1;
  }
  return first === 0 && last === points.length - 1 ? points : points.slice(first, last + 1);
};

const fold = (
  before: SeriesState | undefined,
  answer: SeriesPoints,
  unit: SeriesUnit,
  maxPoints: number,
  now: number,
): SeriesState => {
  const samePeriod = before?.spec.periodSeconds === answer.series.periodSeconds;
  const common = { spec: answer.series, unit, status: answer.status, messages: answer.messages };
  // A refused or failed answer knows nothing of the window: what was there stays.
  if (answer.status !== 'complete' && answer.status !== 'partial') {
    const { points = [], to = 0, readAt, covered = [], whole = [], settled = [] } = before ?? {};
    return { ...common, points, to, readAt, covered, whole, settled };
  }
  // Buckets of two widths in one line would be read as gaps.
  const known = samePeriod ? before : undefined;
  const all = overwrite(known?.points ?? [], answer);
  const points = nearest(all, maxPoints, answer);
  const covered = addRange(known?.covered ?? [], answer);
  const whole = (answer.status === 'complete' ? addRange : removeRange)(known?.whole ?? [], answer);
  const settled = addRange(known?.settled ?? [], { from: answer.from, to: answer.settledTo ?? answer.to });
  // What was dropped is not known any more: it is asked for again where it is looked at, and never drawn as a gap.
  const kept: TimeRange = {
    from: points[0] === all[0] ? Number.NEGATIVE_INFINITY : (points[0]?.at ?? 0),
    to:
      points.at(-1) === all.at(-1)
        ? Number.POSITIVE_INFINITY
        : (points.at(-1)?.at ?? 0) + answer.series.periodSeconds * 1000,
  };
  return {
    ...common,
    points,
    to: Math.max(known?.to ?? 0, answer.to),
    readAt: now,
    covered: clipRanges(covered, kept).slice(-mostRanges),
    whole: clipRanges(whole, kept).slice(-mostRanges),
    settled: clipRanges(settled, kept).slice(-mostRanges),
  };
};

/** Each series is bounded to `maxPoints`, those on demand to their own number. */
export const createSeriesStore = (bounds: SeriesBounds): SeriesStore => {
  const { maxPoints, maxHistorySeries, maxHistoryPoints } = bounds;
  let series: SeriesSnapshot = new Map();
  let changed = new Map<SeriesKeyText, SeriesState>();
  const onDemand = new Set<SeriesKeyText>();
  const evicted = new Set<SeriesKeyText>();
  const note = (key: SeriesKeyText, { series: spec }: SeriesPoints): void => {
    evicted.delete(key);
    onDemand.delete(key);
    if (spec.onDemand === undefined) return;
    onDemand.add(key);
    for (const oldest of onDemand) {
      if (onDemand.size <= maxHistorySeries) return;
      onDemand.delete(oldest);
      evicted.add(oldest);
    }
  };
  const told = new Map<string, AwsUnit>();
  const unitOfSpec = (spec: SeriesSpec): SeriesUnit =>
    spec.unit === 'none' ? unitOf(spec.query, (metric) => told.get(metricKeyOf(spec, metric))) : spec.unit;
  return {
    applyUnit: (one) => {
      const key = metricKeyOf(one, one);
      told.delete(key);
      told.set(key, one.unit);
      const [oldest] = told.keys();
      if (told.size > mostUnits && oldest !== undefined) told.delete(oldest);
      for (const [id, state] of [...series, ...changed]) {
        const unit = unitOfSpec(state.spec);
        if (unit !== state.unit) changed.set(id, { ...(changed.get(id) ?? state), unit });
      }
    },
    apply: (answer, now) => {
      const key = keyOfSeries(answer.series);
      const known = changed.get(key) ?? series.get(key);
      const most = answer.series.onDemand === undefined ? maxPoints : maxHistoryPoints;
      changed.set(
        key,
        fold(evicted.has(key) ? undefined : known, answer, unitOfSpec(answer.series), most, now),
      );
      note(key, answer);
    },
    snapshot: () => {
      if (changed.size > 0) {
        series = new Map([...series, ...changed].filter(([key]) => !evicted.has(key)));
        changed = new Map();
        evicted.clear();
      }
      return series;
    },
  };
};
