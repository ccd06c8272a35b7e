/** ECS: the target groups of services, and what their containers' environment names. Quota: API Reference, "Request throttling": 20 a second of service reads. */
import type { DescribeServicesRequest, DescribeTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = {
  DescribeServices: { has: ['services'] },
  DescribeTaskDefinition: { has: ['taskDefinition'] },
};

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-ecs');
  const client = new sdk.ECSClient(await sdkConfig(settings, 'ECS'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 20, share: 1 / 2, atOnce: 5 } as const;

export const ecsLists = service({
  name: 'ecs',
  iamPrefix: 'ecs',
  open,
  statements: { ServiceLinks: {} },
  operations: {
    describeServices: operation({
      send: ({ client, sdk }: Connection, input: DescribeServicesRequest, options: SendOptions) =>
        client.send(new sdk.DescribeServicesCommand(input), options),
      allowedBy: 'ServiceLinks',
      fromAnswers: ['cluster', 'services'],
      price: free,
      quota,
    }),
    describeTaskDefinition: operation({
      send: ({ client, sdk }: Connection, input: DescribeTaskDefinitionRequest, options: SendOptions) =>
        client.send(new sdk.DescribeTaskDefinitionCommand(input), options),
      allowedBy: 'ServiceLinks',
      fromAnswers: ['taskDefinition'],
      price: free,
      quota,
    }),
  },
});
