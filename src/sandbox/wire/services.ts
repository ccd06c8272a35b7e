import { describeAlarmContributors } from './cloudwatch/alarm-contributors.ts';
import { describeAlarmHistory } from './cloudwatch/alarm-history.ts';
import { describeAlarms, describeAlarmsForMetric } from './cloudwatch/alarms.ts';
import { getDashboard, listDashboards } from './cloudwatch/dashboards.ts';
import { getMetricData } from './cloudwatch/get-metric-data.ts';
import { getMetricStatistics } from './cloudwatch/get-metric-statistics.ts';
import { listMetrics } from './cloudwatch/list-metrics.ts';
import { getAlarmMuteRule, listAlarmMuteRules } from './cloudwatch/mute-rules.ts';
import { queryMetrics } from './cloudwatch/query-metrics.ts';
import { describeStream, listStreams } from './dynamodb/describe-stream.ts';
import { getRecords } from './dynamodb/get-records.ts';
import { getShardIterator } from './dynamodb/shard-iterator.ts';
import { describeTable, listTables } from './dynamodb/tables.ts';
import { filterLogEvents } from './logs/filter-log-events.ts';
import { getLogEvents } from './logs/get-log-events.ts';
import { describeLogGroups, describeLogStreams } from './logs/groups.ts';
import { startLiveTail } from './logs/live-tail.ts';
import { getLogRecord, getQueryResults, startQuery, stopQuery } from './logs/queries.ts';
import type { Operation } from './operation.ts';
import { cborProtocol } from './protocol/cbor.ts';
import { jsonProtocol } from './protocol/json.ts';
import { promQlError, promQlProtocol } from './protocol/promql.ts';
import type { Protocol } from './protocol/protocol.ts';
import { queryProtocol } from './protocol/query.ts';
import type { ServiceError } from './service-error.ts';

/** A service: what it is called on the wire, what it can do, and how it words what all services say. */
export type Service = {
  readonly name:
    | 'CloudWatch'
    | 'Logs'
    | 'DynamoDB'
    | 'DynamoDBStreams'
    | 'Lambda'
    | 'EventBridge'
    | 'Pipes'
    | 'SNS'
    | 'SQS'
    | 'StepFunctions'
    | 'ApiGateway'
    | 'ElasticLoadBalancing'
    | 'ECS';
  /** What comes before the operation in `X-Amz-Target`. */
  readonly target: string;
  /** The service in the scope of a signature. */
  readonly signingName: string;
  readonly json: Protocol;
  readonly cbor?: Protocol;
  readonly query?: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
  /** A value out of bounds. */
  readonly invalid: (message: string) => ServiceError;
  /** The ways in which it says "slow down", in turn. */
  readonly throttling: readonly ServiceError[];
  readonly internal: ServiceError;
};

const client = (code: string, message: string, queryCode?: string): ServiceError => ({
  code,
  message,
  status: 400,
  ...(queryCode === undefined ? {} : { queryCode }),
});

const cloudwatch: Service = {
  name: 'CloudWatch',
  target: 'GraniteServiceVersion20100801',
  signingName: 'monitoring',
  json: jsonProtocol({
    version: '1.0',
    errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01#',
    queryCompatible: true,
  }),
  cbor: cborProtocol({ errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01#' }),
  query: queryProtocol({ xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/' }),
  operations: {
    DescribeAlarmContributors: describeAlarmContributors,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    GetAlarmMuteRule: getAlarmMuteRule,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListAlarmMuteRules: listAlarmMuteRules,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
  },
  invalid: (message) => client('ValidationException', message, 'ValidationError'),
  throttling: [client('ThrottlingException', 'Rate exceeded', 'Throttling')],
  internal: {
    code: 'InternalServiceFault',
    queryCode: 'InternalServiceError',
    message: 'The request processing has failed because of an unknown error, exception or failure.',
    status: 500,
  },
};

const logs: Service = {
  name: 'Logs',
  target: 'Logs_20140328',
  signingName: 'logs',
  json: jsonProtocol({ version: '1.1', errorNamespace: '', queryCompatible: false }),
  operations: {
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    GetLogRecord: getLogRecord,
    GetQueryResults: getQueryResults,
    StartLiveTail: startLiveTail,
    StartQuery: startQuery,
    StopQuery: stopQuery,
  },
  invalid: (message) => client('InvalidParameterException', message),
  throttling: [client('ThrottlingException', 'Rate exceeded')],
  internal: {
    code: 'ServiceUnavailableException',
    message: 'The service cannot complete the request.',
    status: 500,
  },
};

/** DynamoDB and its streams word most things alike. */
const dynamoManners = {
  signingName: 'dynamodb',
  json: jsonProtocol({
    version: '1.0',
    errorNamespace: 'com.amazonaws.dynamodb.v20120810#',
    queryCompatible: false,
  }),
  invalid: (message: string) => client('ValidationException', message),
  internal: {
    code: 'InternalServerError',
    message: 'The request could not be processed because of an internal error',
    status: 500,
  },
};

const throttled = client('ThrottlingException', 'Rate of requests exceeds the allowed throughput.');

const dynamodb: Service = {
  ...dynamoManners,
  name: 'DynamoDB',
  target: 'DynamoDB_20120810',
  operations: { DescribeTable: describeTable, ListTables: listTables },
  throttling: [throttled],
};

const dynamodbStreams: Service = {
  ...dynamoManners,
  name: 'DynamoDBStreams',
  target: 'DynamoDBStreams_20120810',
  operations: {
    DescribeStream: describeStream,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListStreams: listStreams,
  },
  throttling: [
    client('LimitExceededException', 'Too many requests: more than two processes read this shard.'),
    throttled,
    client(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the stream was exceeded.',
    ),
  ],
};

/** What a request is answered in that names no service. */
export const plainJson: Protocol = jsonProtocol({
  version: '1.0',
  errorNamespace: 'com.amazon.coral.service#',
  queryCompatible: false,
});

/** The one service of the query protocol, which names no service in its requests. */
export const queryService = cloudwatch;

/** CloudWatch by Prometheus' API: its requests name it by their path, and no SDK has it. */
export const promQlService: Service = {
  ...cloudwatch,
  json: promQlProtocol,
  operations: { QueryMetrics: queryMetrics },
  invalid: (message) => promQlError('bad_data', message, 400),
  throttling: [promQlError('execution', 'too many concurrent query requests', 429)],
};

export const services: readonly Service[] = [cloudwatch, logs, dynamodb, dynamodbStreams];
