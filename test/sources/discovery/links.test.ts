/** What the services' own lists say, as it comes over the wire: shapes as botocore 1.44.8's models have them. */
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import { linkServices } from '../../../src/aws/services/links/link-services.ts';
import { readLinks } from '../../../src/sources/discovery/links/read-links.ts';
import type { Proposed } from '../../../src/sources/discovery/links/reader.ts';
import { denied, type Lists, silent, startListsServer } from '../../helpers/lists-server.ts';
import { instantClock } from '../instant-clock.ts';

const region = 'eu-west-1';
const account = '210987654321';
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const never = new AbortController().signal;

let close: () => void = () => {};
afterEach(() => close());

const subscriptions = (members: string): string =>
  `<ListSubscriptionsResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsResult><Subscriptions>${members}</Subscriptions></ListSubscriptionsResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ListSubscriptionsResponse>`;

/** Of the services that are always asked: nothing there. SNS answers in XML. */
const quiet: Lists = {
  ListPipes: () => ({ body: { Pipes: [] } }),
  ListSubscriptions: () => ({ body: subscriptions('') }),
};

const read = async (lists: Lists, proposed: readonly Proposed[], functions = proposed.length) => {
  const server = await startListsServer({ ...quiet, ...nothing, ...lists });
  const clock = instantClock(0, 1e12);
  const clients = createClients({
    region,
    endpointUrl: server.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    clock,
  });
  close = () => {
    clients.close();
    server.close();
  };
  const found = await readLinks(
    { callsFor: () => clients.connect(linkServices), proposed, functionsIn: () => functions, clock },
    never,
  );
  return { found, asked: server.asked().map(({ operation }) => operation), seconds: clock.now() / 1000 };
};

const functionNamed = (name: string): Proposed => ({
  kind: 'lambda',
  region,
  dimensions: { FunctionName: name },
});

const mapping = (source: string | undefined, name: string, more: object = {}) => ({
  UUID: '14e0db71-5d35-4eb5-b481-8945cf9d10c2',
  BatchSize: 10,
  ...(source === undefined ? {} : { EventSourceArn: source }),
  FunctionArn: arn('lambda', `function:${name}`),
  LastModified: 1_764_000_000.5,
  State: 'Enabled',
  StateTransitionReason: 'USER_INITIATED',
  ...more,
});

const nothing: Lists = {
  ListEventSourceMappings: () => ({ body: { EventSourceMappings: [] } }),
  ListFunctions: () => ({ body: { Functions: [] } }),
  ListFunctionEventInvokeConfigs: () => ({ body: { FunctionEventInvokeConfigs: [] } }),
};

