/** DynamoDB Streams' four operations. The one importer of this client: loaded when first asked. */
import {
  DescribeStreamCommand,
  type DescribeStreamInput,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsInput,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  ListStreamsCommand,
  type ListStreamsInput,
} from '@aws-sdk/client-dynamodb-streams';
import type { ClientSettings } from './call.ts';
import { readRecordsPage, takeBody } from './records-page.ts';
import { noteServedAt } from './served-at.ts';
import { sdkConfig } from './settings.ts';

export const openStreams = (settings: ClientSettings) => {
  const client = new DynamoDBStreamsClient(sdkConfig(settings));
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const options = (abortSignal?: AbortSignal) => (abortSignal === undefined ? {} : { abortSignal });
  return {
    close: () => client.destroy(),
    listStreams: (input: ListStreamsInput, signal?: AbortSignal) =>
      client.send(new ListStreamsCommand(input), options(signal)),
    describeStream: (input: DescribeStreamInput, signal?: AbortSignal) =>
      client.send(new DescribeStreamCommand(input), options(signal)),
    getShardIterator: (input: GetShardIteratorInput, signal?: AbortSignal) =>
      client.send(new GetShardIteratorCommand(input), options(signal)),
    getRecords: async (input: GetRecordsInput, signal?: AbortSignal) => {
      const command = new GetRecordsCommand(input);
      let body: Uint8Array | undefined;
      const keep = (bytes: Uint8Array) => {
        body = bytes;
      };
      command.middlewareStack.addRelativeTo(takeBody(client.config.streamCollector, keep), {
        relation: 'after',
        toMiddleware: 'deserializerMiddleware',
      });
      await client.send(command, options(signal));
      return readRecordsPage(body ?? new Uint8Array());
    },
  };
};
