import {
  counter,
  defineKind,
  gauge,
  lagRules,
  latencyRule,
  type MetricDefinition,
  neverRule,
  perSecond,
  retentionRule,
} from './kind.ts';

const tableOrIndex = [['TableName', 'GlobalSecondaryIndexName'], ['TableName']];

/** By the operation as AWS names it, what keys of its series begin with: its page of metrics lists these. */
const operations = {
  PutItem: 'put',
  UpdateItem: 'update',
  TransactWriteItems: 'transactWrite',
  BatchWriteItem: 'batchWrite',
  DeleteItem: 'delete',
  GetItem: 'get',
  Query: 'query',
  BatchGetItem: 'batchGet',
  TransactGetItems: 'transactGet',
  Scan: 'scan',
  ExecuteStatement: 'executeStatement',
  BatchExecuteStatement: 'batchExecuteStatement',
  ExecuteTransaction: 'executeTransaction',
};
const keys = Object.values(operations);
const each = (suffix: string): readonly string[] => keys.map((key) => `${key}${suffix}`);

/**
 * Requests are counted by operation, for the table alone. A request that succeeded is a sample of the latency: the samples are
 * as many as the requests, and cost nothing beside the percentiles.
 */
const metricsOf = ([name, key]: readonly [string, string]): readonly (readonly [
  string,
  MetricDefinition,
])[] => {
  const extra = {
    dimensions: [['TableName']],
    fixed: { Operation: name },
    only: 'table',
    when: { operations: name },
  } as const;
  const latency = (stat: string) => gauge('SuccessfulRequestLatency', stat, 'ms', `${name} ${stat}`, extra);
  return [
    ...(name === 'PutItem' ? [[`${key}P50`, latency('p50')] as const] : []),
    [`${key}P99`, latency('p99')],
    [
      `${key}Requests`,
      { ...counter('SuccessfulRequestLatency', `${name} requests`, extra), stat: 'SampleCount' },
    ],
    [`${key}Throttled`, counter('ThrottledRequests', `${name} throttled`, extra)],
    [`${key}Errors`, counter('SystemErrors', `${name} system errors`, extra)],
  ];
};

/**
 * Why something was throttled, by what the metrics are called (AWS: "CloudWatch throttling metrics"): one partition of a key, what
 * was provisioned, the maximum that an on-demand table was given, the account's quota of the table.
 */
const throttleReasons = {
  KeyRange: ['KeyRangeThroughput', 'hot key'],
  Provisioned: ['ProvisionedThroughput', 'provisioned capacity'],
  OnDemand: ['MaxOnDemandThroughput', 'on-demand maximum'],
  Account: ['AccountLimit', 'account limit'],
} as const;
const reasonsOf = (way: 'Read' | 'Write'): Readonly<Record<string, MetricDefinition>> =>
  Object.fromEntries(
    Object.entries(throttleReasons).map(([key, [limit, label]]) => [
      `${way.toLowerCase()}${key}`,
      counter(`${way}${limit}ThrottleEvents`, label, { dimensions: tableOrIndex }),
    ]),
  );
const reasonKeys = (way: 'read' | 'write') =>
  [`${way}KeyRange`, `${way}Provisioned`, `${way}OnDemand`, `${way}Account`] as const;

const metrics: Readonly<Record<string, MetricDefinition>> = {
  writes: perSecond('ConsumedWriteCapacityUnits', 'write units/s', { dimensions: tableOrIndex }),
  reads: perSecond('ConsumedReadCapacityUnits', 'read units/s', { dimensions: tableOrIndex }),
  writeThrottles: counter('WriteThrottleEvents', 'writes throttled', { dimensions: tableOrIndex }),
  readThrottles: counter('ReadThrottleEvents', 'reads throttled', { dimensions: tableOrIndex }),
  ...Object.fromEntries(Object.entries(operations).flatMap(metricsOf)),
  ...reasonsOf('Write'),
  ...reasonsOf('Read'),
  conditionsFailed: counter('ConditionalCheckFailedRequests', 'conditions failed', { only: 'table' }),
  conflicts: counter('TransactionConflict', 'transaction conflicts', { only: 'table' }),
  streamRecords: perSecond('ReturnedRecordsCount', 'stream records/s', {
    dimensions: [['TableName', 'StreamLabel']],
    fixed: { Operation: 'GetRecords' },
    only: 'table',
  }),
  // DynamoDB has no metric for the age of its stream: the function that reads it has.
  streamAge: gauge('IteratorAge', 'Maximum', 'ms', 'stream age max', {
    only: 'reader',
    namespace: 'AWS/Lambda',
  }),
};

