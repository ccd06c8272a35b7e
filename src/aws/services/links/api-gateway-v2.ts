/** API Gateway, HTTP and WebSocket: where routes lead. Quota: as of REST APIs, 10 a second for all operations together. */
import type { GetIntegrationsRequest } from '@aws-sdk/client-apigatewayv2';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = { GetIntegrations: { has: ['Items'] } };

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-apigatewayv2');
  const client = new sdk.ApiGatewayV2Client(await sdkConfig(settings, 'ApiGatewayV2'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 10, share: 2 / 5, atOnce: 5 } as const;

export const apiGatewayV2Lists = service({
  name: 'apigatewayv2',
  iamPrefix: 'apigateway',
  open,
  statements: { HttpApiLinks: {} },
  operations: {
    getIntegrations: operation({
      send: ({ client, sdk }: Connection, input: GetIntegrationsRequest, options: SendOptions) =>
        client.send(new sdk.GetIntegrationsCommand(input), options),
      allowedBy: 'HttpApiLinks',
      permittedAs: ['GET'],
      fromAnswers: ['ApiId'],
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: free,
      quota,
    }),
  },
});
