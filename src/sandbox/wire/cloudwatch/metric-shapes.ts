import * as z from 'zod';
import type { MetricId } from '../../account.ts';
import { list, text, whole } from '../shape.ts';

export const namespaceName = () => text({ min: 1, max: 255, pattern: /^[^:].*$/ });
export const metricName = () => text({ min: 1, max: 255 });

export const dimensions = () =>
  list(z.object({ Name: text({ min: 1, max: 255 }), Value: text({ min: 1, max: 1024 }) }), { max: 30 });

/** Seconds: 1, 5, 10, 20, 30 or a multiple of 60; the operation says what it makes of others. */
export const period = () => whole({ min: 1 });

/** A metric's dimensions as the wire lists them. */
export const wireDimensions = (id: MetricId) =>
  Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A metric of a request as the account knows it. */
export const metricId = (
  namespace: string,
  name: string,
  wire: readonly { readonly Name: string; readonly Value: string }[] = [],
): MetricId => ({
  namespace,
  name,
  dimensions: Object.fromEntries(wire.map(({ Name, Value }) => [Name, Value])),
});

const plainStatistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

/** Statistics that the account can compute: the five plain ones and percentiles p0 to p100, up to 10 decimals. */
export const isStatistic = (stat: string): boolean =>
  plainStatistics.some((plain) => plain === stat) || isPercentile(stat);

export const isPercentile = (stat: string): boolean => /^p(\d{1,2}(\.\d{1,10})?|100(\.0{1,10})?)$/.test(stat);