/**
 * A table with its stream (StreamLabel), or one of its indexes (GlobalSecondaryIndexName). An index that is throttled throttles
 * the writes of its table: it is worth a stage of its own. Metrics come only when not 0 (AWS: "DynamoDB metrics and dimensions").
 */
export const dynamodb = defineKind({
  title: 'DynamoDB',
  namespace: 'AWS/DynamoDB',
  dimensions: [['TableName']],
  optional: ['GlobalSecondaryIndexName', 'StreamLabel'],
  completedBy: ['StreamLabel'],
  choices: {
    operations: {
      of: operations,
      usual: ['PutItem', 'UpdateItem'],
      many: true,
      dimension: 'Operation',
    },
  },
  named: 'TableName',
  flow: { level: 2, gives: 'stream' },
  periodSeconds: 60,
  metrics,
  derived: {
    systemErrors: { label: 'system errors', how: 'sum', of: each('Errors'), unit: 'count' },
    throttles: {
      label: 'throttled',
      how: 'sum',
      of: ['writeThrottles', 'readThrottles'],
      unit: 'count',
    },
    // Of requests, all: a throttled one, and one that failed, is no sample of the latency.
    errorRate: {
      label: 'refused %',
      how: 'percent',
      part: [...each('Throttled'), ...each('Errors')],
      whole: [...each('Requests'), ...each('Throttled'), ...each('Errors')],
    },
  },
  siblings: ['writes', 'reads'],
  rate: 'writes',
  errorRate: 'errorRate',
  lag: ['streamAge'],
  headline: [...each('P99').map((key) => `p99 {${key}}`), '{throttles} throttled'],
  rules: [
    neverRule('systemErrors', 'system errors', 'bad'),
    // A request that is throttled is tried again by the SDK: most of them must be before it is an outage.
    {
      series: 'errorRate',
      words: 'requests refused',
      level: 'bad',
      limit: 50,
      objective: 'errorRatePercent',
      headline: '{errorRate} refused',
    },
    neverRule('throttles', 'requests throttled', 'warn', '{throttles} throttled'),
    retentionRule('streamAge', 'stream age', 'stream {streamAge}'),
    ...lagRules('streamAge', 'stream age', 60_000, 'stream {streamAge}'),
    ...Object.entries(operations).map(([name, key]) => latencyRule(`${key}P99`, `${name} p99`)),
  ],
  graphs: [
    { title: 'write read units/s', series: ['writes', 'reads'] },
    { title: 'throttled', series: ['writeThrottles', 'readThrottles'] },
    {
      title: 'latency p50 p99',
      series: ['putP99', 'putP50', ...each('P99').filter((key) => key !== 'putP99')],
    },
    { title: 'stream age max', series: ['streamAge'] },
    { title: 'stream records/s', series: ['streamRecords'] },
    { title: 'errors', series: ['systemErrors', ...each('Throttled')] },
    { title: 'refused %', series: ['errorRate'] },
    { title: 'writes throttled by', series: reasonKeys('write') },
    { title: 'reads throttled by', series: reasonKeys('read') },
    // A write that finds its order changed already, two that want the same item: both are the writers' to deal with.
    { title: 'conditions failed, conflicts', series: ['conditionsFailed', 'conflicts'] },
  ],
});
