/** What the account really published: read with AWS's own clients, straight from it, and not by the tool. */
import { CloudWatchClient, paginateDescribeAlarmHistory } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsOutput,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

import type { Told } from './clients.ts';

/** From this moment, and before that one. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** How often each thing was published, by its key. */
export type Truth = ReadonlyMap<string, number>;

export const recordKey = (sequenceNumber: unknown): string => String(sequenceNumber);
/** Live Tail tells no ids: a line is its group, stream, time and text. */
export const eventKey = (group: unknown, stream: unknown, at: unknown, message: unknown): string =>
  [group, stream, at, message].join('\u0000');
export const transitionKey = (alarm: unknown, at: unknown, to: unknown): string => [alarm, at, to].join(' ');

/** Each may be asked again and again: it reads on from where it was. */
export type TruthReader = {
  /** From now on the table's records are read; `records` within 15 minutes of the last time. */
  readonly begin: (table: string) => Promise<void>;
  readonly records: (table: string, span: Span) => Promise<Truth>;
  readonly events: (groups: readonly string[], span: Span) => Promise<Truth>;
  readonly transitions: (span: Span) => Promise<Truth>;
};

const timeOf = (at: number | undefined): string => new Date(at ?? 0).toISOString();

const add = (counts: Map<string, number>, key: string, times = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + times);
};

const counted = (keys: Iterable<string>): Truth => {
  const counts = new Map<string, number>();
  for (const key of keys) add(counts, key);
  return counts;
};

/** No event comes later than this after its time (sandbox: 40 s). */
const latestMs = 90_000;
/** An open shard has no end: so many empty pages in a row are its tip. */
const tipPages = 2;

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

  /** By shard: where to read on; undefined where the shard was read to its end, or had ended before the start. */
  const iterators = new Map<string, string | undefined>();
  const records = new Map<string, number>();
  /** By group: how often each event was published, of those that are too old for any to come later; and up to when. */
  const oldEvents = new Map<string, { counts: Map<string, number>; toMs: number }>();

  const iteratorOf = async (
    streamArn: string,
    shard: Shard,
    isStart: boolean,
  ): Promise<string | undefined> => {
    const isClosed = shard.SequenceNumberRange?.EndingSequenceNumber !== undefined;
    if (isStart && isClosed) return undefined;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shard.ShardId,
        ShardIteratorType: isStart ? 'LATEST' : 'TRIM_HORIZON',
      }),
    );
    return ShardIterator;
  };

  /** Reads on to the tip. */
  const readOn = async (from: string): Promise<string | undefined> => {
    let iterator: string | undefined = from;
    let emptyPages = 0;
    while (iterator !== undefined && emptyPages < tipPages) {
      const { Records = [], NextShardIterator }: GetRecordsOutput = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      for (const { dynamodb } of Records) {
        const at = dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
        records.set(recordKey(dynamodb?.SequenceNumber), at);
      }
      emptyPages = Records.length === 0 ? emptyPages + 1 : 0;
      iterator = NextShardIterator;
    }
    return iterator;
  };

  const readTable = async (table: string, isStart: boolean): Promise<void> => {
    const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: table }));
    for (const { StreamArn = '' } of Streams) {
      for (const shard of await shardsOf(StreamArn)) {
        const id = shard.ShardId ?? '';
        const iterator = iterators.has(id) ? iterators.get(id) : await iteratorOf(StreamArn, shard, isStart);
        iterators.set(id, iterator === undefined ? undefined : await readOn(iterator));
      }
    }
  };

  const readGroup = async (group: string, fromMs: number, toMs: number): Promise<Map<string, number>> => {
    const pages = paginateFilterLogEvents(
      { client: logs },
      { logGroupName: group, startTime: fromMs, endTime: toMs - 1 },
    );
    const counts = new Map<string, number>();
    for await (const { events = [] } of pages) {
      for (const { logStreamName, timestamp, message } of events)
        add(counts, eventKey(group, logStreamName, timeOf(timestamp), message));
    }
    return counts;
  };

  return {
    begin: (table) => readTable(table, true),
    records: async (table, { fromMs, toMs }) => {
      await readTable(table, false);
      return counted([...records].flatMap(([key, at]) => (at >= fromMs && at < toMs ? [key] : [])));
    },
    events: async (groups, { fromMs, toMs }) => {
      const all = new Map<string, number>();
      for (const group of groups) {
        const old = oldEvents.get(group) ?? { counts: new Map<string, number>(), toMs: fromMs };
        const settledMs = Math.max(old.toMs, Math.min(toMs, Date.now() - latestMs));
        if (settledMs > old.toMs) {
          for (const [key, times] of await readGroup(group, old.toMs, settledMs)) add(old.counts, key, times);
          oldEvents.set(group, { counts: old.counts, toMs: settledMs });
        }
        const young = settledMs < toMs ? await readGroup(group, settledMs, toMs) : new Map<string, number>();
        for (const counts of [old.counts, young]) for (const [key, times] of counts) add(all, key, times);
      }
      return all;
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

export type Difference = {
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  /** Told, of a time within the span, and never published. */
  readonly invented: readonly string[];
};

/** Where what was told differs from the truth. */
export const compare = (
  truth: Truth,
  told: ReadonlyMap<string, Told>,
  { fromMs, toMs }: Span,
): Difference => {
  const lost: string[] = [];
  const repeated: string[] = [];
  for (const [key, times] of truth) {
    const seen = told.get(key)?.cameAt.length ?? 0;
    if (seen < times) lost.push(key);
    if (seen > times) repeated.push(key);
  }
  const invented = [...told].flatMap(([key, { at }]) =>
    at === undefined || at < fromMs || at >= toMs || truth.has(key) ? [] : [key],
  );
  return { lost, repeated, invented };
};
