/** What a minute of a metric is made of: shapes of counters, levels and timings, each computed from the minute alone. */
import type { Told } from '../../stores/told-metrics.ts';

type Dimensions = Readonly<Record<string, string>>;
type Values = ReturnType<Told['valuesOf']>;

/** One minute of the shop. */
export type Minute = {
  readonly orders: number;
  /** A figure about 0 that drifts, between -1 and 1: each number its own. */
  readonly drift: (number: number) => number;
  /** True once in so many minutes. */
  readonly rarely: (number: number, inMinutes: number) => boolean;
};
type Shape = (minute: Minute) => Values;

const once = (value: number): Values => [{ value, count: 1 }];
/** A counter that AWS tells each minute, zero or not. */
export const counts =
  (of: (minute: Minute) => number): Shape =>
  (minute) =>
    once(Math.max(0, Math.round(of(minute))));
export const level =
  (of: (minute: Minute) => number): Shape =>
  (minute) =>
    once(of(minute));
export const never = counts(() => 0);

/** Quantiles of a log-normal distribution with median 1 and sigma 0.45, from 2.5 % to 97.5 %, and its far tail. */
const quantiles = [0.41, 0.55, 0.65, 0.74, 0.84, 0.94, 1.06, 1.19, 1.35, 1.55, 1.85, 2.4, 2.85];
/** Timings around a median, as many as there were requests. */
export const timings =
  (median: number, requests: (minute: Minute) => number): Shape =>
  (minute) => {
    const each = Math.max(1, Math.round(requests(minute) / quantiles.length));
    const around = median * (1 + 0.08 * minute.drift(Math.round(median)));
    return quantiles.map((factor) => ({ value: Math.round(around * factor * 1000) / 1000, count: each }));
  };
/** Tries of which some fail: a sample each, 1 where it succeeded. */
export const tries =
  (of: (minute: Minute) => number, failing: (minute: Minute) => number): Shape =>
  (minute) => {
    const all = Math.max(1, Math.round(of(minute)));
    const failed = Math.min(all - 1, Math.round(all * failing(minute)));
    return [{ value: 1, count: all - failed }, ...(failed > 0 ? [{ value: 0, count: failed }] : [])];
  };

type Metric = readonly [name: string, unit: string, shape: Shape];
export type Group = {
  readonly namespace: string;
  readonly dimensions: Dimensions;
  readonly also?: readonly Dimensions[];
  readonly resolutionSeconds?: 300;
  readonly metrics: readonly Metric[];
};

export const pages = ({ orders, drift: of }: Minute): number => orders * 14 * (1 + 0.06 * of(94));
export const statusCalls = ({ orders, drift: of }: Minute): number => orders * 3 * (1 + 0.05 * of(201));
export const parcels = ({ orders, drift: of }: Minute): number => orders * 4 * (1 + 0.05 * of(202));
export const scansSeen = (minute: Minute): number => Math.round(parcels(minute) * 0.9);
