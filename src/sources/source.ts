import type { Observation } from '../observation/observation.ts';

/**
 * A source: an async producer of observations that ends when the signal aborts. It owns its cursor and survives
 * faults by itself: what goes wrong is said as a `problem` or `gap` observation, never thrown. The consumer's
 * `next()` is its back-pressure: it reads no further ahead than it says.
 */
export type Source = (signal: AbortSignal) => AsyncIterable<Observation>;
