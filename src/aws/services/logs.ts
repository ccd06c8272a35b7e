/** CloudWatch Logs: lines, Live Tail, Insights. Quotas: CloudWatch Logs User Guide, "CloudWatch Logs quotas". */
import type {
  DescribeLogGroupsRequest,
  DescribeLogStreamsRequest,
  FilterLogEventsRequest,
  GetLogRecordRequest,
  GetQueryResultsRequest,
  StartLiveTailRequest,
  StartQueryRequest,
  StopQueryRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { answerReader, aroundDeserializer } from '../answers/read-answers.ts';
import { logsAnswers } from '../answers/rules.ts';
import type { ClientSettings } from '../call.ts';
import { groupInput } from '../log-group.ts';
import { dollarsPerLiveTailMinute, free } from '../price.ts';
import { noteServedAt } from '../served-at.ts';
import { sdkConfig } from '../settings.ts';
import { operation, type SendOptions } from './operation.ts';
import { service } from './service.ts';

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new sdk.CloudWatchLogsClient(await sdkConfig(settings, 'CloudWatch Logs'));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const { takeBody, readBody } = answerReader(client.config.streamCollector, logsAnswers);
  client.middlewareStack.addRelativeTo(takeBody, aroundDeserializer.takeBody);
  client.middlewareStack.addRelativeTo(readBody, aroundDeserializer.readBody);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const minuteMs = 60_000;
/** Of what searches before it answers. */
const slowDeadlineMs = 12_000;

export const logs = service({
  name: 'logs',
  iamPrefix: 'logs',
  open,
  statements: {
    // The group itself for queries, what is in it for its lines.
    LogLines: { needs: 'logGroup', arnsOf: (group) => [group, `${group}:*`] },
    LogGroups: { needs: 'logGroup' },
  },
  operations: {
    describeLogGroups: operation({
      send: ({ client, sdk }: Connection, input: DescribeLogGroupsRequest, options: SendOptions) =>
        client.send(new sdk.DescribeLogGroupsCommand(input), options),
      allowedBy: 'LogGroups',
      forInit: true,
      pages: { input: 'nextToken', output: 'nextToken', mostPages: 2_000 },
      price: free,
      quota: { perSecond: 10 },
      probe: () => ({ input: { limit: 1 } }),
    }),
    describeLogStreams: operation({
      send: ({ client, sdk }: Connection, input: DescribeLogStreamsRequest, options: SendOptions) =>
        client.send(new sdk.DescribeLogStreamsCommand(input), options),
      allowedBy: 'LogLines',
      pages: { input: 'nextToken', output: 'nextToken', mostPages: 2_000 },
      price: free,
      quota: { perSecond: 25 },
    }),
    filterLogEvents: operation({
      send: ({ client, sdk }: Connection, input: FilterLogEventsRequest, options: SendOptions) =>
        client.send(new sdk.FilterLogEventsCommand(input), options),
      allowedBy: 'LogLines',
      deadlineMs: slowDeadlineMs,
      pages: { input: 'nextToken', output: 'nextToken', mostPages: 10_000 },
      price: free,
      quota: {
        perSecond: 10,
        // It is polled for as long as somebody looks (logs, rule 4).
        share: 1 / 2,
        inRegion: {
          'us-east-1': 25,
          'ap-northeast-3': 5,
          'ap-southeast-3': 5,
          'ca-west-1': 5,
          'eu-central-1': 5,
          'il-central-1': 5,
        },
      },
      probe: ({ now, logGroup }) =>
        logGroup === undefined
          ? undefined
          : { on: logGroup, input: { ...groupInput(logGroup), limit: 1, startTime: now - minuteMs } },
    }),
    startLiveTail: operation({
      send: ({ client, sdk }: Connection, input: StartLiveTailRequest, options: SendOptions) =>
        client.send(new sdk.StartLiveTailCommand(input), options),
      allowedBy: 'LogLines',
      price: free,
      dollarsPerMinute: dollarsPerLiveTailMinute,
      quota: { perSecond: 5 },
    }),
    startQuery: operation({
      send: ({ client, sdk }: Connection, input: StartQueryRequest, options: SendOptions) =>
        client.send(new sdk.StartQueryCommand(input), options),
      allowedBy: 'LogLines',
      // What a query scans is told, and billed, with its results.
      price: free,
      quota: { perSecond: 10 },
    }),
    getQueryResults: operation({
      send: ({ client, sdk }: Connection, input: GetQueryResultsRequest, options: SendOptions) =>
        client.send(new sdk.GetQueryResultsCommand(input), options),
      fromAnswers: ['queryId'],
      allowedBy: 'LogLines',
      deadlineMs: slowDeadlineMs,
      pages: { input: 'nextToken', output: 'nextToken', mostPages: 100 },
      price: ({ queryId }, { statistics }, scanned) => scanned(queryId, statistics?.bytesScanned),
      quota: { perSecond: 10 },
    }),
    stopQuery: operation({
      send: ({ client, sdk }: Connection, input: StopQueryRequest, options: SendOptions) =>
        client.send(new sdk.StopQueryCommand(input), options),
      fromAnswers: ['queryId'],
      allowedBy: 'LogGroups',
      price: free,
    }),
    getLogRecord: operation({
      send: ({ client, sdk }: Connection, input: GetLogRecordRequest, options: SendOptions) =>
        client.send(new sdk.GetLogRecordCommand(input), options),
      fromAnswers: ['logRecordPointer'],
      allowedBy: 'LogLines',
      price: free,
    }),
  },
});
