/**
 * The lists that say who feeds whom, of the services that have them: what `init` asks. Shapes: botocore 1.44.8. They are short and
 * have one page.
 */
import * as z from 'zod';
import { linksOf } from '../../demo-links.ts';
import { type Operation, operation } from '../operation.ts';
import { refuse } from '../service-error.ts';
import { list, text, whole } from '../shape.ts';
import { instant } from '../value.ts';

type Operations = Readonly<Record<string, Operation>>;

const page = {
  MaxItems: z.unknown().optional(),
  Marker: z.unknown().optional(),
  NextToken: z.unknown().optional(),
  Limit: z.unknown().optional(),
};

const gone = (what: string) => refuse('ResourceNotFoundException', `${what} was not found`, undefined, 404);

export const lambdaOperations: Operations = {
  ListEventSourceMappings: operation(z.object(page), (_, { account }) => {
    const { isHere, mappings, functionArn } = linksOf(account);
    return {
      output: {
        EventSourceMappings: (isHere ? mappings : []).map(({ uuid, source, name }) => ({
          UUID: uuid,
          BatchSize: 10,
          EventSourceArn: source,
          FunctionArn: functionArn(name),
          LastModified: instant(0),
          State: 'Enabled',
        })),
      },
    };
  }),
  ListFunctions: operation(z.object(page), (_, { account }) => {
    const { isHere, environments, functionArn } = linksOf(account);
    return {
      output: {
        Functions: (isHere ? Object.entries(environments) : []).map(([name, Variables]) => ({
          FunctionName: name,
          FunctionArn: functionArn(name),
          Environment: { Variables },
        })),
      },
    };
  }),
  GetFunctionConfiguration: operation(z.object({ FunctionName: text() }), ({ FunctionName }, { account }) => {
    const { isHere, environments, functionArn } = linksOf(account);
    const Variables = isHere ? environments[FunctionName] : undefined;
    if (Variables === undefined) return gone(`Function ${FunctionName}`);
    return { output: { FunctionName, FunctionArn: functionArn(FunctionName), Environment: { Variables } } };
  }),
  ListFunctionEventInvokeConfigs: operation(z.object({ FunctionName: text() }), () => ({
    output: { FunctionEventInvokeConfigs: [] },
  })),
};

export const eventsOperations: Operations = {
  ListTargetsByRule: operation(
    z.object({ ...page, Rule: text({ min: 1, max: 64 }), EventBusName: text().optional() }),
    ({ Rule }, { account }) => {
      const { isHere, rules } = linksOf(account);
      const targets = isHere ? rules[Rule] : undefined;
      if (targets === undefined) return refuse('ResourceNotFoundException', `Rule ${Rule} does not exist.`);
      return { output: { Targets: targets.map((Arn, index) => ({ Id: String(index + 1), Arn })) } };
    },
  ),
};

export const pipesOperations: Operations = {
  ListPipes: operation(z.object(page), (_, { account }) => {
    const { isHere, pipes, arn } = linksOf(account);
    return {
      output: {
        Pipes: (isHere ? pipes : []).map(({ name, source, target }) => ({
          Name: name,
          Arn: arn('pipes', `pipe/${name}`),
          DesiredState: 'RUNNING',
          CurrentState: 'RUNNING',
          CreationTime: instant(0),
          LastModifiedTime: instant(0),
          Source: source,
          Target: target,
        })),
      },
    };
  }),
};

export const snsOperations: Operations = {
  ListSubscriptions: operation(z.object({ NextToken: text().optional() }), (_, { account }) => {
    const { isHere, subscriptions } = linksOf(account);
    return {
      output: {
        Subscriptions: (isHere ? subscriptions : []).map(({ topic, queue }) => ({
          SubscriptionArn: `${topic}:2f1e0d9c-8b7a-4655-a443-322110ffeedd`,
          Owner: account.accountId,
          Protocol: 'sqs',
          Endpoint: queue,
          TopicArn: topic,
        })),
      },
    };
  }),
};

