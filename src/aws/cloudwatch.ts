/** CloudWatch's operations that the tool uses. The one importer of this client: loaded when first asked. */
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  GetDashboardCommand,
  type GetDashboardInput,
  GetMetricDataCommand,
  type GetMetricDataInput,
  ListDashboardsCommand,
  type ListDashboardsInput,
  ListMetricsCommand,
  type ListMetricsInput,
} from '@aws-sdk/client-cloudwatch';
import type { ClientSettings } from './call.ts';
import { noteServedAt } from './served-at.ts';
import { sdkConfig } from './settings.ts';

export const openCloudWatch = (settings: ClientSettings) => {
  const client = new CloudWatchClient(sdkConfig(settings));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const options = (abortSignal?: AbortSignal) => (abortSignal === undefined ? {} : { abortSignal });
  return {
    close: () => client.destroy(),
    getMetricData: (input: GetMetricDataInput, signal?: AbortSignal) =>
      client.send(new GetMetricDataCommand(input), options(signal)),
    listMetrics: (input: ListMetricsInput, signal?: AbortSignal) =>
      client.send(new ListMetricsCommand(input), options(signal)),
    describeAlarms: (input: DescribeAlarmsInput, signal?: AbortSignal) =>
      client.send(new DescribeAlarmsCommand(input), options(signal)),
    describeAlarmHistory: (input: DescribeAlarmHistoryInput, signal?: AbortSignal) =>
      client.send(new DescribeAlarmHistoryCommand(input), options(signal)),
    getDashboard: (input: GetDashboardInput, signal?: AbortSignal) =>
      client.send(new GetDashboardCommand(input), options(signal)),
    listDashboards: (input: ListDashboardsInput, signal?: AbortSignal) =>
      client.send(new ListDashboardsCommand(input), options(signal)),
  };
};
