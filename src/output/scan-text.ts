import { formatDollars, formatUnit } from '../format.ts';

/** `4.2 GB ($0.021)`: what a query scans, and what that costs. */
export const scanText = (bytes: number, dollars: number): string =>
  `${formatUnit(Math.round(bytes), 'bytes')} (${formatDollars(dollars)})`;
