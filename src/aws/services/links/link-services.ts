/** The services whose own lists say who feeds whom: only `init` asks them. A new one is its file and a line here. */
import { apiGatewayLists } from './api-gateway.ts';
import { apiGatewayV2Lists } from './api-gateway-v2.ts';
import { ecsLists } from './ecs.ts';
import { eventBridge } from './eventbridge.ts';
import { lambda } from './lambda.ts';
import { loadBalancingLists } from './load-balancing.ts';
import { pipesLists } from './pipes.ts';
import { snsLists } from './sns.ts';
import { sqsLists } from './sqs.ts';
import { stepFunctionsLists } from './step-functions.ts';

export const linkServices = [
  lambda,
  eventBridge,
  pipesLists,
  snsLists,
  sqsLists,
  stepFunctionsLists,
  apiGatewayLists,
  apiGatewayV2Lists,
  loadBalancingLists,
  ecsLists,
] as const;
