import * as z from 'zod';
import type { StoredMetric } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse } from '../service-error.ts';
import { flag, list, oneOf, text } from '../shape.ts';
import { metricName, namespaceName, wireDimensions } from './metric-shapes.ts';

const pageMetrics = 500;
const hourMs = 3_600_000;
/** ListMetrics forgets a metric that had no sample for two weeks. */
const listedForMs = 14 * 24 * hourMs;

export const listMetrics = operation(
  z.object({
    Namespace: namespaceName().optional(),
    MetricName: metricName().optional(),
    Dimensions: list(
      z.object({ Name: text({ min: 1, max: 255 }), Value: text({ min: 1, max: 1024 }).optional() }),
      { max: 10 },
    ).optional(),
    NextToken: z.string().optional(),
    RecentlyActive: oneOf(['PT3H']).optional(),
    IncludeLinkedAccounts: flag().optional(),
    OwningAccount: text({ min: 1, max: 255 }).optional(),
  }),
  ({ NextToken, ...question }, { account, now, faults }) => {
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const activeSince = now - (question.RecentlyActive === undefined ? listedForMs : 3 * hourMs);
    const matches = (metric: StoredMetric): boolean =>
      metric.lastSampleAt >= activeSince &&
      (question.Namespace === undefined || metric.namespace === question.Namespace) &&
      (question.MetricName === undefined || metric.name === question.MetricName) &&
      (question.Dimensions ?? []).every(({ Name, Value }) => {
        const value = Object.hasOwn(metric.dimensions, Name) ? metric.dimensions[Name] : undefined;
        return value !== undefined && (Value === undefined || value === Value);
      });
    const elsewhere = question.OwningAccount !== undefined && question.OwningAccount !== account.accountId;
    const metrics = elsewhere ? [] : account.metrics.list().filter(matches);
    const page = pageAfter(metrics, metricKey, after, Math.min(pageMetrics, faults.pageSize));
    return {
      output: {
        Metrics: page.entries.map((metric) => ({
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: wireDimensions(metric),
        })),
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
        OwningAccounts: question.IncludeLinkedAccounts
          ? page.entries.map(() => account.accountId)
          : undefined,
      },
    };
  },
);

const metricKey = (metric: StoredMetric): string =>
  JSON.stringify([metric.namespace, metric.name, Object.entries(metric.dimensions)]);

const invalidToken = () =>
  refuse(
    'InvalidParameterValueException',
    'The value for parameter NextToken is invalid.',
    'InvalidParameterValue',
  );
