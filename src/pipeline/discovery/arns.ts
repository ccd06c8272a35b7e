/** Which stage an ARN names. Forms: Service Authorization Reference, "Resource types defined by …" of each service. */
import type { KindName, StageKind } from '../catalogue/kinds.ts';
import type { LinkEnd, Place } from './found-links.ts';

export type Arn = {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that follows: `table/Orders/stream/2026-…`. */
  readonly resource: string;
};

/** Of any partition: `aws`, `aws-cn`, `aws-us-gov`, `aws-iso-b` … */
const arnForm = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(.+)$/s;

export const parseArn = (text: string): Arn | undefined => {
  const [, service, region, account, resource] = arnForm.exec(text) ?? [];
  return service === undefined || region === undefined || account === undefined || resource === undefined
    ? undefined
    : { service, region, account, resource };
};

type Named = Pick<Place, 'kinds' | 'dimensions'>;

const named = (kind: StageKind, dimensions: Readonly<Record<string, string>>): Named => ({
  kinds: [kind],
  dimensions,
});

/** By the service in the ARN: what stands in its last part. */
const forms: Readonly<
  Record<string, readonly (readonly [RegExp, (...parts: readonly string[]) => Named])[]>
> = {
  // A version or an alias may follow.
  lambda: [[/^function:([^:]+)/, (FunctionName = '') => named('lambda', { FunctionName })]],
  // A stream or an index may follow.
  dynamodb: [[/^table\/([^/]+)/, (TableName = '') => named('dynamodb', { TableName })]],
  sqs: [[/^([^:/]+)$/, (QueueName = '') => named('sqs', { QueueName })]],
  // A subscription may follow.
  sns: [[/^([^:/]+)(?::[^:]+)?$/, (TopicName = '') => named('sns', { TopicName })]],
  // A consumer may follow.
  kinesis: [[/^stream\/([^/]+)/, (StreamName = '') => named('kinesis', { StreamName })]],
  firehose: [
    [/^deliverystream\/([^/]+)$/, (DeliveryStreamName = '') => named('firehose', { DeliveryStreamName })],
  ],
  events: [
    [
      /^rule\/(.+)\/([^/]+)$/,
      (EventBusName = '', RuleName = '') => named('eventbridge', { EventBusName, RuleName }),
    ],
    [/^rule\/([^/]+)$/, (RuleName = '') => named('eventbridge', { RuleName })],
    // Of a bus: all its rules.
    [/^event-bus\/(.+)$/, (EventBusName = '') => named('eventbridge', { EventBusName })],
  ],
  pipes: [[/^pipe\/([^/]+)$/, (PipeName = '') => named('pipes', { PipeName })]],
  kafka: [[/^cluster\/([^/]+)\//, (cluster = '') => named('msk', { 'Cluster Name': cluster })]],
  ecs: [
    [
      /^service\/([^/]+)\/([^/]+)$/,
      (ClusterName = '', ServiceName = '') => named('ecs', { ClusterName, ServiceName }),
    ],
  ],
  ec2: [[/^instance\/([^/]+)$/, (InstanceId = '') => named('ec2', { InstanceId })]],
  // A stage, a method and a path may follow. Those of REST APIs name an id, which their metrics do not.
  'execute-api': [
    [/^([^/]+)/, (ApiId = '') => ({ kinds: ['http-api', 'websocket-api'], dimensions: { ApiId } })],
  ],
  elasticloadbalancing: [
    // A listener and a rule may follow.
    [
      /^(?:loadbalancer|listener(?:-rule)?)\/(app\/[^/]+\/[^/]+)/,
      (LoadBalancer = '') => named('alb', { LoadBalancer }),
    ],
    [
      /^(?:loadbalancer|listener(?:-rule)?)\/(net\/[^/]+\/[^/]+)/,
      (LoadBalancer = '') => named('nlb', { LoadBalancer }),
    ],
  ],
  s3: [[/^([^/]+)/, (BucketName = '') => named('s3', { BucketName })]],
};

/** Undefined for what no stage of the catalogue is. */
export const placeOf = (text: LinkEnd): Place | undefined => {
  if (typeof text !== 'string') return text;
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  const { service, region, resource } = arn;
  if (service === 'states') {
    // A version or an alias may follow; the dimension is the ARN without it.
    const [StateMachineArn] = /^arn:[^:]+:states:[^:]+:\d+:stateMachine:[^:]+/.exec(text) ?? [];
    return StateMachineArn === undefined
      ? undefined
      : { region, ...named('step-functions', { StateMachineArn }) };
  }
  for (const [form, of] of forms[service] ?? []) {
    const [whole, ...parts] = form.exec(resource) ?? [];
    if (whole !== undefined) return { region, ...of(...parts) };
  }
  return undefined;
};

/** The bus that rules are on that name none. */
const defaultBus = 'default';

/** True where all that the place says is true of the stage. */
export const isAt = (
  { kinds, region, dimensions }: Place,
  stage: {
    readonly kind: KindName;
    readonly region: string;
    readonly dimensions: Readonly<Record<string, string>>;
  },
): boolean =>
  kinds.some((kind) => kind === stage.kind) &&
  (region === '' || region === stage.region) &&
  Object.entries(dimensions).every(([name, value]) => {
    const own = stage.dimensions[name] ?? (name === 'EventBusName' ? defaultBus : undefined);
    return own === value;
  });
