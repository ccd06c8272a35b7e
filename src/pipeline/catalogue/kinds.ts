/** The catalogue of stage kinds. Adding a kind is adding its file, and its line here: all else follows from what the file says. */
import { alb } from './alb.ts';
import { apiGateway } from './api-gateway.ts';
import { appsync } from './appsync.ts';
import { bedrock } from './bedrock.ts';
import { cloudfront } from './cloudfront.ts';
import { cognito } from './cognito.ts';
import { custom } from './custom.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecs } from './ecs.ts';
import { eks } from './eks.ts';
import { elasticBeanstalk } from './elastic-beanstalk.ts';
import { elasticache } from './elasticache.ts';
import { eventBus } from './event-bus.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { eventbridge } from './eventbridge.ts';
import { firehose } from './firehose.ts';
import { httpApi } from './http-api.ts';
import type { KindDefinition } from './kind.ts';
import { kinesis } from './kinesis.ts';
import { lambda } from './lambda.ts';
import { msk } from './msk.ts';
import { nlb } from './nlb.ts';
import { opensearch } from './opensearch.ts';
import { pipes } from './pipes.ts';
import { rds } from './rds.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { ses } from './ses.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { stepFunctions } from './step-functions.ts';
import { websocketApi } from './websocket-api.ts';

const catalogue = {
  'api-gateway': apiGateway,
  'http-api': httpApi,
  lambda,
  sns,
  eventbridge,
  sqs,
  dynamodb,
  ecs,
  eks,
  ec2,
  kinesis,
  firehose,
  alb,
  'step-functions': stepFunctions,
  'websocket-api': websocketApi,
  appsync,
  cloudfront,
  cognito,
  nlb,
  'elastic-beanstalk': elasticBeanstalk,
  scheduler,
  pipes,
  'event-bus': eventBus,
  'event-source-mapping': eventSourceMapping,
  msk,
  s3,
  rds,
  elasticache,
  opensearch,
  bedrock,
  ses,
  custom,
} satisfies Readonly<Record<string, KindDefinition>>;

export type StageKind = keyof typeof catalogue;

export const kinds: Readonly<Record<StageKind, KindDefinition>> = catalogue;

export const isStageKind = (name: string): name is StageKind => Object.hasOwn(kinds, name);

export const stageKinds: readonly StageKind[] = Object.keys(kinds).filter(isStageKind);

/** The name of a kind that a pipeline file describes: no other text is one, so that a comparison with a misspelt kind is an error. */
export type OwnKindName = string & { readonly [ofTheFile]: true };
declare const ofTheFile: unique symbol;
export type KindName = StageKind | OwnKindName;

/** What has a kind: of the catalogue, or with what the file says of its own. */
export type OfKind = { readonly kind: KindName; readonly ownKind?: KindDefinition };

/** What a pipeline file describes under `kinds:`. */
export type OwnKinds = ReadonlyMap<OwnKindName, KindDefinition>;
export const noOwnKinds: OwnKinds = new Map();

/** Every kind that a stage may be of: the catalogue's, then the file's. */
export const allKinds = (own: OwnKinds): readonly OfKind[] => [
  ...stageKinds.map((kind) => ({ kind })),
  ...Array.from(own, ([kind, ownKind]) => ({ kind, ownKind })),
];

export const kindOf = ({ kind, ownKind }: OfKind): KindDefinition =>
  ownKind ?? (isStageKind(kind) ? kinds[kind] : kinds.custom);
