/** Elastic Load Balancing: the targets of balancers. It answers in XML, which the SDK reads. AWS states no rate for these calls. */
import type {
  DescribeTargetGroupsInput,
  DescribeTargetHealthInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClientSettings } from '../../call.ts';
import { free } from '../../price.ts';
import { sdkConfig } from '../../settings.ts';
import { operation, type SendOptions } from '../operation.ts';
import { service } from '../service.ts';
import { readByRules } from './read-by-rules.ts';

const open = async (settings: ClientSettings) => {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = new sdk.ElasticLoadBalancingV2Client(await sdkConfig(settings, 'Elastic Load Balancing v2'));
  readByRules(client, {});
  return { sdk, client, close: () => client.destroy() };
};

type Connection = Awaited<ReturnType<typeof open>>;

export const loadBalancingLists = service({
  name: 'elasticloadbalancing',
  iamPrefix: 'elasticloadbalancing',
  open,
  statements: { BalancerLinks: {} },
  operations: {
    describeTargetGroups: operation({
      send: ({ client, sdk }: Connection, input: DescribeTargetGroupsInput, options: SendOptions) =>
        client.send(new sdk.DescribeTargetGroupsCommand(input), options),
      allowedBy: 'BalancerLinks',
      pages: { input: 'Marker', output: 'NextMarker', mostPages: 2_000 },
      price: free,
    }),
    describeTargetHealth: operation({
      send: ({ client, sdk }: Connection, input: DescribeTargetHealthInput, options: SendOptions) =>
        client.send(new sdk.DescribeTargetHealthCommand(input), options),
      allowedBy: 'BalancerLinks',
      fromAnswers: ['TargetGroupArn'],
      price: free,
    }),
  },
});
