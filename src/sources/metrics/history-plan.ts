/**
 * What to ask for of a window that the live poll does not bring: the part of it that is not known, a few dozen points of it
 * first where it is long, then the fine ones. Pure: what is known comes in, what to ask for comes out.
 */
import type { GraphDemand } from '../../demand.ts';
import { comparedSpanOf, spanOf } from '../../graph-window.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { keyOfSeries, type SeriesKeyText } from '../../observation/series-key.ts';
import { nextOnGrid } from '../../pacing/pace.ts';
import { coarsePeriod, finePeriod, historyPeriods, inPeriods, isLiveFine } from '../../periods.ts';
import { missingFrom, type TimeRange } from '../../ranges.ts';
import { pollOffsetMs } from './period.ts';
import { isWhole } from './query.ts';

export type CachedSpans = {
  /** What has been answered. */
  readonly covered: readonly TimeRange[];
  /** What of it does not change any more. */
  readonly settled: readonly TimeRange[];
};

/** A series as it is asked for, and what is asked for of it. */
export type HistoryRequest = TimeRange & { readonly spec: SeriesSpec };

export type Asked = TimeRange & { readonly at: number };

export type HistoryContext = {
  readonly now: number;
  /** How far back the live poll reaches. */
  readonly liveMs: number;
  /** What is known of a series in one period, whoever brought it. */
  readonly known: (spec: SeriesSpec, periodSeconds: number) => CachedSpans | undefined;
  /** What was asked for of late, by the key of what was asked for, the last one last. */
  readonly asked: ReadonlyMap<SeriesKeyText, readonly Asked[]>;
};

/** More points than these are worth a first, coarse look. */
const manyPoints = 180;
/** What was refused, or not kept, is asked for again after so long. */
const requestAgainMs = 60_000;
/** Of a window that follows the clock and is compared, what is needed soon is asked for at once: a quarter of its range. */
const aheadShare = 0.25;

type Part = {
  readonly spec: SeriesSpec;
  readonly span: TimeRange;
  /** The window goes on with the clock, and its end is not the live poll's. */
  readonly follows: boolean;
  /** What lies after the window will be looked at next, and does not change any more. */
  readonly aheadMs: number;
  readonly isStill: boolean;
};

type Need = {
  readonly ask: HistoryRequest | undefined;
  /** Part of the span is not known at all. */
  readonly isUnknown: boolean;
};

const noneAcknowledged: CachedSpans = { covered: [], settled: [] };

const contains = (outer: TimeRange, inner: TimeRange): boolean =>
  outer.from <= inner.from && outer.to >= inner.to;

/** What is to be asked for of this part now, in this period. */
const needOf = (part: Part, periodSeconds: number, context: HistoryContext): Need => {
  const { spec, span, follows, aheadMs, isStill } = part;
  const { now, known, asked } = context;
  const periodMs = periodSeconds * 1000;
  const aligned = (at: number): number => Math.ceil(Math.min(at, now) / periodMs) * periodMs;
  const wanted = { from: Math.floor(span.from / periodMs) * periodMs, to: aligned(span.to) };
  const { covered, settled } = known(spec, periodSeconds) ?? noneAcknowledged;
  // Of a window that goes on, the newest buckets are fetched when they have closed.
  const newest = follows ? Math.min(wanted.to, now - 2 * periodMs) : wanted.to;
  const needed = { from: wanted.from, to: Math.max(wanted.from + periodMs, newest) };
  const unknown = missingFrom(needed, covered);
  const again = inPeriods(spec, (seconds) => Math.max(seconds, periodSeconds));
  const inHistory: SeriesSpec = { ...again, periodSeconds, onDemand: 'history' };
  const before = asked.get(keyOfSeries(inHistory)) ?? [];
  const asking = (to: number): HistoryRequest | undefined => {
    const missing = missingFrom({ from: wanted.from, to }, settled);
    return (
      missing && { ...missing, ...(isWhole(spec.query) ? { from: wanted.from, to } : {}), spec: inHistory }
    );
  };
  if (unknown !== undefined) {
    // It may not be in the store yet, or have been refused.
    const isAsked = before.some((one) => contains(one, unknown) && now < one.at + requestAgainMs);
    return { isUnknown: true, ask: isAsked ? undefined : asking(aligned(wanted.to + aheadMs)) };
  }
  if (isStill) return { isUnknown: false, ask: undefined };
  const last = before.findLast(({ to }) => to >= wanted.to - periodMs);
  // As the live poll does: just after a bucket has closed, and no sooner than half of one after the last time.
  const dueAt =
    last === undefined ? now : nextOnGrid(last.at + periodMs / 2, periodMs, pollOffsetMs(periodSeconds));
  return { isUnknown: false, ask: now < dueAt ? undefined : asking(wanted.to) };
};

