import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, test } from 'vitest';
import { type FaultOptions, noFaults } from '../../../src/sandbox/faults.ts';
import { postJson, serve, signed } from './clients.ts';
import {
  handmadeAccount,
  minuteMs,
  now,
  record,
  sequenceOf,
  shardIdOf,
  streamArn,
} from './handmade-account.ts';

/** A tree: shard 0 split into 1 and 2; shard 2 rolled over into 3. 0 and 2 are closed; 0 has lost two records. */
const shards = [
  {
    shardId: shardIdOf(0),
    startingSequenceNumber: sequenceOf(1, 0),
    endingSequenceNumber: sequenceOf(1, 49),
    createdAt: now - 300 * minuteMs,
  },
  {
    shardId: shardIdOf(1),
    parentShardId: shardIdOf(0),
    startingSequenceNumber: sequenceOf(2, 0),
    createdAt: now - 60 * minuteMs,
  },
  {
    shardId: shardIdOf(2),
    parentShardId: shardIdOf(0),
    startingSequenceNumber: sequenceOf(3, 0),
    endingSequenceNumber: sequenceOf(3, 19),
    createdAt: now - 60 * minuteMs,
  },
  {
    shardId: shardIdOf(3),
    parentShardId: shardIdOf(2),
    startingSequenceNumber: sequenceOf(4, 0),
    createdAt: now - 1000,
  },
];
const recordsOf = (shard: number, count: number, trimmed = 0) => ({
  trimmed,
  all: Array.from({ length: count }, (_, position) => record(shard, position)),
});
const records = {
  [shardIdOf(0)]: recordsOf(1, 5, 2),
  [shardIdOf(1)]: recordsOf(2, 4),
  [shardIdOf(2)]: recordsOf(3, 2),
};

let moment = now;
const open = async (faults: Partial<FaultOptions> = {}) => {
  moment = now;
  const account = handmadeAccount({ shards, records, now: () => moment });
  const { streams, server } = await serve(account, { faults: { ...noFaults, ...faults } });
  const iterator = async (shard: number, ShardIteratorType: ShardIteratorType, SequenceNumber?: string) =>
    (
      await streams.send(
        new GetShardIteratorCommand({
          StreamArn: streamArn,
          ShardId: shardIdOf(shard),
          ShardIteratorType,
          SequenceNumber,
        }),
      )
    ).ShardIterator;
  const read = async (ShardIterator: string | undefined, Limit?: number) => {
    const answer = await streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
    return {
      sequences: answer.Records?.map((each) => each.dynamodb?.SequenceNumber),
      records: answer.Records ?? [],
      next: answer.NextShardIterator,
    };
  };
  return { streams, server, iterator, read };
};

