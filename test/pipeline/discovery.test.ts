import { describe, expect, it } from 'vitest';
import type { DiscoveryInput } from '../../src/pipeline/discovery/discovery-input.ts';
import type { ListedMetric } from '../../src/pipeline/discovery/resources.ts';
import { proposePipeline, withRequirement } from '../../src/pipeline/discovery.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';

const listed = (
  namespace: string,
  dimensions: Readonly<Record<string, string>>,
  metric = 'Invocations',
  region = 'eu-west-1',
): ListedMetric => ({ namespace, metric, dimensions, region });

const account: readonly ListedMetric[] = [
  listed('AWS/ApiGateway', { ApiName: 'orders-api' }, 'Count'),
  listed('AWS/ApiGateway', { ApiName: 'orders-api', Stage: 'prod' }, 'Count'),
  listed('AWS/Lambda', { FunctionName: 'order-intake' }),
  listed('AWS/Lambda', { FunctionName: 'order-dispatch' }),
  listed('AWS/Lambda', { FunctionName: 'order-dispatch' }, 'IteratorAge'),
  listed('AWS/Lambda', { FunctionName: 'payment-worker' }),
  listed('AWS/DynamoDB', { TableName: 'Orders' }, 'ConsumedWriteCapacityUnits'),
  listed('AWS/DynamoDB', { TableName: 'Orders', Operation: 'PutItem' }, 'SuccessfulRequestLatency'),
  listed('AWS/Events', { RuleName: 'orders-to-payments' }),
  listed('AWS/Events', { RuleName: 'orders-to-payments', EventBusName: 'orders-bus' }),
  listed('AWS/SQS', { QueueName: 'payments' }, 'NumberOfMessagesSent'),
  listed('AWS/SQS', { QueueName: 'payments-dlq' }, 'NumberOfMessagesSent'),
  listed('AWS/SQS', { QueueName: 'fulfilment' }, 'NumberOfMessagesSent'),
  listed('AWS/ECS', { ClusterName: 'shop', ServiceName: 'fulfilment' }, 'CPUUtilization'),
  listed('AWS/SNS', { TopicName: 'order-events' }, 'NumberOfMessagesPublished'),
  listed('AWS/EC2', { InstanceId: 'i-0abc' }, 'CPUUtilization'),
  listed('Orders/Business', { Service: 'orders' }, 'OrdersPlaced'),
];

const input: DiscoveryInput = {
  metrics: account,
  alarms: [
    {
      name: 'payments-age',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: 'payments' },
      threshold: 90,
      region: 'eu-west-1',
    },
  ],
  logGroups: [
    '/aws/lambda/order-intake',
    '/aws/lambda/payment-worker',
    '/ecs/fulfilment',
    '/aws/apigateway/orders-api',
  ].map((name) => ({ name, region: 'eu-west-1' })),
};

/** Whose alarms and log groups name nothing that its metrics do not. */
const bare: DiscoveryInput = { metrics: [], alarms: [], logGroups: [] };

const stagesOf = (text: string) => {
  const result = parsePipelineFile(text, { file: 'p.yaml', regions: ['us-east-1'] });
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.value[0].stages;
};

