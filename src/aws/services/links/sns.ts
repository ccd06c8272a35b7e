/** SNS: who is subscribed to what. It answers in XML, which the SDK reads. Quota: General Reference, "Amazon SNS endpoints and quotas". */
import type { ListSubscriptionsInput } from '@aws-sdk/client-sns';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-sns');
  const client = new sdk.SNSClient(await sdkConfig(settings, 'SNS'));
  readByRules(client, {});
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 30, share: 1 / 2 } as const;

export const snsLists = service({
  name: 'sns',
  iamPrefix: 'sns',
  open,
  statements: { TopicLinks: {} },
  operations: {
    listSubscriptions: operation({
      send: ({ client, sdk }: Connection, input: ListSubscriptionsInput, options: SendOptions) =>
        client.send(new sdk.ListSubscriptionsCommand(input), options),
      allowedBy: 'TopicLinks',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: free,
      quota,
    }),
  },
});
