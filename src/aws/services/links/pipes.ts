/** EventBridge Pipes: what each joins. AWS states no quota for the call. */
import type { ListPipesRequest } from '@aws-sdk/client-pipes';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = { ListPipes: { has: ['Pipes'], needs: { Pipes: ['Arn', 'Source', 'Target'] } } };

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-pipes');
  const client = new sdk.PipesClient(await sdkConfig(settings, 'Pipes'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

export const pipesLists = service({
  name: 'pipes',
  iamPrefix: 'pipes',
  open,
  statements: { PipeLinks: {} },
  operations: {
    listPipes: operation({
      send: ({ client, sdk }: Connection, input: ListPipesRequest, options: SendOptions) =>
        client.send(new sdk.ListPipesCommand(input), options),
      allowedBy: 'PipeLinks',
      pages: { input: 'NextToken', output: 'NextToken', mostPages: 2_000 },
      price: free,
    }),
  },
});
