/** Who feeds whom among proposed stages: what lists tell, and what is guessed of the rest. */
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/pipeline/discovery/arns.ts';
import type { FoundLinks } from '../../src/pipeline/discovery/found-links.ts';
import { stageLinks } from '../../src/pipeline/discovery/links.ts';
import type { Resource } from '../../src/pipeline/discovery/resources.ts';

const region = 'eu-west-1';
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:1:${resource}`.replace(':1:', ':210987654321:');

const stage = (
  kind: Resource['kind'],
  name: string,
  dimensions: Readonly<Record<string, string>>,
): Resource => ({ kind, name, region, dimensions, metrics: new Set() });

const fn = (name: string) => stage('lambda', name, { FunctionName: name });
const queue = (name: string) => stage('sqs', name, { QueueName: name });
const table = (name: string) => stage('dynamodb', name, { TableName: name });

const found = (links: FoundLinks['links'], read: readonly FoundLinks['read'][number]['service'][]) => ({
  links,
  mentions: [],
  read: read.map((service) => ({ service, region })),
});

const pairs = (resources: readonly Resource[], of?: FoundLinks): readonly string[] =>
  stageLinks(resources, of).map(({ from, to, basis }) => `${from} -> ${to} ${basis}`);

describe('links between stages', () => {
  const mapped = (source: string, name: string) => ({
    from: source,
    to: arn('lambda', `function:${name}:live`),
    list: 'event source mapping' as const,
  });

  it('are those of a list, whatever the names are', () => {
    const stages = [table('A'), queue('b'), fn('zebra'), fn('yak')];
    const links = [mapped(arn('dynamodb', 'table/A/stream/1'), 'zebra'), mapped(arn('sqs', 'b'), 'yak')];
    expect(pairs(stages, found(links, ['lambda']))).toEqual(['A -> zebra read', 'b -> yak read']);
  });

  it('are not guessed where a list would tell of them', () => {
    const stages = [queue('payments'), fn('payment-worker')];
    expect(pairs(stages)).toEqual(['payments -> payment-worker guessed']);
    expect(pairs(stages, found([], ['lambda']))).toEqual([]);
    expect(pairs(stages, found([], []))).toEqual(['payments -> payment-worker guessed']);
  });

  it('that are guessed close no circle and lead from no stage whose next is known', () => {
    const stages = [fn('order-intake'), table('Orders'), fn('order-dispatch'), queue('payments')];
    const links = [mapped(arn('dynamodb', 'table/Orders/stream/1'), 'order-dispatch')];
    expect(pairs(stages, found(links, ['lambda']))).toEqual([
      'Orders -> order-dispatch read',
      'order-intake -> Orders guessed',
    ]);
  });
});

describe('an ARN', () => {
  it.each([
    ['arn:aws-cn:sqs:cn-north-1:210987654321:jobs', 'cn-north-1', { QueueName: 'jobs' }],
    [
      'arn:aws-us-gov:lambda:us-gov-west-1:210987654321:function:f:12',
      'us-gov-west-1',
      { FunctionName: 'f' },
    ],
    ['arn:aws-iso-b:sns:us-isob-east-1:210987654321:t.fifo', 'us-isob-east-1', { TopicName: 't.fifo' }],
    ['arn:aws:events:eu-west-1:210987654321:rule/r', 'eu-west-1', { RuleName: 'r' }],
    [
      'arn:aws:events:eu-west-1:210987654321:rule/aws.partner/x.com/b',
      'eu-west-1',
      { EventBusName: 'aws.partner/x.com', RuleName: 'b' },
    ],
    [
      'arn:aws:states:eu-west-1:210987654321:stateMachine:m:alias',
      'eu-west-1',
      { StateMachineArn: 'arn:aws:states:eu-west-1:210987654321:stateMachine:m' },
    ],
    ['arn:aws:kinesis:eu-west-1:210987654321:stream/s/consumer/c:1', 'eu-west-1', { StreamName: 's' }],
    ['arn:aws:s3:::bucket', '', { BucketName: 'bucket' }],
  ])('%s names a stage', (text, where, dimensions) => {
    expect(placeOf(text)).toMatchObject({ region: where, dimensions });
  });

  it.each([
    '',
    'payments',
    'arn:aws:iam::210987654321:role/x',
    'arn:aws:sqs',
    'https://sqs/1/x',
    'arn:aws:lambda:r:1:layer:x',
  ])('%j names none', (text) => {
    expect(placeOf(text)).toBeUndefined();
  });
});
