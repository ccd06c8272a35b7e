/** Who feeds whom in the embedded account, as the services' own lists tell it: the same links as in `demo-pipeline.ts`. */
import type { Account } from './account.ts';
import { trackerMapping } from './simulation/platform/names.ts';
import { instanceId } from './simulation/side-systems.ts';
import { balancer, returnsApi, returnsMachine, targets } from './simulation/storefront.ts';

export const restApiId = 'a1b2c3d4e5';

/** All of it for one Region; nothing where the account has nothing. */
export const linksOf = (account: Account) => {
  const { accountId, region } = account;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const isHere = account.tables.list().length > 0;
  const stream =
    account.tables
      .list()
      .find(({ name }) => name === 'Orders')
      ?.streams.at(-1)?.arn ?? '';
  const queueUrl = (name: string): string => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
  const functionArn = (name: string): string => arn('lambda', `function:${name}`);
  const invocation = (name: string): string =>
    `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
  return {
    isHere,
    arn,
    functionArn,
    queueUrl,
    mappings: [
      { uuid: 'f1f0a1d2-0c3b-4a58-9d6e-7b8c9d0e1f2a', source: stream, name: 'order-dispatch' },
      {
        uuid: '0a9b8c7d-6e5f-4a3b-8c1d-2e3f4a5b6c7d',
        source: arn('sqs', 'payments'),
        name: 'payment-worker',
      },
      {
        uuid: trackerMapping.EventSourceMappingUUID,
        source: arn('kafka', 'cluster/logistics/9d3c1f7a-52e8-4b0d-a6f4-1e2d3c4b5a69-5'),
        name: 'track-parcels',
      },
    ],
    environments: {
      'order-intake': { TABLE_NAME: 'Orders' },
      'order-dispatch': { EVENT_BUS_NAME: 'orders-bus' },
      'payment-worker': { TOPIC_ARN: arn('sns', 'order-events'), LOG_LEVEL: 'info' },
    } as Readonly<Record<string, Readonly<Record<string, string>>>>,
    rules: { 'orders-to-payments': [arn('sqs', 'payments')] } as Readonly<Record<string, readonly string[]>>,
    pipes: [
      { name: 'orders-to-analytics', source: stream, target: arn('kinesis', 'stream/order-analytics') },
      { name: 'invoice-pipe', source: stream, target: functionArn('write-invoice') },
    ],
    subscriptions: [{ topic: arn('sns', 'order-events'), queue: arn('sqs', 'fulfilment') }],
    queues: ['fulfilment', 'payments', 'payments-dlq'],
    redrives: { payments: arn('sqs', 'payments-dlq') } as Readonly<Record<string, string>>,
    machine: {
      arn: returnsMachine(account).StateMachineArn,
      definition: JSON.stringify({
        StartAt: 'Triage',
        States: {
          Triage: { Type: 'Task', Resource: 'arn:aws:states:::bedrock:invokeModel', Next: 'Write' },
          Write: {
            Type: 'Task',
            Resource: 'arn:aws:states:::dynamodb:updateItem',
            Parameters: { TableName: 'Orders', Key: { orderId: { 'S.$': '$.orderId' } } },
            End: true,
          },
        },
      }),
    },
    restApi: { id: restApiId, name: 'orders-api', uri: invocation('order-intake') },
    httpApi: { id: returnsApi.ApiId, machine: returnsMachine(account).StateMachineArn },
    balancer: arn('elasticloadbalancing', `loadbalancer/${balancer.LoadBalancer}`),
    targetGroup: arn('elasticloadbalancing', targets.TargetGroup),
    services: {
      'storefront/web': {
        groups: [arn('elasticloadbalancing', targets.TargetGroup)],
        environment: {
          TABLE_NAME: 'Orders',
          RETURNS_API_URL: `https://${returnsApi.ApiId}.execute-api.${region}.amazonaws.com`,
        },
      },
      'orders/fulfilment': {
        groups: [],
        environment: {
          QUEUE_URL: queueUrl('fulfilment'),
          WAREHOUSE_CLUSTER: 'warehouse',
          ERP_INSTANCE: instanceId,
        },
      },
    } as Readonly<
      Record<
        string,
        { readonly groups: readonly string[]; readonly environment: Readonly<Record<string, string>> }
      >
    >,
  };
};
