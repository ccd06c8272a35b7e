/** What a definition, a template or a set of parameters names: ARNs, queues' addresses, and names under the keys that AWS has for them. */
import type { LinkEnd, Place } from '../../../pipeline/discovery/found-links.ts';

type Kind = Place['kinds'][number];

/** By the key under which AWS's APIs take a name: the kind, and the dimension that it is. */
const namesByKey: Readonly<Record<string, readonly [kind: Kind, dimension: string]>> = {
  TableName: ['dynamodb', 'TableName'],
  FunctionName: ['lambda', 'FunctionName'],
  StreamName: ['kinesis', 'StreamName'],
  DeliveryStreamName: ['firehose', 'DeliveryStreamName'],
  EventBusName: ['eventbridge', 'EventBusName'],
  QueueUrl: ['sqs', 'QueueName'],
};

const arnKeys: ReadonlySet<string> = new Set([
  'TopicArn',
  'TargetArn',
  'StateMachineArn',
  'QueueArn',
  'StreamARN',
]);

/** `…/210987654321/payments`: the name of a queue stands at the end of its address. */
const queueNameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** An end for a value under a key; undefined where the key names nothing, or the value is made at run time. */
export const endOf = (key: string, value: unknown, region: string): LinkEnd | undefined => {
  if (typeof value !== 'string' || value === '' || /^\$|\$\{|^\{%/.test(value)) return undefined;
  if (value.startsWith('arn:')) return key in namesByKey || arnKeys.has(key) ? value : undefined;
  const [kind, dimension] = namesByKey[key] ?? [];
  if (kind === undefined || dimension === undefined) return undefined;
  const name = key === 'QueueUrl' ? queueNameOf(value) : value;
  return { kinds: [kind], region, dimensions: { [dimension]: name } };
};

const arnOf = /arn:aws[a-z-]*:(?:sqs|sns|states|kinesis|firehose|events|dynamodb|lambda):[^\s"'&,<>\\]+/g;

/** In a text that is no JSON yet: a mapping template of API Gateway. */
export const endsInTemplate = (text: string, region: string): readonly LinkEnd[] => {
  const arns = [...text.matchAll(arnOf)].map(([arn]) => arn);
  const named = [...text.matchAll(/"(\w+)"\s*:\s*"([^"]*)"/g)].flatMap(
    ([, key = '', value = '']) => endOf(key, value, region) ?? [],
  );
  return [...arns, ...named.filter((end) => typeof end !== 'string')];
};
