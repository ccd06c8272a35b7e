/**
 * Which GetMetricData calls to make: as few as the limits allow, each with an aligned window, each series at its own
 * period. Pure: what is known comes in, calls come out.
 */
import type { SeriesSpec } from '../../observation/metrics.ts';
import { originName } from '../../origin.ts';
import { nextOnGrid } from '../../pacing/pace.ts';
import { inPeriods, legalPeriod } from '../../periods.ts';
import { fill, groupBy, type PlannedCall, packed, type Wanted } from './pack.ts';
import { pollOffsetMs, pollSecondsOf, rangeStart, windowOf } from './period.ts';
import { isWhole, questionKey, sharingKey } from './query.ts';

/** What has been fetched of a series. */
export type Known = {
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
  readonly fetchedAt: number;
};

/** Buckets that are fetched again, because they may have changed (rule 11). */
export const refetchedBuckets = 5;

/** The series as it can be asked for over this window: AWS keeps old data in coarser periods only (rule 2). */
const effective = (spec: SeriesSpec, windowMs: number): SeriesSpec => {
  const { periodSeconds, overRange } = spec;
  const age = overRange ? periodSeconds * 1000 + overRange.endAgoMs : windowOf(periodSeconds, windowMs);
  return inPeriods(spec, (seconds) => legalPeriod(seconds, age));
};

/** From when on a series is wanted. */
const startOf = (spec: SeriesSpec, now: number, windowMs: number): number =>
  rangeStart(spec, now) ?? now - windowOf(spec.periodSeconds, windowMs);

const isStale = (known: Known | undefined, spec: SeriesSpec, start: number): known is undefined =>
  known === undefined ||
  known.periodSeconds !== spec.periodSeconds ||
  known.from > start + spec.periodSeconds * 1000;

/** When a series is to be fetched next: with its class, and no sooner than half a period after the last time. */
export const dueAt = (spec: SeriesSpec, known: Known | undefined): number => {
  if (known === undefined) return 0;
  const seconds = pollSecondsOf(spec);
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
    const start = startOf(spec, now, ownMs);
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
  const start = startOf(spec, now, windowMs);
  const have = known.get(spec.id);
  if (isStale(have, spec, start)) return { spec, from: start, isNew: true };
  if (dueAt(spec, have) > now) return undefined;
  if (spec.overRange !== undefined) return { spec, from: start, isNew: false };
  // Part of it would begin anew (rule 17).
  if (isWhole(spec.query)) return { spec, from: start, isNew: true };
  const overlap = refetchedBuckets * spec.periodSeconds * 1000;
  // After a pause the window reaches back to where the last one ended, so that no hole stays.
  return { spec, from: Math.max(start, Math.min(have.to, now) - overlap), isNew: false };
};

/**
 * Series of one class can share a call: one origin, new (from one time on) or known, minutes together, each finer period and each
 * range for itself.
 */
const classOf = ({ spec, isNew }: Wanted, isApart: boolean): string =>
  [
    originName(spec),
    isNew ? `new ${spec.windowMs ?? ''}` : 'known',
    spec.overRange === undefined ? '' : `range ${spec.overRange.endAgoMs}`,
    spec.overRange !== undefined || spec.periodSeconds < 60 ? spec.periodSeconds : 'minutes',
    isApart ? questionKey(spec) : sharingKey(spec),
  ].join(' ');

/**
 * The calls to make now; none when nothing is due. `known` is by series id; what `isApart` has a call of its own, because it may
 * be refused.
 */
export const planCalls = (
  specs: readonly SeriesSpec[],
  now: number,
  known: ReadonlyMap<string, Known>,
  windowMs: number,
  isApart: (spec: SeriesSpec) => boolean = () => false,
): readonly PlannedCall[] => {
  const wanted = specs.flatMap((spec) => wantedNow(spec, now, known, spec.windowMs ?? windowMs) ?? []);
  const classes = groupBy(wanted, (one) => classOf(one, isApart(one.spec)));
  return [...classes.values()].flatMap((group) => {
    const [first] = group;
    if (first?.spec.overRange === undefined) return packed(group, now);
    return fill(group, { from: first.from, to: first.from + first.spec.periodSeconds * 1000 });
  });
};
