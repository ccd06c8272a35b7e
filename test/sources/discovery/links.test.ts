/** What the services' own lists say, as it comes over the wire: shapes as botocore 1.44.8's models have them. */
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import { linkServices } from '../../../src/aws/services/links/link-services.ts';
import { readLinks } from '../../../src/sources/discovery/links/read-links.ts';
import type { Proposed } from '../../../src/sources/discovery/links/reader.ts';
import { denied, type Lists, startListsServer } from '../../helpers/lists-server.ts';
import { instantClock } from '../instant-clock.ts';

const region = 'eu-west-1';
const account = '210987654321';
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const never = new AbortController().signal;

let close: () => void = () => {};
afterEach(() => close());

const read = async (lists: Lists, proposed: readonly Proposed[], functions = proposed.length) => {
  const server = await startListsServer(lists);
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
