/** How many calls AWS allows, and how many of them the tool takes. */
import type { Limit } from '../../pacing/limiter.ts';

/** Calls a second that AWS allows an account in a Region, whoever makes them (the service's page of quotas). */
export type Quota = {
  readonly perSecond: number;
  /** Regions that allow more or less. */
  readonly inRegion?: Readonly<Record<string, number>>;
  /** How much of it the tool takes at most, all its readers together: the rest is everybody else's. Absent: four fifths. */
  readonly share?: number;
  /** Calls that may be made at once after a rest. Absent: one. */
  readonly atOnce?: number;
};

const usualShare = 4 / 5;
/** One tool does not come near a quota from here on: it is not watched. */
const unwatchedPerSecond = 100;

/** Absent: calls are not spaced. */
export const limitIn = (
  region: string,
  { perSecond, inRegion, share = usualShare, atOnce = 1 }: Quota,
): Limit | undefined => {
  const allowed = inRegion !== undefined && Object.hasOwn(inRegion, region) ? inRegion[region] : undefined;
  const limit = (allowed ?? perSecond) * share;
  return limit >= unwatchedPerSecond ? undefined : { perSecond: limit, saved: atOnce - 1 };
};
