/** What to look at, by the kind of a stage. A new kind has its line here: the compiler names the place. */

import { isStageKind, type StageKind } from '../../pipeline/catalogue/kinds.ts';
import type { RuleSign } from '../../pipeline/rule-signs.ts';
import { ec2, ecs, eks, lambda } from './compute-looks.ts';
import { bedrock, dynamodb, elasticache, firehose, kinesis, opensearch, rds, s3 } from './data-looks.ts';
import { appsync, cloudfront, cognito, elasticBeanstalk, websocketApi } from './edge-looks.ts';
import { eventBus, eventSourceMapping, msk, pipes, scheduler, ses } from './hand-on-looks.ts';
import type { Look, LookContext, Looks } from './look.ts';
import { sqs } from './queue-looks.ts';
import { alb, apiGateway, eventbridge, httpApi, sns, stepFunctions } from './routing-looks.ts';

const looks: Readonly<Record<StageKind, Looks>> = {
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
  nlb: alb,
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
  // What stands behind metrics of one's own nobody but their owner knows: a runbook says it.
  custom: () => [],
};

export const looksAt = (context: LookContext, sign: RuleSign): readonly Look[] => {
  const { kind } = context.stage;
  return looks[isStageKind(kind) ? kind : 'custom'](context, sign);
};
