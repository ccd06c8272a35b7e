/**
 * DynamoDB Streams: changes of tables. DescribeStream's quota is that of its API page; GetRecords is limited by the shard, not by
 * the account (src/sources/streams/rules.md, 19).
 */
import type {
  DescribeStreamInput,
  GetRecordsInput,
  GetShardIteratorInput,
  ListStreamsInput,
} from '@aws-sdk/client-dynamodb-streams';
import { answerReader, aroundDeserializer } from '../answers/read-answers.ts';
import { streamsAnswers } from '../answers/rules.ts';
import { atTimestamp } from '../at-timestamp.ts';
import type { ClientSettings } from '../call.ts';
import { free, perStreamRead } from '../price.ts';
import { readRecordsPage, takeBody as takeRecords } from '../records-page.ts';
import { noteServedAt } from '../served-at.ts';
import { sdkConfig } from '../settings.ts';
import { operation, type SendOptions } from './operation.ts';
import { service } from './service.ts';

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-dynamodb-streams');
  const client = new sdk.DynamoDBStreamsClient(await sdkConfig(settings, 'DynamoDB Streams'));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const { takeBody, readBody } = answerReader(client.config.streamCollector, streamsAnswers);
  client.middlewareStack.addRelativeTo(takeBody, aroundDeserializer.takeBody);
  client.middlewareStack.addRelativeTo(readBody, aroundDeserializer.readBody);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

/** Its answer is read without the SDK's deserializer, which decides how fast a stream can be tailed. */
const sendGetRecords = async ({ client, sdk }: Connection, input: GetRecordsInput, options: SendOptions) => {
  const command = new sdk.GetRecordsCommand(input);
  let body: Uint8Array | undefined;
  const keep = (bytes: Uint8Array) => {
    body = bytes;
  };
  command.middlewareStack.addRelativeTo(takeRecords(client.config.streamCollector, keep), {
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
  });
  await client.send(command, options);
  return readRecordsPage(body ?? new Uint8Array());
};

/** `atTimeMs`, epoch ms, in the place of an iterator type: the SDK has no AT_TIMESTAMP yet. */
export type ShardIteratorRequest = GetShardIteratorInput & { readonly atTimeMs?: number };

const sendGetShardIterator = (
  { client, sdk }: Connection,
  input: ShardIteratorRequest,
  options: SendOptions,
) => {
  const command = new sdk.GetShardIteratorCommand(input);
  if (input.atTimeMs !== undefined) {
    command.middlewareStack.addRelativeTo(atTimestamp(input.atTimeMs), {
      relation: 'after',
      toMiddleware: 'serializerMiddleware',
    });
  }
  return client.send(command, options);
};

export const dynamoDbStreams = service({
  name: 'dynamodbstreams',
  iamPrefix: 'dynamodb',
  open,
  statements: {
    Streams: { needs: 'stream', arnsOf: (stream) => [stream] },
    StreamNames: { needs: 'stream' },
  },
  operations: {
    listStreams: operation({
      send: ({ client, sdk }: Connection, input: ListStreamsInput, options: SendOptions) =>
        client.send(new sdk.ListStreamsCommand(input), options),
      allowedBy: 'StreamNames',
      forInit: true,
      pages: { input: 'ExclusiveStartStreamArn', output: 'LastEvaluatedStreamArn', mostPages: 1_000 },
      price: free,
      probe: ({ table }) => ({
        ...(table === undefined ? {} : { on: table }),
        input: table === undefined ? { Limit: 1 } : { TableName: table, Limit: 1 },
      }),
    }),
    describeStream: operation({
      send: ({ client, sdk }: Connection, input: DescribeStreamInput, options: SendOptions) =>
        client.send(new sdk.DescribeStreamCommand(input), options),
      allowedBy: 'Streams',
      fromAnswers: ['StreamArn'],
      forInit: true,
      pages: { input: 'ExclusiveStartShardId', output: 'LastEvaluatedShardId', mostPages: 1_000 },
      price: free,
      // The tail of a table keeps to as much by itself (src/sources/streams/pace.ts); here all tails share it.
      quota: { perSecond: 10, atOnce: 10 },
    }),
    getShardIterator: operation({
      send: sendGetShardIterator,
      fromAnswers: ['StreamArn', 'ShardId'],
      allowedBy: 'Streams',
      forInit: true,
      price: free,
    }),
    getRecords: operation({
      send: sendGetRecords,
      fromAnswers: ['ShardIterator'],
      allowedBy: 'Streams',
      forInit: true,
      price: perStreamRead,
    }),
  },
});
