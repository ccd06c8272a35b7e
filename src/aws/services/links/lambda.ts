/**
 * Lambda: what feeds functions, and where they hand on. Quota: Lambda Developer Guide, "Lambda quotas": 15 requests a second across
 * all control plane APIs, so that each of these takes its part.
 */
import type {
  GetFunctionConfigurationRequest,
  ListEventSourceMappingsRequest,
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionsRequest,
} from '@aws-sdk/client-lambda';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = {
  ListEventSourceMappings: {
    has: ['EventSourceMappings'],
    needs: { EventSourceMappings: ['FunctionArn'] },
  },
  ListFunctions: { has: ['Functions'], needs: { Functions: ['FunctionName', 'FunctionArn'] } },
  GetFunctionConfiguration: { has: ['FunctionArn'] },
  ListFunctionEventInvokeConfigs: {
    has: ['FunctionEventInvokeConfigs'],
    needs: { FunctionEventInvokeConfigs: ['FunctionArn'] },
  },
};

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-lambda');
  const client = new sdk.LambdaClient(await sdkConfig(settings, 'Lambda'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 15, share: 2 / 5, atOnce: 3 } as const;
const pages = { input: 'Marker', output: 'NextMarker', mostPages: 2_000 } as const;

export const lambda = service({
  name: 'lambda',
  iamPrefix: 'lambda',
  open,
  statements: { FunctionLinks: {} },
  operations: {
    listEventSourceMappings: operation({
      send: ({ client, sdk }: Connection, input: ListEventSourceMappingsRequest, options: SendOptions) =>
        client.send(new sdk.ListEventSourceMappingsCommand(input), options),
      allowedBy: 'FunctionLinks',
      pages,
      price: free,
      quota,
    }),
    listFunctions: operation({
      send: ({ client, sdk }: Connection, input: ListFunctionsRequest, options: SendOptions) =>
        client.send(new sdk.ListFunctionsCommand(input), options),
      allowedBy: 'FunctionLinks',
      pages,
      price: free,
      quota,
    }),
    getFunctionConfiguration: operation({
      send: ({ client, sdk }: Connection, input: GetFunctionConfigurationRequest, options: SendOptions) =>
        client.send(new sdk.GetFunctionConfigurationCommand(input), options),
      allowedBy: 'FunctionLinks',
      fromAnswers: ['FunctionName'],
      price: free,
      quota,
    }),
    listFunctionEventInvokeConfigs: operation({
      send: (
        { client, sdk }: Connection,
        input: ListFunctionEventInvokeConfigsRequest,
        options: SendOptions,
      ) => client.send(new sdk.ListFunctionEventInvokeConfigsCommand(input), options),
      allowedBy: 'FunctionLinks',
      fromAnswers: ['FunctionName'],
      pages,
      price: free,
      quota,
    }),
  },
});
