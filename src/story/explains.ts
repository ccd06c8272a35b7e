/**
 * What explains what (issue 14): a row a link of the pipeline. A failure at the far end of the link shows at the near end as this and
 * nothing else. Data, so that a test can take away each row.
 */

import type { Flow } from '../pipeline/catalogue/kind.ts';
import { isStageKind, kindOf, type OfKind, type StageKind } from '../pipeline/catalogue/kinds.ts';
import type { RuleSign } from '../pipeline/rule-signs.ts';

/** How two stages are linked: the near one feeds (`next`) or depends on the far one, or comes after it. */
export type Link = 'next' | 'dependsOn' | 'after';

export type Explanation = {
  readonly name: string;
  readonly link: Link;
  /** Kinds of the near end; any where absent. */
  readonly near?: readonly StageKind[];
  /** Kinds of the far end; any where absent. */
  readonly far?: readonly StageKind[];
  /** What is wrong at the far end. */
  readonly cause: readonly RuleSign[];
  /** What it shows as at the near end. */
  readonly shows: readonly RuleSign[];
};

/** What calls the next stage and waits for its answer. */
export const callers: readonly StageKind[] = [
  'api-gateway',
  'http-api',
  'alb',
  'step-functions',
  'websocket-api',
  'appsync',
  'cloudfront',
  'nlb',
];
const workers: readonly StageKind[] = ['lambda', 'ecs', 'eks', 'ec2', 'elastic-beanstalk', 'custom'];
const stores: readonly StageKind[] = [
  'dynamodb',
  'sqs',
  'sns',
  'kinesis',
  'eventbridge',
  'firehose',
  's3',
  'rds',
  'elasticache',
  'opensearch',
  'msk',
  'event-bus',
  'bedrock',
  'ses',
];
/** What hands over and does not wait. */
const queues: readonly StageKind[] = [
  'sqs',
  'kinesis',
  'eventbridge',
  'sns',
  'dynamodb',
  'firehose',
  'msk',
  's3',
  'pipes',
  'scheduler',
  'event-bus',
  'event-source-mapping',
];

const failing: readonly RuleSign[] = ['errors', 'throttles', 'latency', 'capacity', 'load'];

export const explanations: readonly Explanation[] = [
  {
    name: 'called and waited for',
    link: 'next',
    near: callers,
    far: workers,
    cause: failing,
    shows: ['errors', 'latency'],
  },
  {
    name: 'depends on',
    link: 'dependsOn',
    cause: [...failing, 'lost', 'other'],
    shows: ['errors', 'latency', 'throttles'],
  },
  {
    name: 'written to',
    link: 'next',
    near: [...workers, 'step-functions'],
    far: stores,
    cause: ['throttles', 'errors'],
    shows: ['errors', 'latency'],
  },
  {
    name: 'handed over',
    link: 'next',
    near: queues,
    cause: [...failing, 'lag'],
    shows: ['age', 'depth', 'lag', 'deadLetters', 'lost'],
  },
  {
    name: 'less to do',
    link: 'after',
    cause: ['errors', 'throttles', 'latency', 'capacity', 'load', 'age', 'lag', 'depth', 'lost'],
    shows: ['traffic'],
  },
];

const likeByGiven: Readonly<Record<NonNullable<Flow['gives']>, StageKind>> = {
  messages: 'sqs',
  stream: 'kinesis',
  topic: 'msk',
  events: 'sns',
  nothing: 'rds',
};

/** The kind of the catalogue that one of the file's own is like in this table, by what it says of its place in a pipeline. */
export const explainedAs = (stage: OfKind): StageKind => {
  if (isStageKind(stage.kind)) return stage.kind;
  const { flow } = kindOf(stage);
  if (flow === undefined) return 'custom';
  if (flow.works === true) return 'ecs';
  return flow.gives === undefined ? 'http-api' : likeByGiven[flow.gives];
};
