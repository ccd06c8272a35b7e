/** What looking costs, in words: by the hour, of which budget, and in all so far. */
import { formatDollars, formatNumber } from '../../src/format.ts';
import type { CostSnapshot } from '../../src/store/cost-store.ts';

export type Spending = {
  /** Dollars an hour that polling may cost. */
  readonly budget?: number | undefined;
  /** How many times slower than usual the budget makes polls. */
  readonly slowdown?: number | undefined;
};

/** A budget that changes the pace by less is not worth a word. */
const leastSlowdown = 1.05;

/** `$0.031/h of 0.05, 2x slower`; before there is a rate, what was spent. */
export const rateText = (
  { dollars, dollarsPerHour }: CostSnapshot,
  { budget, slowdown = 1 }: Spending = {},
): string => {
  const spent = dollarsPerHour === undefined ? formatDollars(dollars) : `${formatDollars(dollarsPerHour)}/h`;
  if (budget === undefined) return spent;
  const slower = slowdown > leastSlowdown ? `, ${formatNumber(slowdown)}x slower` : '';
  return `${spent} of ${budget}${slower}`;
};

/** The rate with the total behind it: `$0.031/h, $0.012 so far`. */
export const costText = (cost: CostSnapshot, spending: Spending = {}): string => {
  const rate = rateText(cost, spending);
  return cost.dollarsPerHour === undefined || cost.dollars === 0
    ? rate
    : `${rate}, ${formatDollars(cost.dollars)} so far`;
};

/** Below this a title needs the room of the total. */
const narrowCells = 100;

/** For a row of `width` cells that holds a title too. */
export const costTextIn = (width: number, cost: CostSnapshot, spending: Spending = {}): string =>
  width < narrowCells ? rateText(cost, spending) : costText(cost, spending);
