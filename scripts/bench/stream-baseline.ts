/**
 * The least that a reader of a stream can do: take each shard's iterator, call GetRecords until there is none, count.
 * The same SDK client as the tool's, as many calls at a time. Ends when all shards have.
 *
 *   node scripts/bench/stream-baseline.ts URL
 */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';

const atOnce = 32;
const client = new DynamoDBStreamsClient({
  region: 'us-east-1',
  endpoint: process.argv[2] ?? '',
  maxAttempts: 1,
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});

const { Streams } = await client.send(new ListStreamsCommand({ TableName: 'Orders' }));
const StreamArn = Streams?.[0]?.StreamArn;
const shardIds: string[] = [];
let after: string | undefined;
do {
  const { StreamDescription } = await client.send(
    new DescribeStreamCommand({
      StreamArn,
      ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
    }),
  );
  for (const { ShardId } of StreamDescription?.Shards ?? [])
    if (ShardId !== undefined) shardIds.push(ShardId);
  after = StreamDescription?.LastEvaluatedShardId;
} while (after !== undefined);

let count = 0;
const readShards = async (): Promise<void> => {
  for (let ShardId = shardIds.pop(); ShardId !== undefined; ShardId = shardIds.pop()) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    for (let iterator = ShardIterator; iterator !== undefined; ) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      count += Records.length;
      iterator = NextShardIterator;
    }
  }
};
await Promise.all(Array.from({ length: atOnce }, readShards));
console.log(JSON.stringify({ records: count, endedAt: Date.now() }));
client.destroy();
