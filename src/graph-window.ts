/** Which span of time graphs show: the last hour and on with the clock, or one that has an end; and what it is compared with. */
import type { TimeRange } from './ranges.ts';

export type GraphWindow = {
  readonly rangeMs: number;
  /** Where it ends; undefined follows the clock. */
  readonly end?: number | undefined;
  /** How long before it the dim line is from; undefined is none. */
  readonly compareMs?: number | undefined;
};

/** The window at this moment. */
export const spanOf = ({ rangeMs, end }: GraphWindow, now: number): TimeRange => {
  const to = end ?? now;
  return { from: to - rangeMs, to };
};

/** What it is compared with. */
export const comparedSpanOf = (window: GraphWindow, now: number): TimeRange | undefined => {
  const { compareMs } = window;
  if (compareMs === undefined) return undefined;
  const { from, to } = spanOf(window, now);
  return { from: from - compareMs, to: to - compareMs };
};
