/** The windows of metrics that graphs look at and the live poll does not bring: in the past, wide, compared with. */
import type { Clock } from '../../clock.ts';
import type { GraphDemand } from '../../demand.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { keyOfSeries, type SeriesKeyText } from '../../observation/series-key.ts';
import { isSameOrigin, type Origin, originName } from '../../origin.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { createPace } from '../../pacing/pace.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import { type LabelCache, toSeriesPoints } from './answer.ts';
import { type Fetch, type Fetched, fetchOnce, fetchRound, type MetricsApi } from './fetch-call.ts';
import {
  type Asked,
  fineRequests,
  type HistoryContext,
  type HistoryRequest,
  historyRequests,
} from './history-plan.ts';
import type { PlannedCall } from './pack.ts';
import { planCalls } from './plan.ts';
import { createRefusals, refusedPoints, withoutUnsendable } from './refusals.ts';

export type HistoryOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  /** What is looked at now; undefined where no graph is seen: nothing is asked for then. */
  readonly looking: () => GraphDemand | undefined;
  readonly origins: readonly Origin[];
  readonly clock: Clock;
  /** How far back the live poll reaches. */
  readonly liveMs: number;
  /** What is known of a series in one period, whoever brought it. */
  readonly known: HistoryContext['known'];
  /** Shared by all sources that cost. */
  readonly budget?: Budget | undefined;
  readonly random?: () => number;
};

/** A window is asked for once it has been looked at so long: keys that follow one another cost one window. */
const steadyMs = 250;
const lookAgainMs = 250;
/** A window of which nothing is missing now is planned again after so long. */
const quietMs = 1_000;
/** Asks that are remembered of one series in one period. */
const mostAsked = 8;

/** One loop an origin, as the live poll has. */
export const historySource = (options: HistoryOptions): readonly Source[] =>
  options.origins.map((origin) => (signal) => followOrigin(options, origin, signal));

const lookKey = (look: GraphDemand | undefined): string => {
  if (look === undefined) return '';
  const { rangeMs, end, compareMs, series } = look;
  return [rangeMs, end, compareMs, ...series.map(({ id }) => id)].join('\n');
};

/** One call for all that is asked for of a window, as far as the limits allow; what was refused before has its own. */
const callsFor = (
  asks: readonly HistoryRequest[],
  isApart: (spec: SeriesSpec) => boolean = () => false,
): readonly PlannedCall[] => {
  if (asks.length === 0) return [];
  const from = Math.min(...asks.map((ask) => ask.from));
  const to = Math.max(...asks.map((ask) => ask.to));
  // Planned as if it were now at the window's end, so that it is aligned and packed like any other.
  return planCalls(
    asks.map(({ spec }) => spec),
    to - 1,
    new Map(),
    to - 1 - from,
    isApart,
  );
};

export type FetchHistoryOptions = Pick<HistoryOptions, 'clientsFor' | 'clock' | 'liveMs' | 'known'> & {
  readonly look: GraphDemand;
};

/** The fine points of what is looked at, once: for a frame that has no next one. */
export const fetchHistory = async (
  { clientsFor, clock, liveMs, known, look }: FetchHistoryOptions,
  signal: AbortSignal,
): Promise<Fetched> => {
  const now = clock.now();
  const { sendable } = withoutUnsendable(look.series);
  const asks = fineRequests({ ...look, series: sendable }, { now, liveMs, known, asked: new Map() });
  const calls = asks.flatMap((window) => callsFor(window));
  return fetchOnce(calls, { clientsFor, clock }, signal);
};

async function* followOrigin(
  { clientsFor, looking, clock, liveMs, known, budget, random }: HistoryOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  // A round tries once: there is a next one.
  const fetch: Fetch = { api: clientsFor(origin), clock, random, budget, tries: 1 };
  const labels: LabelCache = new Map();
  const refusals = createRefusals();
  const asked = new Map<SeriesKeyText, readonly Asked[]>();
  /** What was looked at last, and when it is planned next: nothing, at the start. */
  let seen = { key: '', planAt: Number.POSITIVE_INFINITY };

  const lookHere = (): GraphDemand | undefined => {
    const look = looking();
    const here = look?.series.filter((spec) => isSameOrigin(spec, origin)) ?? [];
    const series = withoutUnsendable(here).sendable;
    return look && series.length > 0 ? { ...look, series } : undefined;
  };
  const planned = (look: GraphDemand, now: number): readonly PlannedCall[] =>
    historyRequests(look, { now, liveMs, known, asked }).flatMap((window) => callsFor(window, refusals.has));
  const remember = ({ metricRequests, from, to }: PlannedCall): void => {
    for (const key of metricRequests.flatMap(({ series }) => series.map(keyOfSeries))) {
      asked.set(key, [...(asked.get(key) ?? []), { from, to, at: clock.now() }].slice(-mostAsked));
    }
  };

  const pace = createPace({
    clock,
    source: 'metrics',
    scope: `${originName(origin)} history`,
    origin,
    budget,
    lookAgainMs,
    // Asked four times a second: it only looks. What has changed has its turn, and is planned once it is steady.
    dueAt: () => (lookKey(lookHere()) === seen.key ? seen.planAt : 0),
    ...(random === undefined ? {} : { random }),
  });
  while (await pace.turn(signal)) {
    const now = clock.now();
    const look = lookHere();
    const key = lookKey(look);
    if (key !== seen.key) {
      seen = { key, planAt: look === undefined ? Number.POSITIVE_INFINITY : now + steadyMs };
      continue;
    }
    const calls = look === undefined ? [] : planned(look, now);
    if (calls.length === 0) {
      seen = { key, planAt: now + quietMs };
      continue;
    }
    const { answered, refused, failures } = await fetchRound(calls, () => fetch, signal);
    if (signal.aborted) return;
    for (const { call } of answered) remember(call);
    const gone = new Set(refused.map(({ question }) => question));
    for (const call of calls)
      remember({ ...call, metricRequests: call.metricRequests.filter((question) => gone.has(question)) });
    refusals.answered(answered.map(({ call }) => call));
    refusals.add(refused, clock.now());
    const [failure] = failures;
    yield batchOf(
      ...toSeriesPoints(answered, clock.now(), labels),
      ...refused.flatMap((one) => refusedPoints(one, clock.now())),
      ...(failure === undefined ? pace.answered() : pace.failed(failure)),
    );
  }
}
