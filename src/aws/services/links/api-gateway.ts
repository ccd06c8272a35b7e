/** API Gateway, REST: where methods lead. Quota: Developer Guide, "Quotas for creating, deploying and managing an API": 10 a second, all operations together. */
import type { GetResourcesRequest, GetRestApisRequest } from '@aws-sdk/client-api-gateway';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = {
  GetRestApis: { has: ['items'], needs: { items: ['id', 'name'] } },
  GetResources: { has: ['items'] },
};

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-api-gateway');
  const client = new sdk.APIGatewayClient(await sdkConfig(settings, 'API Gateway'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 10, share: 2 / 5, atOnce: 5 } as const;

export const apiGatewayLists = service({
  name: 'apigateway',
  iamPrefix: 'apigateway',
  open,
  statements: { RestApiLinks: {} },
  operations: {
    getRestApis: operation({
      send: ({ client, sdk }: Connection, input: GetRestApisRequest, options: SendOptions) =>
        client.send(new sdk.GetRestApisCommand(input), options),
      allowedBy: 'RestApiLinks',
      permittedAs: ['GET'],
      pages: { input: 'position', output: 'position', mostPages: 2_000 },
      price: free,
      quota,
    }),
    getResources: operation({
      send: ({ client, sdk }: Connection, input: GetResourcesRequest, options: SendOptions) =>
        client.send(new sdk.GetResourcesCommand(input), options),
      allowedBy: 'RestApiLinks',
      permittedAs: ['GET'],
      fromAnswers: ['restApiId'],
      pages: { input: 'position', output: 'position', mostPages: 2_000 },
      price: free,
      quota,
    }),
  },
});