export const sqsOperations: Operations = {
  ListQueues: operation(
    z.object({ MaxResults: whole({ min: 1, max: 1000 }).optional(), NextToken: text().optional() }),
    (_, { account }) => {
      const { isHere, queues, queueUrl } = linksOf(account);
      return { output: isHere ? { QueueUrls: queues.map(queueUrl) } : {} };
    },
  ),
  GetQueueAttributes: operation(
    z.object({ QueueUrl: text(), AttributeNames: list(text()).optional() }),
    ({ QueueUrl }, { account }) => {
      const { redrives } = linksOf(account);
      const to = redrives[QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)];
      if (to === undefined) return { output: {} };
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: to, maxReceiveCount: 3 });
      return { output: { Attributes: { RedrivePolicy } } };
    },
  ),
};

export const statesOperations: Operations = {
  DescribeStateMachine: operation(
    z.object({ stateMachineArn: text() }),
    ({ stateMachineArn }, { account }) => {
      const { machine } = linksOf(account);
      if (stateMachineArn !== machine.arn)
        return refuse('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
      return {
        output: {
          stateMachineArn,
          name: 'returns',
          status: 'ACTIVE',
          definition: machine.definition,
          roleArn: `arn:aws:iam::${account.accountId}:role/returns`,
          type: 'STANDARD',
          creationDate: instant(0),
        },
      };
    },
  ),
};

export const apiGatewayOperations: Operations = {
  GetRestApis: operation(z.object({}), (_, { account }) => {
    const { isHere, restApi } = linksOf(account);
    return { output: { item: isHere ? [{ id: restApi.id, name: restApi.name }] : [] } };
  }),
  GetResources: operation(z.object({ restApiId: text() }), (_, { account }) => {
    const { restApi } = linksOf(account);
    const method = { httpMethod: 'POST', methodIntegration: { type: 'AWS_PROXY', uri: restApi.uri } };
    return { output: { item: [{ id: 'r1', path: '/orders', resourceMethods: { POST: method } }] } };
  }),
  GetIntegrations: operation(z.object({ ApiId: text() }), ({ ApiId }, { account }) => {
    const { httpApi } = linksOf(account);
    const start = {
      integrationId: 'i1',
      integrationType: 'AWS_PROXY',
      integrationSubtype: 'StepFunctions-StartExecution',
      requestParameters: { StateMachineArn: httpApi.machine, Input: '$request.body' },
    };
    return { output: { items: ApiId === httpApi.id ? [start] : [] } };
  }),
};

export const balancingOperations: Operations = {
  DescribeTargetGroups: operation(
    z.object({ PageSize: z.unknown().optional(), Marker: z.unknown().optional() }),
    (_, { account }) => {
      const { isHere, balancer, targetGroup } = linksOf(account);
      const group = {
        TargetGroupArn: targetGroup,
        TargetGroupName: 'storefront',
        TargetType: 'ip',
        LoadBalancerArns: [balancer],
      };
      return { output: { TargetGroups: isHere ? [group] : [] } };
    },
  ),
  DescribeTargetHealth: operation(z.object({ TargetGroupArn: text() }), () => ({
    output: { TargetHealthDescriptions: [] },
  })),
};

export const ecsOperations: Operations = {
  DescribeServices: operation(
    z.object({ cluster: text().optional(), services: list(text()) }),
    ({ cluster = 'default', services: names }, { account }) => {
      const { services, arn } = linksOf(account);
      return {
        output: {
          services: names.flatMap((name) => {
            const of = services[`${cluster}/${name}`];
            if (of === undefined) return [];
            return {
              serviceName: name,
              serviceArn: arn('ecs', `service/${cluster}/${name}`),
              loadBalancers: of.groups.map((targetGroupArn) => ({ targetGroupArn })),
              taskDefinition: arn('ecs', `task-definition/${cluster}-${name}:1`),
            };
          }),
          failures: [],
        },
      };
    },
  ),
  DescribeTaskDefinition: operation(
    z.object({ taskDefinition: text() }),
    ({ taskDefinition }, { account }) => {
      const { services } = linksOf(account);
      const of = Object.entries(services).find(([name]) =>
        taskDefinition.endsWith(`task-definition/${name.replace('/', '-')}:1`),
      )?.[1];
      if (of === undefined) return refuse('ClientException', 'Unable to describe task definition.');
      const environment = Object.entries(of.environment).map(([name, value]) => ({ name, value }));
      return { output: { taskDefinition: { containerDefinitions: [{ name: 'main', environment }] } } };
    },
  ),
};