/** The windows that are looked at; of the one that the live poll is in, what is further back. */
const partsOf = (look: GraphDemand, { now, liveMs }: HistoryContext): readonly (readonly Part[])[] => {
  const span = spanOf(look, now);
  const compared = comparedSpanOf(look, now);
  const follows = look.end === undefined;
  const { isStill = false } = look;
  const main = look.series.flatMap((spec): Part[] => {
    const isLive = isLiveFine(spec.periodSeconds, look, now);
    const to = isLive ? now - liveMs : span.to;
    return to > span.from
      ? [{ spec, span: { from: span.from, to }, follows: follows && !isLive, aheadMs: 0, isStill }]
      : [];
  });
  if (compared === undefined) return [main];
  const aheadMs = follows ? look.rangeMs * aheadShare : 0;
  return [main, look.series.map((spec) => ({ spec, span: compared, follows: false, aheadMs, isStill }))];
};

/** The coarse points of a part, where the fine ones are many and it is not known in any period between. */
const coarseAsk = (
  part: Part,
  { from, to, spec: fine }: HistoryRequest,
  look: GraphDemand,
  context: HistoryContext,
): HistoryRequest | undefined => {
  const coarse = coarsePeriod(part.spec.periodSeconds, look, context.now);
  const isLong = (to - from) / 1000 / fine.periodSeconds > manyPoints;
  if (!isLong || coarse <= fine.periodSeconds) return undefined;
  const between = historyPeriods.filter((period) => period > fine.periodSeconds);
  if (between.some((period) => !needOf(part, period, context).isUnknown)) return undefined;
  return needOf(part, coarse, context).ask;
};

/** Of each part of each window what is to be asked for of its fine points. */
const fineNeeds = (look: GraphDemand, context: HistoryContext) =>
  partsOf(look, context).map((window) =>
    window.map((part) => ({
      part,
      need: needOf(part, finePeriod(part.spec.periodSeconds, look, context.now), context),
    })),
  );

/** The fine points alone: for who looks once. A list for each window. */
export const fineRequests = (
  look: GraphDemand,
  context: HistoryContext,
): readonly (readonly HistoryRequest[])[] =>
  fineNeeds(look, context).map((window) => window.flatMap(({ need }) => need.ask ?? []));

/**
 * What to ask for now, a list for each window: first all that is coarse, and once that has been asked for all that is fine.
 * Empty lists where everything is known, or was asked for and is not due again.
 */
export const historyRequests = (
  look: GraphDemand,
  context: HistoryContext,
): readonly (readonly HistoryRequest[])[] => {
  const fine = fineNeeds(look, context);
  const coarse = fine.map((window) =>
    window.flatMap(({ part, need: { isUnknown, ask } }) =>
      isUnknown && ask !== undefined ? (coarseAsk(part, ask, look, context) ?? []) : [],
    ),
  );
  if (coarse.some((asks) => asks.length > 0)) return coarse;
  return fine.map((window) => window.flatMap(({ need }) => need.ask ?? []));
};
