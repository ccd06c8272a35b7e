import { rangesMs } from './dashboard/state.ts';

/** The next longer or shorter of the usual ranges; the same one at the ends. */
export const nextRange = (rangeMs: number, by: 1 | -1): number =>
  (by > 0 ? rangesMs.find((one) => one > rangeMs) : rangesMs.findLast((one) => one < rangeMs)) ?? rangeMs;