describe("Lambda's lists", () => {
  it('tell of sources by pages, of destinations, dead letters, and of what an environment names', async () => {
    const stream = arn('dynamodb', 'table/Orders/stream/2026-01-01T00:00:00.000');
    const { found, asked } = await read(
      {
        ListEventSourceMappings: ({ Marker }) =>
          Marker === undefined
            ? { body: { NextMarker: 'more', EventSourceMappings: [mapping(stream, 'dispatch')] } }
            : {
                body: {
                  EventSourceMappings: [
                    mapping(arn('sqs', 'payments'), 'worker:live', {
                      DestinationConfig: { OnFailure: { Destination: arn('sns', 'alarms') } },
                    }),
                    // Kafka of one's own has no ARN.
                    mapping(undefined, 'worker', { SelfManagedEventSource: { Endpoints: {} } }),
                  ],
                },
              },
        ListFunctions: () => ({
          body: {
            Functions: [
              {
                FunctionName: 'worker',
                FunctionArn: arn('lambda', 'function:worker'),
                DeadLetterConfig: { TargetArn: arn('sqs', 'given-up') },
                Environment: { Variables: { TOPIC: arn('sns', 'order-events'), SECRET: 'x' } },
              },
              { FunctionName: 'dispatch', FunctionArn: arn('lambda', 'function:dispatch') },
            ],
          },
        }),
        ListFunctionEventInvokeConfigs: ({ FunctionName }) =>
          FunctionName === 'worker'
            ? {
                body: {
                  FunctionEventInvokeConfigs: [
                    {
                      LastModified: 1_764_000_000,
                      FunctionArn: arn('lambda', 'function:worker:$LATEST'),
                      MaximumRetryAttempts: 1,
                      DestinationConfig: {
                        OnSuccess: { Destination: arn('events', 'event-bus/orders') },
                        OnFailure: {},
                      },
                    },
                  ],
                },
              }
            : { body: { FunctionEventInvokeConfigs: [] } },
      },
      ['dispatch', 'worker'].map(functionNamed),
    );
    expect(found.links).toEqual([
      { from: stream, to: arn('lambda', 'function:dispatch'), list: 'event source mapping' },
      {
        from: arn('sqs', 'payments'),
        to: arn('lambda', 'function:worker:live'),
        list: 'event source mapping',
      },
      { from: arn('lambda', 'function:worker:live'), to: arn('sns', 'alarms'), list: 'destination' },
      { from: arn('lambda', 'function:worker'), to: arn('sqs', 'given-up'), list: 'dead-letter queue' },
      {
        from: arn('lambda', 'function:worker:$LATEST'),
        to: arn('events', 'event-bus/orders'),
        list: 'destination',
      },
    ]);
    expect(found.mentions.map(({ variable }) => variable)).toEqual(['TOPIC', 'SECRET']);
    expect(found.read).toContainEqual({ service: 'lambda', region });
    expect(asked.filter((name) => name === 'ListEventSourceMappings')).toHaveLength(2);
  });

  it('are asked of the stages alone where the account has many functions more', async () => {
    const { found, asked } = await read(
      {
        ...nothing,
        GetFunctionConfiguration: () => ({
          body: {
            FunctionName: 'worker',
            FunctionArn: arn('lambda', 'function:worker'),
            Environment: { Variables: { QUEUE: 'payments' } },
          },
        }),
      },
      [functionNamed('worker')],
      5_000,
    );
    expect(asked).not.toContain('ListFunctions');
    expect(asked.filter((name) => name === 'GetFunctionConfiguration')).toHaveLength(1);
    expect(found.mentions).toHaveLength(1);
  });

  it('are left to the guess where they are denied, said once and asked once', async () => {
    const { found, asked } = await read(
      { ...nothing, ListEventSourceMappings: () => denied, ListFunctionEventInvokeConfigs: () => denied },
      ['a', 'b', 'c'].map(functionNamed),
    );
    expect(found.read.map(({ service }) => service)).not.toContain('lambda');
    expect(found.problems.map(({ kind, operation }) => [kind, operation])).toEqual([
      ['access', 'ListEventSourceMappings'],
    ]);
    expect(asked.filter((name) => name === 'ListFunctionEventInvokeConfigs')).toHaveLength(1);
  });

  it.each([
    ['silent', () => silent, 'network'],
    ['unknown', () => ({ status: 400, body: { __type: 'UnknownOperationException' } }), 'service'],
  ] as const)(
    'are left to the guess where a service is %s, asked once and waited for once',
    async (_, answer, kind) => {
      const queue: Proposed = { kind: 'sqs', region, dimensions: { QueueName: 'payments' } };
      // Those that are listed in one way and in another.
      const { found, asked, seconds } = await read({ ListPipes: answer, ListQueues: answer }, [queue]);
      expect(found.problems.map((one) => [one.kind, one.operation])).toEqual([
        [kind, 'ListPipes'],
        [kind, 'ListQueues'],
      ]);
      expect(asked.filter((name) => name === 'ListPipes' || name === 'ListQueues')).toHaveLength(2);
      expect(seconds).toBeLessThan(10);
    },
  );

  it('do without a function that only its metrics remember', async () => {
    const gone = {
      status: 404,
      body: { __type: 'ResourceNotFoundException', Message: 'Function not found' },
    };
    const { found } = await read({ ...nothing, ListFunctionEventInvokeConfigs: () => gone }, [
      functionNamed('gone'),
    ]);
    expect(found.problems).toEqual([]);
    expect(found.read).toContainEqual({ service: 'lambda', region });
  });

  it('lose one item to what is spoilt in it, and no other', async () => {
    const { found } = await read(
      {
        ...nothing,
        ListEventSourceMappings: () => ({
          body: {
            EventSourceMappings: [
              null,
              { ...mapping(arn('sqs', 'a'), 'x'), EventSourceArn: 7 },
              mapping(arn('sqs', 'b'), 'y'),
            ],
          },
        }),
      },
      [functionNamed('y')],
    );
    expect(found.links.map(({ from }) => from)).toEqual([arn('sqs', 'b')]);
  });
});