describe('GetShardIterator and GetRecords', () => {
  test.each<[ShardIteratorType, string | undefined, number[]]>([
    ['TRIM_HORIZON', undefined, [0, 10, 20, 30]],
    ['LATEST', undefined, []],
    ['AT_SEQUENCE_NUMBER', sequenceOf(2, 10), [10, 20, 30]],
    ['AFTER_SEQUENCE_NUMBER', sequenceOf(2, 10), [20, 30]],
  ])('%s starts where it says', async (type, sequence, expected) => {
    const { iterator, read } = await open();
    const { sequences, next } = await read(await iterator(1, type, sequence));
    expect(sequences).toEqual(expected.map((nth) => sequenceOf(2, nth)));
    expect(next).toBeDefined();
  });

  test('AT_TIMESTAMP starts at the first record of then or later, and refuses the future', async () => {
    const { server, read } = await open();
    const ask = (fields: object) =>
      postJson(
        server.url,
        'DynamoDBStreams_20120810.GetShardIterator',
        { StreamArn: streamArn, ShardId: shardIdOf(1), ShardIteratorType: 'AT_TIMESTAMP', ...fields },
        signed('dynamodb'),
      );
    const sequencesAt = async (ms: number) => {
      const { body } = await ask({ Timestamp: ms / 1000 });
      const iterator: unknown = Reflect.get(Object(body), 'ShardIterator');
      return (await read(String(iterator))).sequences;
    };
    const first = record(2, 0).at;
    const all = [0, 10, 20, 30].map((nth) => sequenceOf(2, nth));
    expect(await sequencesAt(0)).toEqual(all);
    expect(await sequencesAt(first)).toEqual(all);
    expect(await sequencesAt(first + 1)).toEqual(all.slice(1));
    expect(await sequencesAt(now)).toEqual([]);
    for (const fields of [{}, { Timestamp: now / 1000 + 1 }]) {
      expect(await ask(fields)).toMatchObject({
        status: 400,
        body: { __type: expect.stringMatching(/ValidationException$/) },
      });
    }
  });

  test('a closed shard ends without an iterator, after its last records', async () => {
    const { iterator, read } = await open();
    const first = await read(await iterator(2, 'TRIM_HORIZON'), 1);
    expect(first.sequences).toEqual([sequenceOf(3, 0)]);
    const second = await read(first.next, 1);
    expect(second).toMatchObject({ sequences: [sequenceOf(3, 10)], next: undefined });
  });

  test('records have the shape of the wire', async () => {
    const { iterator, read } = await open();
    const { records: got } = await read(await iterator(1, 'TRIM_HORIZON'));
    expect(got[1]).toEqual({
      eventID: 'event-2-1',
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: new Date(now - minuteMs),
        Keys: { orderId: { S: 'ORD-1' } },
        OldImage: { orderId: { S: 'ORD-1' }, total: { N: '1.10' } },
        NewImage: { orderId: { S: 'ORD-1' }, total: { N: '1.20' } },
        SequenceNumber: sequenceOf(2, 10),
        SizeBytes: 200,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(got[2]?.userIdentity).toEqual({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' });
  });

  test('an iterator expires after its life, 15 minutes where nothing else is asked for', async () => {
    const { iterator, read } = await open();
    const old = await iterator(1, 'TRIM_HORIZON');
    moment = now + 15 * minuteMs;
    await expect(read(old)).resolves.toBeDefined();
    moment++;
    await expect(read(old)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  test('what was trimmed is said to be, not skipped', async () => {
    const { iterator, read } = await open();
    await expect(iterator(0, 'AFTER_SEQUENCE_NUMBER', sequenceOf(1, 0))).rejects.toMatchObject({
      name: 'TrimmedDataAccessException',
    });
    expect((await read(await iterator(0, 'TRIM_HORIZON'))).sequences).toEqual(
      [20, 30, 40].map((nth) => sequenceOf(1, nth)),
    );
  });

  test('unknown things are not found, wrong ones are refused', async () => {
    const { streams, iterator, read } = await open();
    await expect(iterator(9, 'LATEST')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(iterator(1, 'AT_SEQUENCE_NUMBER')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(iterator(1, 'AT_SEQUENCE_NUMBER', sequenceOf(1, 0))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(read('nonsense')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      streams.send(new DescribeStreamCommand({ StreamArn: streamArn.replace('Orders', 'Nobody') })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('DescribeStream', () => {
  const list = async (faults: Partial<FaultOptions>, Limit?: number) => {
    const { streams } = await open(faults);
    const ids: (string | undefined)[] = [];
    let ExclusiveStartShardId: string | undefined;
    let pages = 0;
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId, Limit }),
      );
      ids.push(...(StreamDescription?.Shards ?? []).map((shard) => shard.ShardId));
      ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
      pages++;
    } while (ExclusiveStartShardId !== undefined);
    return { ids, pages };
  };

  test('pages without a hole or an overlap, shuffled too', async () => {
    const all = shards.map((shard) => shard.shardId);
    expect(await list({})).toEqual({ ids: all, pages: 1 });
    expect(await list({}, 3)).toEqual({ ids: all, pages: 2 });
    expect(await list({ pageSize: 1 })).toEqual({ ids: all, pages: 4 });
    const shuffled = await list({ shuffle: true, pageSize: 1 });
    expect(shuffled.ids).not.toEqual(all);
    expect(shuffled.ids.toSorted()).toEqual(all);
  });

  test('a listing that lags hides a young child', async () => {
    expect((await list({ listLagMs: { min: 5000, max: 5000 } })).ids).toEqual([0, 1, 2].map(shardIdOf));
  });

  test('of the two children of a split one is listed before the other', async () => {
    const lags = Array.from({ length: 6 }, (_, hours) => ({ min: 0, max: (hours + 1) * 60 * minuteMs }));
    const listed = await Promise.all(lags.map((listLagMs) => list({ listLagMs })));
    const children = listed.map(({ ids }) => [1, 2].filter((shard) => ids.includes(shardIdOf(shard))));
    expect(children[0]).toEqual([1, 2]);
    expect(children.some((known) => known.length === 1)).toBe(true);
  });

  test.each<[Partial<FaultOptions>, number[]]>([
    [{}, [1, 2]],
    [{ ignoreShardFilter: true }, [0, 1, 2, 3]],
  ])('CHILD_SHARDS under %j', async (faults, expected) => {
    const { streams } = await open(faults);
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({
        StreamArn: streamArn,
        ShardFilter: { Type: 'CHILD_SHARDS', ShardId: shardIdOf(0) },
      }),
    );
    expect(StreamDescription?.Shards?.map((shard) => shard.ShardId)).toEqual(expected.map(shardIdOf));
    expect(StreamDescription).toMatchObject({
      StreamStatus: 'ENABLED',
      TableName: 'Orders',
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
    });
  });
});

test('tables and streams are found by name', async () => {
  const { streams, server } = await open();
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName: 'Orders' }));
  expect(Streams).toEqual([
    { StreamArn: streamArn, TableName: 'Orders', StreamLabel: '2026-01-15T00:00:00.000' },
  ]);
  expect((await streams.send(new ListStreamsCommand({ TableName: 'Quiet' }))).Streams).toEqual([]);
  const dynamodb = (operation: string, body: unknown) =>
    postJson(server.url, `DynamoDB_20120810.${operation}`, body, signed('dynamodb'));
  expect((await dynamodb('ListTables', {})).body).toEqual({ TableNames: ['Orders', 'Quiet'] });
  expect((await dynamodb('ListTables', { Limit: 1 })).body).toEqual({
    TableNames: ['Orders'],
    LastEvaluatedTableName: 'Orders',
  });
  expect((await dynamodb('DescribeTable', { TableName: 'Orders' })).body).toMatchObject({
    Table: {
      TableName: 'Orders',
      TableStatus: 'ACTIVE',
      LatestStreamArn: streamArn,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  });
  expect((await dynamodb('DescribeTable', { TableName: 'Nobody' })).body).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    message: 'Requested resource not found: Table: Nobody not found',
  });
});