describe('init proposes', () => {
  const { text } = proposePipeline(input);
  const stages = stagesOf(text);
  const stage = (name: string) => stages.find((one) => one.name === name);

  it('a file that runs without an edit, in the order of the flow', () => {
    expect(stages.map(({ name }) => name)).toEqual([
      'orders-api',
      'order-intake',
      'Orders',
      'order-dispatch',
      'orders-to-payments',
      'fulfilment',
      'payments',
      'fulfilment-ecs',
      'payment-worker',
      'order-events',
      'i-0abc',
      'Orders/Business',
    ]);
  });

  it('links by kind, by name, and by the metrics that only a stream reader has', () => {
    expect(stage('orders-api')?.next).toEqual(['order-intake']);
    expect(stage('order-intake')?.next).toEqual(['Orders']);
    expect(stage('Orders')?.next).toEqual(['order-dispatch']);
    expect(stage('payments')?.next).toEqual(['payment-worker']);
    expect(stage('fulfilment')?.next).toEqual(['fulfilment-ecs']);
    expect(stage('i-0abc')?.next).toEqual([]);
  });

  it('dimensions, log groups, dead-letter queues and objectives that are there', () => {
    expect(stage('orders-api')).toMatchObject({
      dimensions: { ApiName: 'orders-api', Stage: 'prod' },
      logGroups: ['/aws/apigateway/orders-api'],
    });
    expect(stage('orders-to-payments')?.dimensions).toEqual({
      EventBusName: 'orders-bus',
      RuleName: 'orders-to-payments',
    });
    expect(stage('payments')).toMatchObject({
      deadLetterQueue: 'payments-dlq',
      objectives: { lagSeconds: 90 },
    });
    expect(stage('order-dispatch')?.logGroups).toEqual([]);
    expect(stage('payment-worker')?.logGroups).toEqual(['/aws/lambda/payment-worker']);
    expect(stage('Orders/Business')?.series[0]).toMatchObject({ label: 'OrdersPlaced' });
  });

  it('and says what it guessed', () => {
    expect(text).toContain('next: [payment-worker] # guessed');
    expect(text).toContain('lag: 90s } # as in alarm payments-age');
    expect(text).toMatchSnapshot();
  });

  it('what its metrics show of what accounts have differently, and nothing where that is the usual', () => {
    const metrics = [
      ...[
        'DeliveryToS3.Success',
        'DeliveryToAmazonOpenSearchService.Success',
        'DataReadFromSource.Records',
      ].map((name) => listed('AWS/Firehose', { DeliveryStreamName: 'audit' }, name)),
      ...['DeliveryToS3.Success', 'IncomingRecords'].map((name) =>
        listed('AWS/Firehose', { DeliveryStreamName: 'archive' }, name),
      ),
      listed('AWS/Events', { RuleName: 'r', EventBusName: 'b' }, 'IngestionToInvocationStartLatency'),
      listed('AWS/DynamoDB', { TableName: 'Orders' }, 'ConsumedWriteCapacityUnits'),
      ...['GetItem', 'TransactWriteItems', 'GetRecords'].map((operation) =>
        listed('AWS/DynamoDB', { TableName: 'Orders', Operation: operation }, 'SuccessfulRequestLatency'),
      ),
      listed('AWS/Kinesis', { StreamName: 'one' }, 'IncomingRecords'),
      listed('AWS/Kinesis', { StreamName: 'one', ConsumerName: 'reader' }, 'SubscribeToShardEvent.Records'),
      listed('AWS/Kinesis', { StreamName: 'two' }, 'IncomingRecords'),
      ...['x', 'y'].map((name) =>
        listed('AWS/Kinesis', { StreamName: 'two', ConsumerName: name }, 'SubscribeToShardEvent.Records'),
      ),
    ];
    const proposed = proposePipeline({ ...input, metrics }).text;
    const found = new Map(stagesOf(proposed).map((one) => [one.name, one]));
    expect(found.get('audit')?.choices).toEqual({ destination: ['opensearch'], source: ['msk'] });
    expect(found.get('archive')?.choices).toBeUndefined();
    expect(found.get('r')?.choices).toEqual({ latencyMetric: ['IngestionToInvocationStartLatency'] });
    expect(found.get('Orders')?.choices).toEqual({ operations: ['TransactWriteItems', 'GetItem'] });
    expect(found.get('one')?.dimensions).toEqual({ StreamName: 'one', ConsumerName: 'reader' });
    expect(proposed).toContain('# ConsumerName, to stand in dimensions, is one of x, y');
  });

  it('only what matches, and nothing where nothing does', () => {
    const some = stagesOf(proposePipeline({ ...input, match: 'payment' }).text);
    expect(some.map(({ name }) => name)).toEqual(['orders-to-payments', 'payments', 'payment-worker']);
    expect(proposePipeline({ ...input, match: 'nothing-like-it' }).stages).toBe(0);
  });

  it('a Region for each stage where there are several', () => {
    const west = listed('AWS/SQS', { QueueName: 'payments' }, 'NumberOfMessagesSent', 'us-west-2');
    const both = stagesOf(proposePipeline({ ...input, metrics: [...account, west] }).text);
    expect(both.filter(({ kind }) => kind === 'sqs').map(({ name, region }) => [name, region])).toEqual([
      ['fulfilment', 'eu-west-1'],
      ['payments', 'eu-west-1'],
      ['payments-sqs', 'us-west-2'],
    ]);
  });

  it('one stage for each service of a cluster and each stage of an API', () => {
    const metrics = [
      listed('AWS/ECS', { ClusterName: 'shop', ServiceName: 'web' }, 'CPUUtilization'),
      listed('AWS/ECS', { ClusterName: 'depot', ServiceName: 'web' }, 'CPUUtilization'),
      listed('AWS/ECS', { ClusterName: 'depot' }, 'CPUUtilization'),
      listed('AWS/ApiGateway', { ApiId: 'a1', Stage: 'live' }, 'Count'),
      listed('AWS/ApiGateway', { ApiId: 'a1', Stage: 'beta' }, 'Count'),
      listed('AWS/ApiGateway', { ApiId: 'a1' }, 'Count'),
    ];
    const found = stagesOf(proposePipeline({ ...bare, metrics }).text);
    expect(found.map(({ name, dimensions }) => [name, Object.values(dimensions).sort()])).toEqual([
      ['a1', ['a1', 'live']],
      ['a1-http-api', ['a1', 'beta']],
      ['web', ['shop', 'web']],
      ['web-ecs', ['depot', 'web']],
    ]);
  });

  it('the one target group of a load balancer, the one stream of a table; of several, none', () => {
    const balancer = { LoadBalancer: 'app/shop/1' };
    const metrics = [
      listed('AWS/ApplicationELB', balancer, 'RequestCount'),
      listed('AWS/ApplicationELB', { ...balancer, TargetGroup: 'tg/1' }, 'UnHealthyHostCount'),
      ...['Orders', 'Carts'].map((TableName) => listed('AWS/DynamoDB', { TableName }, 'ConsumedReadUnits')),
      ...[
        ['Orders', 'a'],
        ['Carts', 'a'],
        ['Carts', 'b'],
      ].map(([TableName = '', StreamLabel = '']) =>
        listed('AWS/DynamoDB', { TableName, StreamLabel, Operation: 'GetRecords' }, 'ReturnedRecordsCount'),
      ),
    ];
    const found = stagesOf(proposePipeline({ ...bare, metrics }).text);
    expect(found.map(({ dimensions }) => dimensions)).toEqual([
      { ...balancer, TargetGroup: 'tg/1' },
      { TableName: 'Carts' },
      { TableName: 'Orders', StreamLabel: 'a' },
    ]);
  });

  it('a minute for a host whose alarm looks at each minute, and five for the others, with a word how', () => {
    const InstanceId = 'i-0abc';
    const watched = { InstanceId: 'i-0def' };
    const alarm = {
      name: 'busy',
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: watched,
      periodSeconds: 60,
      region: 'eu-west-1',
    };
    const metrics = [{ InstanceId }, watched].map((host) => listed('AWS/EC2', host, 'CPUUtilization'));
    const { text } = proposePipeline({ ...bare, metrics, alarms: [alarm] });
    expect(text).toContain('period: 60s # as in alarm busy');
    expect(text).toContain('# with detailed monitoring: period: 60s');
    expect(stagesOf(text).map(({ series }) => series[0]?.periodSeconds)).toEqual([300, 60]);
  });

  it('harmless YAML, whatever the names are', () => {
    const names = ['a: b\n#c', '- x', '"q"', 'true', '123', 'ünï', '{a}', '\u001b[31m'];
    const metrics = names.map((name) => listed('AWS/SQS', { QueueName: name }, 'NumberOfMessagesSent'));
    const stages = stagesOf(proposePipeline({ ...bare, metrics, match: undefined }).text);
    expect(stages.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});

describe('keys that older tools refuse', () => {
  it('are written with what they require, and only they', () => {
    expect(withRequirement(['name: a', '    dependsOn: [x]'])[0]).toBe('requires: 0.2');
    expect(withRequirement(['name: a', 'orders: { table: Orders }'])[0]).toBe('requires: 0.2');
    expect(withRequirement(['name: orders', '    kind: sqs # orders: many'])).toEqual([
      'name: orders',
      '    kind: sqs # orders: many',
    ]);
  });
});

describe('what names a stage without measuring it', () => {
  const traces: DiscoveryInput = {
    metrics: [listed('AWS/Lambda', { FunctionName: 'order-intake' })],
    alarms: [
      {
        name: 'dead letters',
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: 'refunds' },
        threshold: 0,
        region: 'eu-west-1',
      },
    ],
    logGroups: [
      { name: '/aws/lambda/order-intake', region: 'eu-west-1' },
      { name: '/aws/lambda/refund-worker', region: 'eu-west-1' },
      { name: '/aws/lambda/refund-worker/old', region: 'eu-west-1' },
      { name: '/aws/appsync/apis/abc123', region: 'eu-west-1' },
      {
        name: '/aws/vendedlogs/states/refund-flow-Logs',
        region: 'eu-west-1',
        arn: 'arn:aws-cn:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/refund-flow-Logs:*',
      },
      { name: '/aws/vendedlogs/states/no-arn-Logs', region: 'eu-west-1' },
    ],
    streams: [{ table: 'Refunds', label: '2026-01-15T00:00:00.000', region: 'eu-west-1' }],
  };
  const { text } = proposePipeline(traces);
  const stages = stagesOf(text);
  const of = (name: string) => stages.find((stage) => stage.name === name);

  it('is proposed with what is known of it, and said to be so', () => {
    expect(stages.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
      'Refunds dynamodb',
      'abc123 appsync',
      'order-intake lambda',
      'refund-flow step-functions',
      'refund-worker lambda',
      'refunds sqs',
    ]);
    expect(text).toContain('- name: refund-worker # named by its log group: no metrics yet');
    expect(text).toContain('- name: refunds # named by an alarm: no metrics yet');
    expect(text).toContain('- name: Refunds # named by its stream: no metrics yet');
    expect(text).toContain('- name: order-intake\n');
    expect(of('Refunds')?.dimensions).toEqual({
      TableName: 'Refunds',
      StreamLabel: '2026-01-15T00:00:00.000',
    });
    expect(of('refund-flow')?.dimensions).toEqual({
      StateMachineArn: 'arn:aws-cn:states:eu-west-1:111122223333:stateMachine:refund-flow',
    });
  });

  it('adds nothing to what metrics tell', () => {
    const all = [
      ...traces.metrics,
      listed('AWS/SQS', { QueueName: 'refunds' }, 'ApproximateNumberOfMessagesVisible'),
    ];
    const again = proposePipeline({ ...traces, metrics: all, logGroups: [], streams: [] }).text;
    expect(again).not.toContain('no metrics yet');
    expect(again.match(/kind: sqs/g)).toHaveLength(1);
  });
});
