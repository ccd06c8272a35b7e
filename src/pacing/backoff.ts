/** How long to leave alone what has failed. */
import type { Failure } from '../observation/health-of-sources.ts';

/** Doubling from the first wait to the longest. */
export type Backoff = { readonly firstMs: number; readonly longestMs: number };

/** Of polls and listings, by what went wrong. */
export const backoffs: Readonly<Record<Failure['kind'], Backoff>> = {
  throttled: { firstMs: 1_000, longestMs: 60_000 },
  // After a laptop's sleep, or a VPN that was lost, all goes on within 15 s: with the deadline of a call (aws/deadline.ts).
  network: { firstMs: 500, longestMs: 2_500 },
  // Who breaks down may be a box in between, and answers at once: within 15 s as well (issue 15). A poll that is well asks as often.
  service: { firstMs: 500, longestMs: 10_000 },
  // Somebody may sign in at any time: what was renewed is in use within 15 s.
  access: { firstMs: 5_000, longestMs: 12_000 },
  'not-found': { firstMs: 15_000, longestMs: 60_000 },
  usage: { firstMs: 60_000, longestMs: 300_000 },
};

/**
 * How long to wait after the n-th failure in a row: half of it left to chance, so that a thousand that failed together do
 * not come back together. `random` is in [0, 1).
 */
export const backoffMs = ({ firstMs, longestMs }: Backoff, failures: number, random: number): number => {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full / 2 + (full / 2) * random;
};
