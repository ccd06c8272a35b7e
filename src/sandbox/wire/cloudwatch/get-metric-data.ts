import * as z from 'zod';
import { isSelect } from '../../metric-math/metrics-insights.ts';
import { operation } from '../operation.ts';
import { type Answer, refuse, refuseMetricInput } from '../service-error.ts';
import { flag, list, oneOf, text, time, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { firstPlace, pageOf, readPlace, writePlace } from './datapoint-pages.ts';
import { type MetricDataQuery, runQueries } from './metric-queries.ts';
import { dimensions, isStatistic, metricName, namespaceName, period } from './metric-shapes.ts';
import { isPeriod } from './retention.ts';

const mostQueries = 500;
const mostDatapoints = 100_800;

const queryShape = z.object({
  Id: text({ min: 1, max: 255 }),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: namespaceName().optional(),
        MetricName: metricName().optional(),
        Dimensions: dimensions().optional(),
      }),
      Period: period(),
      Stat: text({ min: 1 }),
      Unit: text().optional(),
    })
    .optional(),
  Expression: text({ min: 1, max: 2048 }).optional(),
  Label: text().optional(),
  ReturnData: flag().optional(),
  Period: period().optional(),
  AccountId: text({ min: 1, max: 255 }).optional(),
});

export const getMetricData = operation(
  z.object({
    MetricDataQueries: list(queryShape),
    StartTime: time(),
    EndTime: time(),
    NextToken: text().optional(),
    ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).optional(),
    MaxDatapoints: whole({ min: 1 }).optional(),
    LabelOptions: z.object({ Timezone: text({ max: 50 }).optional() }).optional(),
  }),
  ({ NextToken, ...question }, { account, now }): Answer => {
    const { StartTime, EndTime, MaxDatapoints = mostDatapoints } = question;
    const queries = readQueries(question.MetricDataQueries);
    if ('error' in queries) return refuseMetricInput(queries.error);
    if (StartTime === EndTime) {
      return refuseMetricInput('The parameter StartTime must not equal parameter EndTime.');
    }
    if (StartTime > EndTime) {
      return refuseMetricInput('The parameter StartTime must be less than the parameter EndTime.');
    }
    if (MaxDatapoints > mostDatapoints) {
      return refuseMetricInput(`The parameter MaxDatapoints must be at most ${mostDatapoints}.`);
    }
    const place = NextToken === undefined ? firstPlace : readPlace(question, NextToken);
    if (place === undefined) {
      return refuse('InvalidNextToken', 'The next token specified is invalid.');
    }
    const hidden = new Set(
      question.MetricDataQueries.filter((query) => query.ReturnData === false).map((query) => query.Id),
    );
    const window = { from: StartTime, to: EndTime };
    const results = runQueries(account, now, queries, (id) => !hidden.has(id), window);
    if ('error' in results) return refuseMetricInput(results.error);
    // Answers that hold the result of an expression are not paged.
    const hasMath = queries.some(({ ask }) => ask.kind === 'expression');
    const limit = hasMath ? Number.POSITIVE_INFINITY : MaxDatapoints;
    const page = pageOf(results, question.ScanBy === 'TimestampAscending', place, limit);
    return {
      output: {
        MetricDataResults: page.slices.map((slice) => ({
          Id: slice.id,
          Label: slice.label,
          Timestamps: slice.points.map(({ at }) => instant(at)),
          Values: slice.points.map(({ value }) => value),
          StatusCode: slice.isWhole ? 'Complete' : 'PartialData',
        })),
        NextToken: page.next === undefined ? undefined : writePlace(question, page.next),
        Messages: [],
      },
    };
  },
);

const readQueries = (
  wire: readonly z.output<typeof queryShape>[],
): readonly MetricDataQuery[] | { readonly error: string } => {
  if (wire.length === 0) return { error: 'The parameter MetricDataQueries is required.' };
  if (wire.length > mostQueries) {
    return { error: `The collection MetricDataQueries must not have a size greater than ${mostQueries}.` };
  }
  const ids = new Set<string>();
  const queries: MetricDataQuery[] = [];
  for (const [index, query] of wire.entries()) {
    const member = `MetricDataQueries.member.${index + 1}`;
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(query.Id)) {
      return {
        error: `The value ${query.Id} for parameter ${member}.Id is not matched to pattern ^[a-z][a-zA-Z0-9_]*$.`,
      };
    }
    if (ids.has(query.Id)) {
      return { error: `The values for parameter Id in MetricDataQueries are not unique: ${query.Id}.` };
    }
    ids.add(query.Id);
    const ask = readAsk(query, member);
    if ('error' in ask) return ask;
    queries.push({ id: query.Id, label: query.Label, ask });
  }
  if (queries.filter(({ ask }) => ask.kind === 'expression' && isSelect(ask.expression)).length > 1) {
    return { error: 'Only one Metrics Insights query is allowed in a request.' };
  }
  return queries;
};

const readAsk = (
  query: z.output<typeof queryShape>,
  member: string,
): MetricDataQuery['ask'] | { readonly error: string } => {
  const { MetricStat, Expression } = query;
  if ((MetricStat === undefined) === (Expression === undefined)) {
    return {
      error:
        MetricStat === undefined
          ? `The parameter ${member}.MetricStat or ${member}.Expression is required.`
          : `The parameters ${member}.MetricStat and ${member}.Expression are mutually exclusive.`,
    };
  }
  const periodSeconds = MetricStat?.Period ?? query.Period;
  if (periodSeconds !== undefined && !isPeriod(periodSeconds)) {
    return {
      error: `The value ${periodSeconds} for parameter ${member}.${MetricStat === undefined ? '' : 'MetricStat.'}Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    };
  }
  if (MetricStat === undefined) return { kind: 'expression', expression: Expression ?? '', periodSeconds };
  const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
  if (Namespace === undefined || MetricName === undefined) {
    const missing = Namespace === undefined ? 'Namespace' : 'MetricName';
    return { error: `The parameter ${member}.MetricStat.Metric.${missing} is required.` };
  }
  if (!isStatistic(MetricStat.Stat)) {
    return {
      error: `The value ${MetricStat.Stat} for parameter ${member}.MetricStat.Stat is not supported.`,
    };
  }
  return {
    kind: 'metric',
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions,
    stat: MetricStat.Stat,
    periodSeconds: MetricStat.Period,
    ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
  };
};
