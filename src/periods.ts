/**
 * In which periods a window of time can be asked for. Seconds and epoch milliseconds (src/sources/metrics/rules.md, rule 2).
 */
import { comparedSpanOf, type GraphWindow, spanOf } from './graph-window.ts';
import { withSearchPeriod } from './metric-math.ts';
import type { MetricInput, MetricQuery, SeriesSpec } from './observation/metrics.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Data of less than a minute is kept so long. */
export const highResolutionMs = 3 * hourMs;
/** Nothing is kept longer. */
export const retentionMs = 455 * dayMs;
const highResolutionPeriods = [1, 5, 10, 20, 30] as const;

/** The finest period that AWS answers for a window that starts `ageMs` ago, at least `wantedSeconds`. */
export const legalPeriod = (wantedSeconds: number, ageMs: number): number => {
  const step = ageMs > 63 * dayMs ? 3600 : ageMs > 15 * dayMs ? 300 : ageMs > highResolutionMs ? 60 : 1;
  if (step > 1 || wantedSeconds > 30) {
    const unit = Math.max(step, 60);
    return Math.max(unit, Math.ceil(wantedSeconds / unit) * unit);
  }
  return highResolutionPeriods.find((period) => period >= wantedSeconds) ?? 60;
};

/** Periods that history is asked in, where the series' own is not coarser. */
export const historyPeriods = [60, 300, 900, 3_600, 21_600, 86_400] as const;
const coarsestPeriod = 86_400;

/** A period for a window that is drawn with about `maxPoints` points: the series' own, or coarser. */
export const periodForWindow = (ownSeconds: number, windowMs: number, maxPoints: number): number => {
  const wanted = windowMs / 1000 / maxPoints;
  if (wanted <= ownSeconds && legalPeriod(ownSeconds, windowMs) === ownSeconds) return ownSeconds;
  const coarser = historyPeriods.find((step) => step >= wanted && step >= ownSeconds) ?? coarsestPeriod;
  return legalPeriod(coarser, windowMs);
};

/** A query whose searches name the period that it is asked in. */
const inStep = <Query extends MetricQuery | MetricInput>(query: Query, periodSeconds: number): Query =>
  query.kind !== 'expression'
    ? query
    : { ...query, expression: withSearchPeriod(query.expression, periodSeconds) };

/** The series in other periods: its own, those of what it stands on, and those that searches name, all in step. */
export const inPeriods = (spec: SeriesSpec, periodOf: (seconds: number) => number): SeriesSpec => {
  const periodSeconds = periodOf(spec.periodSeconds);
  const inputs = spec.query.kind === 'expression' ? Object.entries(spec.query.inputs ?? {}) : [];
  const changed = inputs.some(
    ([, input]) => input.periodSeconds !== undefined && periodOf(input.periodSeconds) !== input.periodSeconds,
  );
  if (periodSeconds === spec.periodSeconds && !changed) return spec;
  const query = inStep(spec.query, periodSeconds);
  const renewed = inputs.map(([name, input]): [string, MetricInput] => {
    const own = input.periodSeconds === undefined ? undefined : periodOf(input.periodSeconds);
    const again = { ...input, ...inStep(input, own ?? periodSeconds) };
    return [name, own === undefined ? again : { ...again, periodSeconds: own }];
  });
  return {
    ...spec,
    periodSeconds,
    query:
      query.kind !== 'expression' || renewed.length === 0
        ? query
        : { ...query, inputs: Object.fromEntries(renewed) },
  };
};

/** More points than a graph on a terminal has dots. */
export const finePoints = 720;
/** Of a series of less than a minute the live poll brings as many. */
export const livePoints = 1_800;
/** Enough to see where something happened. */
const coarsePoints = 72;

/** The series' own period, or the first of history's, that takes no more points and that AWS still keeps. */
const periodFor = (ownSeconds: number, window: GraphWindow, now: number, points: number): number => {
  // Two windows are compared in one period: the older one says which are kept.
  const { from } = comparedSpanOf(window, now) ?? spanOf(window, now);
  const wanted = window.rangeMs / 1000 / points;
  const steps = [ownSeconds, ...historyPeriods.filter((period) => period > ownSeconds)];
  const isKept = (period: number): boolean =>
    // Aligned to its buckets, a window begins a little earlier.
    legalPeriod(period, now - from + period * 1000) === period;
  const found = steps.find((period) => period >= wanted && isKept(period));
  return found ?? Math.max(ownSeconds, coarsestPeriod);
};

/** What a window is worth asking for: points enough for a graph, in no finer period than AWS still keeps. */
export const finePeriod = (ownSeconds: number, window: GraphWindow, now: number): number =>
  periodFor(ownSeconds, window, now, ownSeconds < 60 ? livePoints : finePoints);

/** True where the points that the live poll brings are the fine ones: of what is further back, history brings more. */
export const isLiveFine = (ownSeconds: number, window: GraphWindow, now: number): boolean =>
  window.end === undefined && finePeriod(ownSeconds, window, now) === ownSeconds;

/** A few dozen points, to look at until the fine ones are there. */
export const coarsePeriod = (ownSeconds: number, window: GraphWindow, now: number): number =>
  periodFor(ownSeconds, window, now, coarsePoints);
