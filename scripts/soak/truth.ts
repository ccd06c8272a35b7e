/** What the account really published: read with AWS's own clients, straight from it, and not by the tool. */
import { CloudWatchClient, paginateDescribeAlarmHistory } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

/** From this moment, and before that one. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** How often each thing was published, by its key. */
export type Truth = ReadonlyMap<string, number>;

export const recordKey = (sequenceNumber: unknown): string => String(sequenceNumber);
/** Live Tail tells no ids: a line is its group, stream, time and text. */
export const eventKey = (group: unknown, stream: unknown, at: unknown, message: unknown): string =>
  [group, stream, at, message].join('\u0000');
export const transitionKey = (alarm: unknown, at: unknown, to: unknown): string => [alarm, at, to].join(' ');

export type TruthReader = {
  readonly records: (table: string, span: Span) => Promise<Truth>;
  readonly events: (groups: readonly string[], span: Span) => Promise<Truth>;
  readonly transitions: (span: Span) => Promise<Truth>;
};

const timeOf = (at: number | undefined): string => new Date(at ?? 0).toISOString();

const counted = (keys: Iterable<string>): Truth => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

export const createTruthReader = (endpoint: string, region: string): TruthReader => {
  const settings = {
    endpoint,
    region,
    credentials: { accessKeyId: 'truth', secretAccessKey: 'truth' },
    maxAttempts: 3,
  };
  const streams = new DynamoDBStreamsClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const alarms = new CloudWatchClient(settings);

  const shardsOf = async (streamArn: string): Promise<readonly Shard[]> => {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      after = StreamDescription?.LastEvaluatedShardId;
    } while (after !== undefined);
    return shards;
  };

  /** The newest sequence number that was read of each shard before this span: nothing is read twice. */
  const readTo = new Map<string, string>();
  const doneShards = new Set<string>();
  const records = new Map<string, number>();

  const readShard = async (streamArn: string, shard: Shard): Promise<void> => {
    const id = shard.ShardId ?? '';
    const after = readTo.get(id);
    let { ShardIterator: iterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: id,
        ...(after === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
      }),
    );
    while (iterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      for (const { dynamodb } of Records) {
        const sequence = dynamodb?.SequenceNumber ?? '';
        records.set(recordKey(sequence), dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0);
        readTo.set(id, sequence);
      }
      // An open shard never ends: an empty page is its end for now.
      iterator =
        Records.length === 0 && shard.SequenceNumberRange?.EndingSequenceNumber === undefined
          ? undefined
          : NextShardIterator;
    }
    if (shard.SequenceNumberRange?.EndingSequenceNumber !== undefined) doneShards.add(id);
  };

  return {
    records: async (table, { fromMs, toMs }) => {
      const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: table }));
      for (const { StreamArn = '' } of Streams)
        for (const shard of await shardsOf(StreamArn))
          if (!doneShards.has(shard.ShardId ?? '')) await readShard(StreamArn, shard);
      for (const [key, at] of records) if (at < fromMs) records.delete(key);
      return counted([...records].flatMap(([key, at]) => (at < toMs ? [key] : [])));
    },
    events: async (groups, { fromMs, toMs }) => {
      const keys: string[] = [];
      for (const logGroupName of groups) {
        const pages = paginateFilterLogEvents(
          { client: logs },
          { logGroupName, startTime: fromMs, endTime: toMs - 1 },
        );
        for await (const { events = [] } of pages)
          for (const { logStreamName, timestamp, message } of events)
            keys.push(eventKey(logGroupName, logStreamName, timeOf(timestamp), message));
      }
      return counted(keys);
    },
    transitions: async ({ fromMs, toMs }) => {
      const keys: string[] = [];
      const pages = paginateDescribeAlarmHistory(
        { client: alarms },
        {
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          HistoryItemType: 'StateUpdate',
          StartDate: new Date(fromMs),
          EndDate: new Date(toMs),
        },
      );
      for await (const { AlarmHistoryItems = [] } of pages) {
        for (const { AlarmName, Timestamp, HistoryData } of AlarmHistoryItems) {
          const at = Timestamp?.getTime() ?? 0;
          const data: { newState?: { stateValue?: string } } = JSON.parse(HistoryData ?? '{}');
          if (at >= fromMs && at < toMs)
            keys.push(transitionKey(AlarmName, timeOf(at), data.newState?.stateValue));
        }
      }
      return counted(keys);
    },
  };
};

/** Where what was told differs from the truth. */
export const compare = (
  truth: Truth,
  told: ReadonlyMap<string, number>,
): { readonly lost: readonly string[]; readonly repeated: readonly string[] } => {
  const lost: string[] = [];
  const repeated: string[] = [];
  for (const [key, times] of truth) {
    const seen = told.get(key) ?? 0;
    if (seen < times) lost.push(key);
    if (seen > times) repeated.push(key);
  }
  return { lost, repeated };
};
