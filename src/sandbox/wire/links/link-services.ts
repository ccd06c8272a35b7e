/** The services that only lists of links are asked of, and how their requests are told apart: by target, form, or path. */
import { jsonProtocol } from '../protocol/json.ts';
import { queryProtocol } from '../protocol/query.ts';
import type { Service } from '../services.ts';
import {
  apiGatewayOperations,
  balancingOperations,
  ecsOperations,
  eventsOperations,
  lambdaOperations,
  pipesOperations,
  snsOperations,
  sqsOperations,
  statesOperations,
} from './link-operations.ts';

const throttled = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };

const lists = (
  name: Service['name'],
  target: string,
  signingName: string,
  operations: Service['operations'],
  more: Partial<Service> = {},
): Service => ({
  name,
  target,
  signingName,
  json: jsonProtocol({ version: '1.1', errorNamespace: '', queryCompatible: false }),
  operations,
  invalid: (message) => ({ code: 'ValidationException', message, status: 400 }),
  throttling: [throttled],
  internal: { code: 'InternalFailure', message: 'An internal error occurred.', status: 500 },
  ...more,
});

const lambda = lists('Lambda', '', 'lambda', lambdaOperations);
const pipes = lists('Pipes', '', 'pipes', pipesOperations);
const apiGateway = lists('ApiGateway', '', 'apigateway', apiGatewayOperations);
const sns = lists('SNS', '', 'sns', snsOperations, {
  query: queryProtocol({ xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' }),
});
const balancing = lists('ElasticLoadBalancing', '', 'elasticloadbalancing', balancingOperations, {
  query: queryProtocol({ xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/' }),
});

/** By `X-Amz-Target`. */
export const targetedLists: readonly Service[] = [
  lists('EventBridge', 'AWSEvents', 'events', eventsOperations),
  lists('SQS', 'AmazonSQS', 'sqs', sqsOperations),
  lists('StepFunctions', 'AWSStepFunctions', 'states', statesOperations),
  lists('ECS', 'AmazonEC2ContainerServiceV20141113', 'ecs', ecsOperations),
];

/** By the version in a form. */
const versions: Readonly<Record<string, Service>> = { '2010-03-31': sns, '2015-12-01': balancing };

export const formServiceOf = (body: Uint8Array): Service | undefined =>
  versions[new URLSearchParams(Buffer.from(body).toString('utf8')).get('Version') ?? ''];

/** REST: what stands in braces is of the input. */
const paths: readonly (readonly [Service, operation: string, path: RegExp, names: readonly string[]])[] = [
  [lambda, 'ListEventSourceMappings', /^\/2015-03-31\/event-source-mappings\/?$/, []],
  [lambda, 'ListFunctions', /^\/2015-03-31\/functions\/?$/, []],
  [lambda, 'GetFunctionConfiguration', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, ['FunctionName']],
  [
    lambda,
    'ListFunctionEventInvokeConfigs',
    /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/list$/,
    ['FunctionName'],
  ],
  [pipes, 'ListPipes', /^\/v1\/pipes\/?$/, []],
  [apiGateway, 'GetRestApis', /^\/restapis$/, []],
  [apiGateway, 'GetResources', /^\/restapis\/([^/]+)\/resources$/, ['restApiId']],
  [apiGateway, 'GetIntegrations', /^\/v2\/apis\/([^/]+)\/integrations$/, ['ApiId']],
];

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a path asks for. */
export type RestRequest = {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, string>>;
};

export const restRequestOf = (path: string): RestRequest | undefined => {
  for (const [service, operation, form, names] of paths) {
    const [whole, ...parts] = form.exec(path) ?? [];
    if (whole === undefined) continue;
    const input = Object.fromEntries(names.map((name, index) => [name, decoded(parts[index] ?? '')]));
    return { service, operation, input };
  }
  return undefined;
};
