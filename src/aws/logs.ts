/** CloudWatch Logs' operations that the tool uses. The one importer of this client: loaded when first asked. */
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsRequest,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsRequest,
  FilterLogEventsCommand,
  type FilterLogEventsRequest,
  GetLogRecordCommand,
  type GetLogRecordRequest,
  GetQueryResultsCommand,
  type GetQueryResultsRequest,
  StartLiveTailCommand,
  type StartLiveTailRequest,
  StartQueryCommand,
  type StartQueryRequest,
  StopQueryCommand,
  type StopQueryRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ClientSettings } from './call.ts';
import { noteServedAt } from './served-at.ts';
import { sdkConfig } from './settings.ts';

export const openLogs = (settings: ClientSettings) => {
  const client = new CloudWatchLogsClient(sdkConfig(settings));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const options = (abortSignal?: AbortSignal) => (abortSignal === undefined ? {} : { abortSignal });
  return {
    close: () => client.destroy(),
    describeLogGroups: (input: DescribeLogGroupsRequest, signal?: AbortSignal) =>
      client.send(new DescribeLogGroupsCommand(input), options(signal)),
    describeLogStreams: (input: DescribeLogStreamsRequest, signal?: AbortSignal) =>
      client.send(new DescribeLogStreamsCommand(input), options(signal)),
    filterLogEvents: (input: FilterLogEventsRequest, signal?: AbortSignal) =>
      client.send(new FilterLogEventsCommand(input), options(signal)),
    startLiveTail: (input: StartLiveTailRequest, signal?: AbortSignal) =>
      client.send(new StartLiveTailCommand(input), options(signal)),
    startQuery: (input: StartQueryRequest, signal?: AbortSignal) =>
      client.send(new StartQueryCommand(input), options(signal)),
    getQueryResults: (input: GetQueryResultsRequest, signal?: AbortSignal) =>
      client.send(new GetQueryResultsCommand(input), options(signal)),
    stopQuery: (input: StopQueryRequest, signal?: AbortSignal) =>
      client.send(new StopQueryCommand(input), options(signal)),
    getLogRecord: (input: GetLogRecordRequest, signal?: AbortSignal) =>
      client.send(new GetLogRecordCommand(input), options(signal)),
  };
};
