/** Which stages a variable of an environment names: by ARN, by a queue's address, by an API's host, or by their bare name. */
import { kindOf } from '../catalogue/kinds.ts';
import { placeOf } from './arns.ts';
import type { Place } from './found-links.ts';
import type { Resource } from './resources.ts';

type Find = (place: Place | undefined) => readonly Resource[];

/** `https://sqs.eu-west-1.amazonaws.com/210987654321/payments`, or that of a look-alike. */
const queueUrl = /^https?:\/\/[^/]+(?:\/queue)?\/\d{12}\/([\w.-]+)$/;
const apiUrl = /^https:\/\/([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?:\/|$)/;

const mostCharacters = 2048;

/** Words in the name of a variable that holds a bare name of such a stage; without one, equal texts are chance. */
const hints: Readonly<Record<string, RegExp>> = {
  dynamodb: /TABLE|DYNAMO|DDB/i,
  sqs: /QUEUE|SQS/i,
  sns: /TOPIC|SNS/i,
  kinesis: /STREAM|KINESIS/i,
  firehose: /STREAM|FIREHOSE|DELIVERY/i,
  eventbridge: /BUS|EVENT/i,
  'step-functions': /MACHINE|WORKFLOW|STATE|SFN/i,
  lambda: /FUNCTION|LAMBDA/i,
  s3: /BUCKET|S3/i,
  eks: /CLUSTER|EKS/i,
  ec2: /INSTANCE|HOST|SERVER/i,
};

const bareNamed = (
  { variable, value }: { readonly variable: string; readonly value: string },
  region: string,
  resources: readonly Resource[],
): readonly Resource[] =>
  resources.filter((resource) => {
    if (resource.region !== region || hints[resource.kind]?.test(variable) !== true) return false;
    const { dimensions, kind } = resource;
    // Who writes to a bus knows the bus and none of its rules.
    const own = kind === 'eventbridge' ? 'EventBusName' : kindOf(resource).named;
    return own !== undefined && dimensions[own] === value;
  });

export const mentionedPlaces = (
  mention: { readonly variable: string; readonly value: string },
  owner: Pick<Resource, 'region'>,
  resources: readonly Resource[],
  find: Find,
): readonly Resource[] => {
  const { value } = mention;
  if (value === '' || value.length > mostCharacters) return [];
  if (value.startsWith('arn:')) return find(placeOf(value));
  const [, queue] = queueUrl.exec(value) ?? [];
  if (queue !== undefined) {
    // The host tells the Region, where it is AWS's.
    const [, region = owner.region] = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(value) ?? [];
    return find({ kinds: ['sqs'], region, dimensions: { QueueName: queue } });
  }
  const [, api, region = owner.region] = apiUrl.exec(value) ?? [];
  if (api !== undefined)
    return find({ kinds: ['http-api', 'websocket-api'], region, dimensions: { ApiId: api } });
  return bareNamed(mention, owner.region, resources);
};
