/** Step Functions: what a state machine calls, in its definition. Quota: Developer Guide, "Service quotas", throttling of API actions. */
import type { DescribeStateMachineInput } from '@aws-sdk/client-sfn';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const rules = { DescribeStateMachine: { has: ['definition'] } };

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-sfn');
  const client = new sdk.SFNClient(await sdkConfig(settings, 'SFN'));
  readByRules(client, rules);
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

const quota = { perSecond: 15, atOnce: 20 } as const;

export const stepFunctionsLists = service({
  name: 'states',
  iamPrefix: 'states',
  open,
  statements: { MachineLinks: {} },
  operations: {
    describeStateMachine: operation({
      send: ({ client, sdk }: Connection, input: DescribeStateMachineInput, options: SendOptions) =>
        client.send(new sdk.DescribeStateMachineCommand(input), options),
      allowedBy: 'MachineLinks',
      fromAnswers: ['stateMachineArn'],
      price: free,
      quota,
    }),
  },
});
