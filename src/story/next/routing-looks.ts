/** Front doors, rules, topics and workflows. */
import { arnOf, type Looks, look, waits } from './look.ts';

export const apiGateway: Looks = (context) => {
  const name = context.stage.dimensions['ApiName'] ?? '';
  // Within an expression of its own language: only names that need no quoting there.
  const query = /^[\w .-]+$/.test(name) ? `items[?name=='${name}'].[id,name,createdDate]` : undefined;
  return [
    look(context, 'find its id, for its stages and what they call', 'apigateway get-rest-apis', { query }),
  ];
};

export const httpApi: Looks = (context) => {
  const flags = { 'api-id': context.stage.dimensions['ApiId'] };
  return [
    look(
      context,
      'see what it calls, and how long it waits for that',
      'apigatewayv2 get-integrations',
      flags,
    ),
    look(context, 'see its stages, their limits and last deployment', 'apigatewayv2 get-stages', flags),
  ];
};

export const alb: Looks = (context) => {
  const { LoadBalancer: balancer, TargetGroup: group } = context.stage.dimensions;
  return [
    look(context, 'see which targets are healthy, and why not', 'elbv2 describe-target-health', {
      'target-group-arn': arnOf(context, 'elasticloadbalancing', group),
    }),
    look(context, 'see its state', 'elbv2 describe-load-balancers', { names: balancer?.split('/')[1] }),
  ];
};

export const stepFunctions: Looks = (context, sign) => {
  const status = sign === 'latency' || waits(sign) ? 'RUNNING' : 'FAILED';
  return [
    look(
      context,
      `see the newest executions that are ${status.toLowerCase()}`,
      'stepfunctions list-executions',
      {
        'state-machine-arn': context.stage.dimensions['StateMachineArn'],
        'status-filter': status,
        'max-items': '10',
      },
    ),
  ];
};

export const sns: Looks = (context) => [
  look(context, 'see who is subscribed', 'sns list-subscriptions-by-topic', {
    'topic-arn': arnOf(context, 'sns', context.stage.dimensions['TopicName']),
  }),
];

export const eventbridge: Looks = (context) => {
  const { RuleName: rule, EventBusName: bus } = context.stage.dimensions;
  const ofBus = bus === undefined ? {} : { 'event-bus-name': bus };
  return [
    look(
      context,
      'see its targets, their tries and their dead-letter queues',
      'events list-targets-by-rule',
      { rule, ...ofBus },
    ),
    look(context, 'see whether the rule is on, and what it matches', 'events describe-rule', {
      name: rule,
      ...ofBus,
    }),
  ];
};
