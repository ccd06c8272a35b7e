/** EventBridge: rules of the buses, and where they send. AWS states no quota for these calls. */
import type { ListTargetsByRuleRequest } from '@aws-sdk/client-eventbridge';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = {
  ListTargetsByRule: { has: ['Targets'], needs: { Targets: ['Arn'] } },
};

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-eventbridge');
  const client = new sdk.EventBridgeClient(await sdkConfig(settings, 'EventBridge'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

export const eventBridge = service({
  name: 'events',
  iamPrefix: 'events',
  open,
  statements: { EventLinks: {} },
  operations: {
    listTargetsByRule: operation({
      send: ({ client, sdk }: Connection, input: ListTargetsByRuleRequest, options: SendOptions) =>
        client.send(new sdk.ListTargetsByRuleCommand(input), options),
      allowedBy: 'EventLinks',
      fromAnswers: ['Rule', 'EventBusName'],
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: free,
    }),
  },
});
