/** CloudWatch: metrics, alarms, dashboards. Quotas: AWS General Reference, "Amazon CloudWatch endpoints and quotas". */
import type {
  DescribeAlarmContributorsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  GetAlarmMuteRuleInput,
  GetDashboardInput,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  ListAlarmMuteRulesInput,
  ListDashboardsInput,
  ListMetricsInput,
} from '@aws-sdk/client-cloudwatch';
import { answerReader, aroundDeserializer } from '../answers/read-answers.ts';
import { cloudWatchAnswers } from '../answers/rules.ts';
import type { ClientSettings } from '../call.ts';
import { billedMetrics, free, perRequest } from '../price.ts';
import { type PromQlInput, type PromQlOutput, readPromQl, samplesScanned, writePromQl } from '../promql.ts';
import { noteServedAt } from '../served-at.ts';
import { sdkConfig } from '../settings.ts';
import { operation, type SendOptions } from './operation.ts';
import { service } from './service.ts';

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-cloudwatch');
  const client = new sdk.CloudWatchClient(await sdkConfig(settings, 'CloudWatch'));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const { takeBody, readBody } = answerReader(client.config.streamCollector, cloudWatchAnswers);
  client.middlewareStack.addRelativeTo(takeBody, aroundDeserializer.takeBody);
  client.middlewareStack.addRelativeTo(readBody, aroundDeserializer.readBody);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

/** In the place of an operation that the SDK has, and this tool never asks for. */
const sendQueryMetrics = async (
  { client, sdk }: Connection,
  input: PromQlInput,
  options: SendOptions,
): Promise<PromQlOutput> => {
  const command = new sdk.GetMetricWidgetImageCommand({ MetricWidget: '' });
  let answer: PromQlOutput | undefined;
  const keep = (output: PromQlOutput) => {
    answer = output;
  };
  command.middlewareStack.addRelativeTo(writePromQl(input), {
    relation: 'after',
    toMiddleware: 'serializerMiddleware',
  });
  command.middlewareStack.addRelativeTo(readPromQl(client.config.streamCollector, keep), {
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
  });
  await client.send(command, options);
  return answer ?? { series: [], warnings: [] };
};

const minuteMs = 60_000;
/** Of what searches before it answers. */
const slowDeadlineMs = 12_000;
/** The engine takes 20 s at most (User Guide, "PromQL limits and restrictions"), without the time in its queue. */
const promQlDeadlineMs = 30_000;

export const cloudWatch = service({
  name: 'cloudwatch',
  iamPrefix: 'cloudwatch',
  open,
  // Metrics and alarms cannot be narrowed down: a policy for some alarms hides the composite ones.
  statements: { MetricsAndAlarms: {} },
  operations: {
    getMetricData: operation({
      send: ({ client, sdk }: Connection, input: GetMetricDataInput, options: SendOptions) =>
        client.send(new sdk.GetMetricDataCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      deadlineMs: slowDeadlineMs,
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 120 },
      price: ({ MetricDataQueries = [] }, { MetricDataResults = [] }) => ({
        billedMetrics: billedMetrics(
          MetricDataQueries,
          (id) => MetricDataResults.filter((result) => result.Id === id).length,
        ),
      }),
      quota: { perSecond: 500 },
      probe: ({ now }) => ({
        input: {
          MetricDataQueries: [
            {
              Id: 'doctor',
              MetricStat: {
                Metric: { Namespace: 'AWS/Usage', MetricName: 'CallCount' },
                Period: 60,
                Stat: 'Sum',
              },
            },
          ],
          StartTime: new Date(now - 5 * minuteMs),
          EndTime: new Date(now),
        },
      }),
    }),
    // PromQL: AWS calls the operation so, and permits it as two others ("IAM permissions for PromQL").
    queryMetrics: operation({
      send: sendQueryMetrics,
      allowedBy: 'MetricsAndAlarms',
      permittedAs: ['GetMetricData', 'ListMetrics'],
      deadlineMs: promQlDeadlineMs,
      price: (input, output) => ({ samplesScanned: samplesScanned(input, output) }),
      quota: { perSecond: 300, share: 1 / 10 },
    }),
    getMetricStatistics: operation({
      send: ({ client, sdk }: Connection, input: GetMetricStatisticsInput, options: SendOptions) =>
        client.send(new sdk.GetMetricStatisticsCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      price: perRequest,
      quota: { perSecond: 400 },
      probe: ({ now }) => ({
        input: {
          Namespace: 'AWS/Usage',
          MetricName: 'CallCount',
          StartTime: new Date(now - 5 * minuteMs),
          EndTime: new Date(now),
          Period: 60,
          Statistics: ['SampleCount' as const],
        },
      }),
    }),
    listMetrics: operation({
      send: ({ client, sdk }: Connection, input: ListMetricsInput, options: SendOptions) =>
        client.send(new sdk.ListMetricsCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      forInit: true,
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: perRequest,
      quota: { perSecond: 25 },
      probe: () => ({ input: { RecentlyActive: 'PT3H' as const } }),
    }),
    describeAlarms: operation({
      send: ({ client, sdk }: Connection, input: DescribeAlarmsInput, options: SendOptions) =>
        client.send(new sdk.DescribeAlarmsCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      forInit: true,
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 1_000 },
      price: free,
      quota: { perSecond: 9 },
      probe: () => ({ input: { MaxRecords: 1 } }),
    }),
    describeAlarmHistory: operation({
      send: ({ client, sdk }: Connection, input: DescribeAlarmHistoryInput, options: SendOptions) =>
        client.send(new sdk.DescribeAlarmHistoryCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: free,
      quota: { perSecond: 20 },
      probe: () => ({ input: { MaxRecords: 1 } }),
    }),
    // Of one alarm. Quotas of these three: AmazonCloudWatch/latest/monitoring/cloudwatch_limits; no page prices them.
    describeAlarmContributors: operation({
      send: ({ client, sdk }: Connection, input: DescribeAlarmContributorsInput, options: SendOptions) =>
        client.send(new sdk.DescribeAlarmContributorsCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      optional: 'which series of an alarm are in ALARM is not told',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 20 },
      price: free,
      quota: { perSecond: 9 },
    }),
    listAlarmMuteRules: operation({
      send: ({ client, sdk }: Connection, input: ListAlarmMuteRulesInput, options: SendOptions) =>
        client.send(new sdk.ListAlarmMuteRulesCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      optional: 'which alarms are muted is not told',
      // Listings of alarms wait for it.
      deadlineMs: 5_000,
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 100 },
      price: free,
      quota: { perSecond: 50 },
      probe: () => ({ input: { MaxRecords: 1 } }),
    }),
    getAlarmMuteRule: operation({
      send: ({ client, sdk }: Connection, input: GetAlarmMuteRuleInput, options: SendOptions) =>
        client.send(new sdk.GetAlarmMuteRuleCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      optional: 'until when alarms are muted is not told',
      price: free,
      quota: { perSecond: 50 },
    }),
    getDashboard: operation({
      send: ({ client, sdk }: Connection, input: GetDashboardInput, options: SendOptions) =>
        client.send(new sdk.GetDashboardCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      price: perRequest,
      quota: { perSecond: 10 },
    }),
    listDashboards: operation({
      send: ({ client, sdk }: Connection, input: ListDashboardsInput, options: SendOptions) =>
        client.send(new sdk.ListDashboardsCommand(input), options),
      allowedBy: 'MetricsAndAlarms',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 1_000 },
      price: perRequest,
      quota: { perSecond: 10 },
      probe: () => ({ input: {} }),
    }),
  },
});
