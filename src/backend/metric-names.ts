/** Names of metrics that there are, as the port has them. */
import type { MetricName } from '../observation/metrics.ts';
import type { Origin } from '../origin.ts';
import type { Result } from '../result.ts';

/** Metrics of a namespace: of this name, with at least these dimensions, where they are given. */
export type NameSearch = {
  readonly namespace: string;
  readonly metric?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
};

/** Those of the last two weeks, some hundreds at the most; billed as a request. */
export type FindMetrics = (
  search: NameSearch,
  origin: Origin,
  signal: AbortSignal,
) => Promise<Result<readonly MetricName[]>>;
