/** The figure that stands for a line, beside its name: the newest one, or why there is none, and its age where it is not of now. */
import { formatDuration, formatUnit } from '../format.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';

/** Why a bucket has no value, in words that stand in its place. */
export type Reason = Omit<Point, 'value'> & { readonly text: string };

export type Figured = {
  /** Oldest first. */
  readonly points: readonly Point[];
  readonly reasons?: readonly Reason[];
  /** Width of its buckets, where that is not what the others have. */
  readonly periodMs?: number;
};

export type Newest = {
  /** `182 ms`, `not draining, +4.5/s`, `0 s, 14 m ago`. */
  readonly text: string;
  /** More than two buckets older than what is known of now. */
  readonly isOld: boolean;
};

const newestPeriods = 2;

/** `asOf` is the start of the newest bucket that is known of anything beside it; without it a figure has no age. */
export const newestOf = (
  { points, reasons = [] }: Figured,
  unit: SeriesUnit,
  periodMs: number,
  asOf: number | undefined,
): Newest | undefined => {
  const last = points.findLast(({ settled, value }) => settled && Number.isFinite(value)) ?? points.at(-1);
  const reason = reasons.findLast(({ settled }) => settled);
  const known = reason !== undefined && (last === undefined || reason.at > last.at) ? reason : last;
  if (known === undefined) return undefined;
  const text = 'text' in known ? known.text : formatUnit(known.value, unit);
  const ageMs = (asOf ?? known.at) - known.at;
  const isOld = ageMs > newestPeriods * periodMs;
  return { text: isOld ? `${text}, ${formatDuration(ageMs)} ago` : text, isOld };
};

/** What a line holds in the bucket of a moment. */
export const figureAt = (
  { points, reasons = [] }: Figured,
  unit: SeriesUnit,
  periodMs: number,
  moment: number,
): string | undefined => {
  const holds = ({ at }: { readonly at: number }) => at <= moment && moment < at + periodMs;
  const value = points.find(holds)?.value;
  return value === undefined ? reasons.find(holds)?.text : formatUnit(value, unit);
};
