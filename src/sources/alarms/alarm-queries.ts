/** What an alarm watches, and the band that it is held against, as queries that can be asked again to draw them: pure. */
import type { MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { callsOf, namesIn } from '../../metric-math.ts';
import type { MathQuery, MetricInput, MetricQuery, OwnOfRow } from '../../observation/metrics.ts';
import { conditionIn } from '../../promql-text.ts';

/** The one query that the alarm watches: of metric math, of an anomaly band, or plain. */
export const watchedOf = ({ Metrics = [], ThresholdMetricId }: MetricAlarm): MetricDataQuery | undefined =>
  Metrics.find(({ ReturnData, Id }) => ReturnData !== false && Id !== ThresholdMetricId) ?? Metrics[0];

type Dimensions = MetricAlarm['Dimensions'];

export const dimensionsOf = (dimensions: Dimensions = []): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));

/** The queries that an expression stands on, and those that they stand on. METRICS() stands for all metrics. */
const inputsOf = (
  expression: string,
  metrics: readonly MetricDataQuery[],
): Readonly<Record<string, MetricInput>> => {
  const inputs: Record<string, MetricInput> = {};
  const add = (text: string): void => {
    const wantsAll = callsOf('METRICS', text) > 0;
    const names = namesIn(text);
    for (const metric of metrics) {
      const { Id = '', MetricStat, Expression } = metric;
      if (Id in inputs || !(names.has(Id) || (wantsAll && MetricStat !== undefined))) continue;
      if (Expression === expression) continue;
      const query = plainQuery(metric);
      if (query === undefined) continue;
      inputs[Id] = { ...query, ...ownOf(metric) };
      if (Expression !== undefined) add(Expression);
    }
  };
  add(expression);
  return inputs;
};

/** What a query says of its own. */
const ownOf = ({ AccountId, Label, MetricStat, Period }: MetricDataQuery): OwnOfRow => {
  const periodSeconds = MetricStat?.Period ?? Period;
  return {
    ...(AccountId === undefined ? {} : { accountId: AccountId }),
    ...(Label === undefined ? {} : { label: Label }),
    ...(periodSeconds === undefined ? {} : { periodSeconds }),
  };
};

/** Without what it stands on. */
const plainQuery = ({ MetricStat, Expression }: MetricDataQuery): MathQuery | undefined => {
  if (Expression !== undefined) return { kind: 'expression', expression: Expression };
  const { Metric, Stat, Unit } = MetricStat ?? {};
  if (Metric?.Namespace === undefined || Metric.MetricName === undefined || Stat === undefined)
    return undefined;
  const { Namespace: namespace, MetricName: metric, Dimensions } = Metric;
  return {
    kind: 'metric',
    namespace,
    metric,
    dimensions: dimensionsOf(Dimensions),
    stat: Stat,
    ...(Unit === undefined ? {} : { unit: Unit }),
  };
};

const toQuery = (query: MetricDataQuery, metrics: readonly MetricDataQuery[]): MathQuery | undefined => {
  const plain = plainQuery(query);
  if (plain?.kind !== 'expression') return plain;
  const inputs = inputsOf(plain.expression, metrics);
  return Object.keys(inputs).length === 0 ? plain : { ...plain, inputs };
};

/** What the alarm watches; of PromQL what its query compares, which is there whether it is in breach or not. */
export const queryOf = (alarm: MetricAlarm): MetricQuery | undefined => {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Unit, Metrics = [] } = alarm;
  if (Namespace !== undefined && MetricName !== undefined) {
    const stat = Statistic ?? ExtendedStatistic ?? 'Average';
    return {
      kind: 'metric',
      namespace: Namespace,
      metric: MetricName,
      dimensions: dimensionsOf(Dimensions),
      stat,
      ...(Unit === undefined ? {} : { unit: Unit }),
    };
  }
  const promQl = alarm.EvaluationCriteria?.PromQLCriteria?.Query;
  if (promQl !== undefined) return { kind: 'promql', expression: conditionIn(promQl)?.expression ?? promQl };
  const watched = watchedOf(alarm);
  return watched && toQuery(watched, Metrics);
};

/** The band of an anomaly detection alarm: an expression of two series, its upper and its lower edge. */
export const bandOf = ({ ThresholdMetricId, Metrics = [] }: MetricAlarm): MathQuery | undefined => {
  const band = Metrics.find(({ Id }) => ThresholdMetricId !== undefined && Id === ThresholdMetricId);
  return band && toQuery(band, Metrics);
};

/** Seconds; of metric math the period of what it is made of. */
export const periodOf = (alarm: MetricAlarm): number | undefined => {
  const watched = watchedOf(alarm);
  return (
    alarm.Period ??
    watched?.Period ??
    watched?.MetricStat?.Period ??
    alarm.Metrics?.find(({ MetricStat }) => MetricStat?.Period !== undefined)?.MetricStat?.Period ??
    alarm.EvaluationInterval
  );
};
