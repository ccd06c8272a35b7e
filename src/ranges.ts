/** Spans of time, as sorted lists that neither touch nor overlap. Epoch milliseconds, `to` exclusive. */
export type TimeRange = { readonly from: number; readonly to: number };

/** The ranges with one more; what touches becomes one. */
export const addRange = (ranges: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] => {
  if (!(to > from)) return ranges;
  const apart = ranges.filter((one) => one.to < from || one.from > to);
  const joined = ranges.filter((one) => !(one.to < from || one.from > to));
  const whole = {
    from: joined.reduce((least, one) => Math.min(least, one.from), from),
    to: joined.reduce((most, one) => Math.max(most, one.to), to),
  };
  return [...apart, whole].sort((a, b) => a.from - b.from);
};

export const isWithin = (at: number, ranges: readonly TimeRange[]): boolean =>
  ranges.some(({ from, to }) => at >= from && at < to);

/** The ranges without this one. */
export const removeRange = (ranges: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] =>
  to > from
    ? [
        ...clipRanges(ranges, { from: Number.NEGATIVE_INFINITY, to: from }),
        ...clipRanges(ranges, { from: to, to: Number.POSITIVE_INFINITY }),
      ]
    : ranges;

/** What of the ranges lies within this one. */
export const clipRanges = (ranges: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] =>
  ranges.flatMap((one) => {
    const clipped = { from: Math.max(from, one.from), to: Math.min(to, one.to) };
    return clipped.to > clipped.from ? [clipped] : [];
  });

/** From the first to the last moment of `wanted` that no range holds; undefined where nothing is missing. */
export const missingFrom = (wanted: TimeRange, ranges: readonly TimeRange[]): TimeRange | undefined => {
  let { from, to } = wanted;
  for (const one of ranges) if (one.from <= from && one.to > from) from = one.to;
  for (const one of ranges.toReversed()) if (one.to >= to && one.from < to) to = one.from;
  return to > from ? { from, to } : undefined;
};

/** How much of `wanted` the ranges hold, in milliseconds. */
export const coveredMs = (wanted: TimeRange, ranges: readonly TimeRange[]): number =>
  clipRanges(ranges, wanted).reduce((sum, { from, to }) => sum + to - from, 0);
