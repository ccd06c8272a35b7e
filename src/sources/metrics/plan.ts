/**
 * Which GetMetricData calls to make: as few as the limits allow, each with an aligned window, each series at its own
 * period. Pure: what is known comes in, calls come out.
 */
import type { SeriesSpec } from '../../observation/metrics.ts';
import { type Origin, originName, originOf } from '../../origin.ts';
import { legalPeriod } from '../../periods.ts';
import { nextOnGrid } from '../scheduler.ts';
import { pollOffsetMs, pollSecondsOf, windowOf } from './period.ts';
import { isAlone, isSetOfSeries, metricKey, queriesOf, questionKey } from './query.ts';

/** What has been fetched of a series. */
export type Known = {
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
  readonly fetchedAt: number;
};

export type Question = {
  /** What to ask: the first of `series`. */
  readonly ask: SeriesSpec;
  /** All series that the answer is for, with the periods that are in fact asked for. */
  readonly series: readonly SeriesSpec[];
};

export type PlannedCall = {
  readonly origin: Origin;
  /** Start and end, aligned to the periods of all questions. */
  readonly from: number;
  readonly to: number;
  readonly questions: readonly Question[];
};

export const mostQueries = 500;
export const mostPoints = 100_800;
/** Buckets that are fetched again, because they may have changed. */
const refetchedBuckets = 5;
/** How many series a SEARCH is taken to bring; AWS stops at 500. */
const seriesOfSearch = 50;

type Wanted = { readonly spec: SeriesSpec; readonly from: number; readonly isNew: boolean };

/** The series as it can be asked for over this window: AWS keeps old data in coarser periods only. */
const effective = (spec: SeriesSpec, windowMs: number): SeriesSpec => {
  const age = windowOf(spec.periodSeconds, windowMs);
  const periodSeconds = legalPeriod(spec.periodSeconds, age);
  return periodSeconds === spec.periodSeconds ? spec : { ...spec, periodSeconds };
};

const isStale = (known: Known | undefined, spec: SeriesSpec, start: number): known is undefined =>
  known === undefined ||
  known.periodSeconds !== spec.periodSeconds ||
  known.from > start + spec.periodSeconds * 1000;

/** When a series is to be fetched next: with its class, and no sooner than half a period after the last time. */
export const dueAt = (spec: SeriesSpec, known: Known | undefined): number => {
  if (known === undefined) return 0;
  const seconds = pollSecondsOf(spec.periodSeconds);
  return nextOnGrid(known.fetchedAt + seconds * 500, seconds * 1000, pollOffsetMs(seconds));
};

/** When the next of all series is due; never, where there is none. */
export const nextDueAt = (
  specs: readonly SeriesSpec[],
  known: ReadonlyMap<string, Known>,
  now: number,
  windowMs: number,
): number => {
  let next = Number.POSITIVE_INFINITY;
  for (const wanted of specs) {
    const ownMs = wanted.windowMs ?? windowMs;
    const spec = effective(wanted, ownMs);
    const have = known.get(spec.id);
    const start = now - windowOf(spec.periodSeconds, ownMs);
    next = Math.min(next, isStale(have, spec, start) ? 0 : dueAt(spec, have));
  }
  return next;
};

const wantedNow = (
  wanted: SeriesSpec,
  now: number,
  known: ReadonlyMap<string, Known>,
  windowMs: number,
): Wanted | undefined => {
  const spec = effective(wanted, windowMs);
  const start = now - windowOf(spec.periodSeconds, windowMs);
  const have = known.get(spec.id);
  if (isStale(have, spec, start)) return { spec, from: start, isNew: true };
  if (dueAt(spec, have) > now) return undefined;
  const overlap = refetchedBuckets * spec.periodSeconds * 1000;
  // After a pause the window reaches back to where the last one ended, so that no hole stays.
  return { spec, from: Math.max(start, Math.min(have.to, now) - overlap), isNew: false };
};

/** Series of one class can share a call: one origin, new (from one time on) or known, minutes together, each finer period for itself. */
const classOf = ({ spec, isNew }: Wanted): string =>
  [
    originName(spec),
    isNew ? `new ${spec.windowMs ?? ''}` : 'known',
    spec.periodSeconds < 60 ? spec.periodSeconds : 'minutes',
    isAlone(spec.query) ? spec.id : '',
  ].join(' ');

const groupBy = <Value>(values: Iterable<Value>, key: (value: Value) => string): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
};

/** The calls to make now; none when nothing is due. `known` is by series id. */
export const planCalls = (
  specs: readonly SeriesSpec[],
  now: number,
  known: ReadonlyMap<string, Known>,
  windowMs: number,
): readonly PlannedCall[] => {
  const wanted = specs.flatMap((spec) => wantedNow(spec, now, known, spec.windowMs ?? windowMs) ?? []);
  return [...groupBy(wanted, classOf).values()].flatMap((group) => packed(group, now));
};

/** Windows must be aligned to each period in them: periods that do not divide the longest one go by themselves. */
const packed = (group: readonly Wanted[], now: number): readonly PlannedCall[] => {
  const longest = Math.max(...group.map(({ spec }) => spec.periodSeconds));
  const fitting = group.filter(({ spec }) => longest % spec.periodSeconds === 0);
  const others = group.filter(({ spec }) => longest % spec.periodSeconds !== 0);
  const stepMs = longest * 1000;
  const from = Math.floor(Math.min(...fitting.map((wanted) => wanted.from)) / stepMs) * stepMs;
  const to = Math.ceil((now + 1) / stepMs) * stepMs;
  const calls = fill(fitting, from, to);
  return others.length === 0 ? calls : [...calls, ...packed(others, now)];
};

/** Fills calls up to the limits; the statistics of a metric stay together, the series of a stage as well as they can. */
const fill = (group: readonly Wanted[], from: number, to: number): readonly PlannedCall[] => {
  const byMetric = [...groupBy(group, ({ spec }) => metricKey(spec)).values()];
  byMetric.sort((a, b) => compare(a[0]?.spec.stage ?? '', b[0]?.spec.stage ?? ''));
  const calls: { questions: Question[]; queries: number; points: number }[] = [];
  for (const metric of byMetric) {
    const questions = questionsOf(metric);
    const points = questions.reduce((sum, question) => sum + pointsOf(question, to - from), 0);
    const queries = questions.reduce((sum, { ask }) => sum + queriesOf(ask.query), 0);
    const open = calls.at(-1);
    const fits =
      open !== undefined && open.queries + queries <= mostQueries && open.points + points <= mostPoints;
    if (fits) {
      open.questions.push(...questions);
      open.queries += queries;
      open.points += points;
    } else calls.push({ questions, queries, points });
  }
  const [first] = group;
  // All of a group have one origin: it is part of their class.
  return first === undefined
    ? []
    : calls.map(({ questions }) => ({ origin: originOf(first.spec), from, to, questions }));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const questionsOf = (wanted: readonly Wanted[]): Question[] =>
  [...groupBy(wanted, ({ spec }) => questionKey(spec)).values()].flatMap((same) => {
    const series = same.map(({ spec }) => spec);
    const [ask] = series;
    return ask === undefined ? [] : [{ ask, series }];
  });

const pointsOf = ({ ask }: Question, windowMs: number): number => {
  const buckets = Math.ceil(windowMs / (ask.periodSeconds * 1000));
  return isSetOfSeries(ask.query) ? buckets * seriesOfSearch : buckets;
};
