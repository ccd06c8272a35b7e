/** CloudWatch metrics: polls the series that are looked at, each at its own period, in as few calls as can be. */
import type { Clock } from '../../clock.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { isSameOrigin, type Origin, originName, originsOf } from '../../origin.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { createPace } from '../../pacing/pace.ts';
import { inPeriods, legalPeriod } from '../../periods.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import { type LabelCache, toSeriesPoints } from './answer.ts';
import { type Fetch, type Fetched, fetchOnce, fetchRound, type MetricsApi } from './fetch-call.ts';
import type { PlannedCall } from './pack.ts';
import { type Known, nextDueAt, planCalls } from './plan.ts';
import { createRefusals, refusedPoints, withoutUnsendable } from './refusals.ts';
import { requestUnits, type UnitsOptions } from './units.ts';

export type MetricsOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  /** What is looked at now; asked before each poll. Hidden series are not in it. */
  readonly series: () => readonly SeriesSpec[];
  /** Where series may be; those of `series()` at the start where absent. */
  readonly origins?: readonly Origin[];
  readonly clock: Clock;
  /** How far back the first fetch of a series goes. Asked again and again: when it grows, all is fetched again. */
  readonly windowMs: number | (() => number);
  /** Which metrics AWS is asked for their unit, and whom; none where absent. */
  readonly units?: Pick<UnitsOptions, 'clientsFor' | 'withoutUnit'> & Partial<Pick<UnitsOptions, 'series'>>;
  /** Shared by all sources that cost. */
  readonly budget?: Budget;
  readonly random?: () => number;
};

/** One loop an origin, so that one that is slow or closed to us holds up no other. */
export const metricsSource = (options: MetricsOptions): readonly Source[] => {
  const { series, origins = originsOf(series()) } = options;
  const { units } = options;
  return origins.flatMap((origin): Source[] => [
    (signal) => pollOrigin(options, origin, signal),
    ...(units === undefined
      ? []
      : [(signal: AbortSignal) => requestUnits({ ...options, ...units }, origin, signal)]),
  ]);
};

async function* pollOrigin(
  options: MetricsOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { clock, budget, random } = options;
  // A poll tries once: there is a next one.
  const fetch: Fetch = { api: options.clientsFor(origin), clock, random, budget, tries: 1 };
  const scope = originName(origin);
  const known = new Map<string, Known>();
  const labels: LabelCache = new Map();
  const refusals = createRefusals();
  const unaskable = new Set<string>();
  const looked = () => withoutUnsendable(options.series().filter((spec) => isSameOrigin(spec, origin)));
  const wanted = () => refusals.without(looked().sendable, clock.now());
  const windowMs = () => (typeof options.windowMs === 'number' ? options.windowMs : options.windowMs());
  const pace = createPace({
    clock,
    source: 'metrics',
    scope,
    origin,
    budget,
    dueAt: () => nextDueAt(wanted(), known, clock.now(), windowMs()),
    ...(random === undefined ? {} : { random }),
  });
  let isReady = false;
  while (await pace.turn(signal)) {
    const now = clock.now();
    const calls = planCalls(wanted(), now, known, windowMs(), refusals.has);
    if (!isReady) yield batchOf({ type: 'progress', source: 'metrics', scope, text: progressOf(calls) });
    const { answered, refused, failures } = await fetchRound(calls, () => fetch, signal);
    if (signal.aborted) return;
    for (const { call } of answered) remember(known, call, now);
    refusals.answered(answered.map(({ call }) => call));
    refusals.add(refused, clock.now());
    const news = looked().refused.filter(({ question }) => !unaskable.has(question.ask.id));
    for (const { question } of news) unaskable.add(question.ask.id);
    const [failure] = failures;
    // A round of which one call failed is not read whole: who waits for it hears of the failure, or of the next round.
    const isFirst: boolean = !isReady && failure === undefined;
    if (isFirst) isReady = true;
    yield batchOf(
      ...toSeriesPoints(answered, clock.now(), labels),
      ...[...refused, ...news].flatMap((one) => refusedPoints(one, clock.now())),
      ...(isFirst ? [{ type: 'ready', source: 'metrics', scope, origin, at: clock.now() } as const] : []),
      ...(failure === undefined ? pace.answered() : pace.failed(failure)),
    );
  }
}

const progressOf = (calls: readonly PlannedCall[]): string =>
  `asking for ${calls.reduce((sum, { metricRequests }) => sum + metricRequests.length, 0)} metrics`;

const remember = (
  known: Map<string, Known>,
  { metricRequests, from, to }: PlannedCall,
  now: number,
): void => {
  for (const { series } of metricRequests) {
    for (const { id, periodSeconds } of series) {
      const before = known.get(id);
      const grown = before !== undefined && before.periodSeconds === periodSeconds && before.to >= from;
      known.set(id, { from: grown ? Math.min(before.from, from) : from, to, periodSeconds, fetchedAt: now });
    }
  }
};

export type FetchOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  readonly series: readonly SeriesSpec[];
  readonly from: number;
  readonly to: number;
  readonly clock: Clock;
};

/**
 * One fetch of a window that need not end now: a zoom into the past, the same hour a week ago, `metrics` piped. One call that
 * fails, one query that is refused takes nothing from the others.
 */
export const fetchWindow = async (
  { clientsFor, series, from, to, clock }: FetchOptions,
  signal: AbortSignal,
): Promise<Fetched> => {
  const now = clock.now();
  const { sendable, refused } = withoutUnsendable(series);
  const legal = sendable.map((spec) => inPeriods(spec, (seconds) => legalPeriod(seconds, now - from)));
  // Planned as if it were now at the window's end, so that it is aligned and packed like any other.
  const calls = planCalls(legal, to - 1, new Map(), to - 1 - from);
  const { answers, failures } = await fetchOnce(calls, { clientsFor, clock }, signal);
  return { answers: [...answers, ...refused.flatMap((one) => refusedPoints(one, now))], failures };
};