const place = (kind: Proposed['kind'], dimensions: Readonly<Record<string, string>>): Proposed => ({
  kind,
  region,
  dimensions,
});

/** `from -> to`, as short as they can be told apart. */
const told = (found: {
  readonly links: readonly { readonly from: unknown; readonly to: unknown; readonly list: string }[];
}) => found.links.map(({ from, to, list }) => `${short(from)} -> ${short(to)} (${list})`);
const short = (end: unknown): string =>
  typeof end === 'string'
    ? end.split(':').slice(5).join(':')
    : Object.values(Object(end)['dimensions'] ?? {}).join(' ');

describe('the lists of the other services', () => {
  it('rules tell their targets, and where what could not be sent goes', async () => {
    const { found, asked } = await read(
      {
        ListTargetsByRule: ({ Rule, EventBusName }) => ({
          body: {
            Targets: [
              { Id: '1', Arn: arn('sqs', `${String(EventBusName)}-${String(Rule)}`) },
              { Id: '2', Arn: arn('lambda', 'function:f'), DeadLetterConfig: { Arn: arn('sqs', 'dlq') } },
            ],
          },
        }),
      },
      [place('eventbridge', { EventBusName: 'orders', RuleName: 'accepted' })],
    );
    expect(told(found)).toEqual([
      'orders accepted -> orders-accepted (target of a rule)',
      'orders accepted -> function:f (target of a rule)',
      'orders accepted -> dlq (dead-letter queue)',
    ]);
    expect(asked.filter((name) => name === 'ListTargetsByRule')).toHaveLength(1);
  });

  it('pipes lead from their source by way of what enriches', async () => {
    const { found } = await read(
      {
        ListPipes: () => ({
          body: {
            Pipes: [
              {
                Name: 'p',
                Arn: arn('pipes', 'pipe/p'),
                DesiredState: 'RUNNING',
                CreationTime: 1_764_000_000,
                Source: arn('sqs', 'a'),
                Target: arn('states', 'stateMachine:m'),
                Enrichment: arn('lambda', 'function:e'),
              },
            ],
          },
        }),
      },
      [place('sqs', { QueueName: 'a' })],
    );
    expect(told(found)).toEqual([
      'a -> pipe/p (pipe)',
      'pipe/p -> function:e (pipe)',
      'pipe/p -> stateMachine:m (pipe)',
    ]);
  });

  it('topics tell who is subscribed, as far as it is of AWS', async () => {
    const member = (endpoint: string, protocol: string) =>
      `<member><TopicArn>${arn('sns', 't')}</TopicArn><Protocol>${protocol}</Protocol><SubscriptionArn>${arn('sns', 't:1')}</SubscriptionArn><Owner>${account}</Owner><Endpoint>${endpoint}</Endpoint></member>`;
    const { found } = await read(
      {
        ListSubscriptions: () => ({
          body: subscriptions(member(arn('sqs', 'q'), 'sqs') + member('a@example.com', 'email')),
        }),
      },
      [place('sns', { TopicName: 't' })],
    );
    expect(told(found)).toEqual(['t -> q (subscription)']);
  });

  it('queues tell to which they give up, and a policy that is no JSON tells nothing', async () => {
    const url = (name: string) => `http://localhost:4566/${account}/${name}`;
    const policies: Readonly<Record<string, object>> = {
      a: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'dead'), maxReceiveCount: '3' }) },
      b: { RedrivePolicy: '{' },
    };
    const { found, asked } = await read(
      {
        ListQueues: () => ({ body: { QueueUrls: ['a', 'b', 'c', 'other'].map(url) } }),
        GetQueueAttributes: ({ QueueUrl }) => {
          const Attributes = policies[String(QueueUrl).split('/').at(-1) ?? ''];
          return { body: Attributes === undefined ? {} : { Attributes } };
        },
      },
      ['a', 'b', 'c'].map((name) => place('sqs', { QueueName: name })),
    );
    expect(told(found)).toEqual(['a -> dead (redrive policy)']);
    expect(asked.filter((name) => name === 'GetQueueAttributes')).toHaveLength(3);
    expect(found.problems).toEqual([]);
  });

  it('state machines tell what their tasks write to, however deep, and not what they look at', async () => {
    const machine = arn('states', 'stateMachine:m');
    const task = (Resource: string, more: object) => ({ Type: 'Task', Resource, ...more, End: true });
    const definition = {
      StartAt: 'A',
      States: {
        A: task(arn('lambda', 'function:direct'), {}),
        B: task('arn:aws:states:::lambda:invoke', {
          Parameters: { FunctionName: arn('lambda', 'function:x:$LATEST') },
        }),
        C: task('arn:aws:states:::dynamodb:putItem', { Parameters: { TableName: 'Orders', Item: {} } }),
        D: task('arn:aws:states:::dynamodb:getItem', { Parameters: { TableName: 'Customers', Key: {} } }),
        E: {
          Type: 'Map',
          ItemProcessor: {
            States: {
              F: task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
                Arguments: {
                  QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/jobs`,
                  MessageBody: '{% $states.input %}',
                },
              }),
            },
          },
        },
        G: {
          Type: 'Parallel',
          Branches: [
            {
              States: {
                H: task('arn:aws:states:::events:putEvents', {
                  Parameters: { Entries: [{ EventBusName: 'orders', 'Detail.$': '$' }] },
                }),
              },
            },
          ],
        },
        I: task('arn:aws:states:::sns:publish', { Parameters: { 'TopicArn.$': '$.topic' } }),
      },
    };
    const { found } = await read(
      {
        DescribeStateMachine: () => ({
          body: {
            stateMachineArn: machine,
            name: 'm',
            definition: JSON.stringify(definition),
            roleArn: 'arn:aws:iam::210987654321:role/r',
            type: 'STANDARD',
            creationDate: 1_764_000_000,
          },
        }),
      },
      [place('step-functions', { StateMachineArn: machine })],
    );
    expect(told(found)).toEqual([
      'stateMachine:m -> function:direct (state machine)',
      'stateMachine:m -> function:x:$LATEST (state machine)',
      'stateMachine:m -> Orders (state machine)',
      'stateMachine:m -> jobs (state machine)',
      'stateMachine:m -> orders (state machine)',
    ]);
  });

  it('APIs tell their integrations, REST and HTTP', async () => {
    const invoked = (name: string) =>
      `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn('lambda', `function:${name}`)}/invocations`;
    const { found, asked } = await read(
      {
        GetRestApis: () => ({
          body: {
            item: [
              { id: 'abc', name: 'shop' },
              { id: 'def', name: 'other' },
            ],
          },
        }),
        GetResources: () => ({
          body: {
            item: [
              {
                id: 'r',
                path: '/orders',
                resourceMethods: {
                  POST: {
                    httpMethod: 'POST',
                    methodIntegration: { type: 'AWS_PROXY', uri: invoked('intake') },
                  },
                  PUT: {
                    methodIntegration: {
                      type: 'AWS',
                      uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem',
                      requestTemplates: { 'application/json': '{"TableName":"Orders","Item":{}}' },
                    },
                  },
                  GET: {
                    methodIntegration: {
                      type: 'AWS',
                      uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/Query',
                      requestTemplates: { 'application/json': '{"TableName":"Customers"}' },
                    },
                  },
                },
              },
              {
                id: 'q',
                resourceMethods: {
                  POST: {
                    methodIntegration: { uri: `arn:aws:apigateway:eu-west-1:sqs:path/${account}/jobs` },
                  },
                },
              },
            ],
          },
        }),
        GetIntegrations: () => ({
          body: {
            items: [
              {
                integrationId: 'i',
                integrationType: 'AWS_PROXY',
                integrationUri: arn('lambda', 'function:returns'),
              },
              {
                integrationId: 'j',
                integrationType: 'AWS_PROXY',
                integrationSubtype: 'StepFunctions-StartExecution',
                requestParameters: {
                  StateMachineArn: arn('states', 'stateMachine:m'),
                  Input: '$request.body',
                },
              },
            ],
          },
        }),
      },
      [
        place('api-gateway', { ApiName: 'shop', Stage: 'prod' }),
        place('http-api', { ApiId: 'h', Stage: '$default' }),
      ],
    );
    expect(told(found)).toEqual([
      'shop -> function:intake (integration)',
      'shop -> Orders (integration)',
      'shop -> jobs (integration)',
      'h -> function:returns (integration)',
      'h -> stateMachine:m (integration)',
    ]);
    expect(asked.filter((name) => name === 'GetResources')).toHaveLength(1);
  });

  it('balancers tell their groups, groups their functions, and services of ECS the group they are in', async () => {
    const balancer = arn('elasticloadbalancing', 'loadbalancer/app/shop/8c2e1f60b7d94a35');
    const group = (name: string) => arn('elasticloadbalancing', `targetgroup/${name}/1d6f0b8e42c7a953`);
    const groupXml = (name: string, type: string) =>
      `<member><TargetGroupArn>${group(name)}</TargetGroupArn><TargetGroupName>${name}</TargetGroupName><TargetType>${type}</TargetType><LoadBalancerArns><member>${balancer}</member></LoadBalancerArns></member>`;
    const xml = (operation: string, content: string) =>
      `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${operation}Result>${content}</${operation}Result></${operation}Response>`;
    const { found } = await read(
      {
        DescribeTargetGroups: () => ({
          body: xml(
            'DescribeTargetGroups',
            `<TargetGroups>${groupXml('web', 'ip')}${groupXml('fn', 'lambda')}</TargetGroups>`,
          ),
        }),
        DescribeTargetHealth: () => ({
          body: xml(
            'DescribeTargetHealth',
            `<TargetHealthDescriptions><member><Target><Id>${arn('lambda', 'function:front')}</Id></Target></member></TargetHealthDescriptions>`,
          ),
        }),
        DescribeServices: () => ({
          body: {
            services: [
              {
                serviceName: 'web',
                loadBalancers: [{ targetGroupArn: group('web') }],
                taskDefinition: arn('ecs', 'task-definition/web:3'),
              },
            ],
            failures: [],
          },
        }),
        DescribeTaskDefinition: () => ({
          body: {
            taskDefinition: {
              containerDefinitions: [{ name: 'c', environment: [{ name: 'QUEUE_URL', value: 'x' }] }],
            },
          },
        }),
      },
      [
        place('alb', { LoadBalancer: 'app/shop/8c2e1f60b7d94a35' }),
        place('ecs', { ClusterName: 'shop', ServiceName: 'web' }),
      ],
    );
    expect(told(found)).toEqual([
      'loadbalancer/app/shop/8c2e1f60b7d94a35 -> targetgroup/web/1d6f0b8e42c7a953 (target group)',
      'loadbalancer/app/shop/8c2e1f60b7d94a35 -> targetgroup/fn/1d6f0b8e42c7a953 (target group)',
      'targetgroup/fn/1d6f0b8e42c7a953 -> function:front (target group)',
      'targetgroup/web/1d6f0b8e42c7a953 -> shop web (target group)',
    ]);
    expect(found.mentions.map(({ variable }) => variable)).toEqual(['QUEUE_URL']);
  });
});
