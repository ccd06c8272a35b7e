/** SQS: redrive policies. AWS states no quota for these calls. */
import type { GetQueueAttributesRequest, ListQueuesRequest } from '@aws-sdk/client-sqs';
import type { ClientSettings } from '../../call.ts';
import { perQueueRequest } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = {
  // Without queues, or without the attribute that was asked for, there is no member at all.
  ListQueues: { has: [] },
  GetQueueAttributes: { has: [] },
};

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-sqs');
  const client = new sdk.SQSClient({
    ...(await sdkConfig(settings, 'SQS')),
    // An address that came in an answer is never where signed requests go.
    useQueueUrlAsEndpoint: false,
  });
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

export const sqsLists = service({
  name: 'sqs',
  iamPrefix: 'sqs',
  open,
  statements: { QueueLinks: {} },
  operations: {
    listQueues: operation({
      send: ({ client, sdk }: Connection, input: ListQueuesRequest, options: SendOptions) =>
        client.send(new sdk.ListQueuesCommand(input), options),
      allowedBy: 'QueueLinks',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: perQueueRequest,
    }),
    getQueueAttributes: operation({
      send: ({ client, sdk }: Connection, input: GetQueueAttributesRequest, options: SendOptions) =>
        client.send(new sdk.GetQueueAttributesCommand(input), options),
      allowedBy: 'QueueLinks',
      fromAnswers: ['QueueUrl'],
      price: perQueueRequest,
    }),
  },
});
