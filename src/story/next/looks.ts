/** What to look at, by the kind of a stage. A new kind has its line here: the compiler names the place. */

import type { StageKind } from '../../pipeline/catalogue/kinds.ts';
import type { RuleSign } from '../../pipeline/rule-signs.ts';
import { ec2, ecs, eks, lambda } from './compute-looks.ts';
import { dynamodb, firehose, kinesis } from './data-looks.ts';
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
  // What stands behind metrics of one's own nobody but their owner knows: a runbook says it.
  custom: () => [],
};

export const looksAt = (context: LookContext, sign: RuleSign): readonly Look[] =>
  looks[context.stage.kind](context, sign);
