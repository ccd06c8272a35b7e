/** Which operation of AWS a request asks for, whatever protocol it speaks: paths and targets from botocore 1.44.8's models. */
import type { IncomingHttpHeaders } from 'node:http';

export type AskedFor = {
  /** IAM's name of the service: `lambda`. */
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/** By `X-Amz-Target`. */
const targets: Readonly<Record<string, string>> = {
  GraniteServiceVersion20100801: 'cloudwatch',
  Logs_20140328: 'logs',
  DynamoDBStreams_20120810: 'dynamodb',
  DynamoDB_20120810: 'dynamodb',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  Firehose_20150804: 'firehose',
};

/** REST: method and path; what stands in braces is of the input. */
const routes: readonly (readonly [service: string, operation: string, path: string])[] = [
  ['lambda', 'ListEventSourceMappings', '/2015-03-31/event-source-mappings'],
  ['lambda', 'ListFunctions', '/2015-03-31/functions'],
  ['lambda', 'GetFunctionConfiguration', '/2015-03-31/functions/{FunctionName}/configuration'],
  [
    'lambda',
    'ListFunctionEventInvokeConfigs',
    '/2019-09-25/functions/{FunctionName}/event-invoke-config/list',
  ],
  ['pipes', 'ListPipes', '/v1/pipes'],
  ['pipes', 'DescribePipe', '/v1/pipes/{Name}'],
  ['apigateway', 'GetRestApis', '/restapis'],
  ['apigateway', 'GetResources', '/restapis/{restApiId}/resources'],
  ['apigateway', 'GetApis', '/v2/apis'],
  ['apigateway', 'GetIntegrations', '/v2/apis/{ApiId}/integrations'],
];

/** Services of the query protocol, by the version in their forms. */
const versions: Readonly<Record<string, string>> = {
  '2010-03-31': 'sns',
  '2015-12-01': 'elasticloadbalancing',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const restOperation = (url: URL): AskedFor | undefined => {
  const path = url.pathname.replace(/\/$/, '');
  for (const [service, operation, form] of routes) {
    const names = [...form.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const found = new RegExp(`^${form.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (found === null) continue;
    const inPath = names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]);
    return {
      service,
      operation,
      input: { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(inPath) },
    };
  }
  return undefined;
};

export const operationOf = (
  path: string,
  headers: IncomingHttpHeaders,
  body: string,
): AskedFor | undefined => {
  const [target = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  if (operation !== '') {
    const input: unknown = JSON.parse(body);
    return { service: targets[target] ?? target, operation, input: isObject(input) ? input : {} };
  }
  // Prometheus' API names no operation, and takes a form.
  if (path === '/api/v1/query_range') {
    const input = Object.fromEntries(new URLSearchParams(body));
    return { service: 'cloudwatch', operation: 'QueryMetrics', input };
  }
  if (/x-www-form-urlencoded/.test(String(headers['content-type'] ?? ''))) {
    const { Action = '', Version = '', ...input } = Object.fromEntries(new URLSearchParams(body));
    return { service: versions[Version] ?? Version, operation: Action, input };
  }
  return restOperation(new URL(path, 'http://localhost'));
};
