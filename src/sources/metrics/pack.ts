/** Which series share a call, and over which window: as few calls as the limits allow. Pure. */
import type { SeriesSpec } from '../../observation/metrics.ts';
import { type Origin, originOf } from '../../origin.ts';
import { isSetOfSeries, metricKey, queriesOf, questionKey, searchesOf } from './query.ts';

/** A series that is to be asked for, from when on. */
export type Wanted = { readonly spec: SeriesSpec; readonly from: number; readonly isNew: boolean };

export type MetricRequest = {
  /** What to ask: the first of `series`. */
  readonly ask: SeriesSpec;
  /** All series that the answer is for, with the periods that are in fact asked for. */
  readonly series: readonly SeriesSpec[];
};

export type PlannedCall = {
  readonly origin: Origin;
  /** Start and end, aligned to the periods of all metricRequests. */
  readonly from: number;
  readonly to: number;
  readonly metricRequests: readonly MetricRequest[];
};

/** Of a call (rule 1). */
export const mostQueries = 500;
export const mostPointsOfCall = 100_800;
/** As many SEARCHes were known to be taken in one call (rule 4); to part them costs nothing. */
export const mostSearches = 5;
/** How many series a SEARCH is taken to bring; AWS stops at 500 (rule 4). */
const seriesOfSearch = 50;

export const groupBy = <Value>(
  values: Iterable<Value>,
  key: (value: Value) => string,
): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
};

type Window = { readonly from: number; readonly to: number };

/** The window of these aligned to a period. */
const aligned = (group: readonly Wanted[], periodSeconds: number, now: number): Window => {
  const stepMs = periodSeconds * 1000;
  return {
    from: Math.floor(Math.min(...group.map(({ from }) => from)) / stepMs) * stepMs,
    to: Math.ceil((now + 1) / stepMs) * stepMs,
  };
};

const bucketsIn = ({ from, to }: Window, periodSeconds: number): number =>
  Math.ceil((to - from) / (periodSeconds * 1000));

/** A window that is stretched for the sake of another period: so many buckets more are worth less than a call. */
const fewBuckets = 60;
const littleMore = 1.25;

/** True where a shared window asks for hardly more of each series than its own would. */
const isWorthSharing = (group: readonly Wanted[], window: Window, now: number): boolean =>
  group.every((wanted) => {
    const { periodSeconds } = wanted.spec;
    const own = bucketsIn(aligned([wanted], periodSeconds, now), periodSeconds);
    return bucketsIn(window, periodSeconds) <= Math.max(own * littleMore, own + fewBuckets);
  });

/**
 * Windows must be aligned to each period in them. Periods share a call from the finest on, as long as each divides the
 * longest and the longest does not stretch the window of the others: a monthly figure goes by itself.
 */
export const packed = (group: readonly Wanted[], now: number): readonly PlannedCall[] => {
  const periods = [...new Set(group.map(({ spec }) => spec.periodSeconds))].sort((a, b) => a - b);
  const packs: { members: Wanted[]; window: Window }[] = [];
  for (const period of periods) {
    const own = group.filter(({ spec }) => spec.periodSeconds === period);
    const home = packs.find(({ members }) => {
      if (members.some(({ spec }) => period % spec.periodSeconds !== 0)) return false;
      const both = [...members, ...own];
      return isWorthSharing(both, aligned(both, period, now), now);
    });
    const members = [...(home?.members ?? []), ...own];
    const pack = { members, window: aligned(members, period, now) };
    if (home === undefined) packs.push(pack);
    else Object.assign(home, pack);
  }
  return packs.flatMap(({ members, window }) => fill(members, window));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const questionsOf = (wanted: readonly Wanted[]): MetricRequest[] =>
  [...groupBy(wanted, ({ spec }) => questionKey(spec)).values()].flatMap((same) => {
    const series = same.map(({ spec }) => spec);
    const [ask] = series;
    return ask === undefined ? [] : [{ ask, series }];
  });

type Load = { readonly queries: number; readonly searches: number; readonly points: number };

const loadOf = ({ ask }: MetricRequest, window: Window): Load => {
  const buckets = bucketsIn(window, ask.periodSeconds);
  const searches = searchesOf(ask.query);
  return {
    searches,
    queries: queriesOf(ask.query) + searches * seriesOfSearch,
    points: isSetOfSeries(ask.query) ? buckets * seriesOfSearch : buckets,
  };
};

const sum = (loads: readonly Load[]): Load =>
  loads.reduce(
    (all, one) => ({
      queries: all.queries + one.queries,
      searches: all.searches + one.searches,
      points: all.points + one.points,
    }),
    { queries: 0, searches: 0, points: 0 },
  );

/** Fills calls up to the limits; the statistics of a metric stay together, the series of a stage as well as they can. */
export const fill = (group: readonly Wanted[], window: Window): readonly PlannedCall[] => {
  const byMetric = [...groupBy(group, ({ spec }) => metricKey(spec)).values()];
  byMetric.sort((a, b) => compare(a[0]?.spec.stage ?? '', b[0]?.spec.stage ?? ''));
  const calls: { metricRequests: MetricRequest[]; load: Load }[] = [];
  for (const metric of byMetric) {
    const metricRequests = questionsOf(metric);
    const load = sum(metricRequests.map((question) => loadOf(question, window)));
    const open = calls.at(-1);
    const both = sum([load, ...(open === undefined ? [] : [open.load])]);
    const fits =
      both.queries <= mostQueries && both.points <= mostPointsOfCall && both.searches <= mostSearches;
    if (open !== undefined && fits) {
      open.metricRequests.push(...metricRequests);
      open.load = both;
    } else calls.push({ metricRequests, load });
  }
  const [first] = group;
  // All of a group have one origin: it is part of their class.
  return first === undefined
    ? []
    : calls.map(({ metricRequests }) => ({ origin: originOf(first.spec), ...window, metricRequests }));
};
