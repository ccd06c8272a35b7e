import {
  counter,
  defineKind,
  gauge,
  lagRules,
  latencyRule,
  neverRule,
  perSecond,
  retentionRule,
} from './kind.ts';

const tableOrIndex = [['TableName', 'GlobalSecondaryIndexName'], ['TableName']];
/** Requests are counted by operation, for the table alone. */
const operation = (name: string) =>
  ({ dimensions: [['TableName']], fixed: { Operation: name }, only: 'table' }) as const;

/**
 * A table with its stream (StreamLabel), or one of its indexes (GlobalSecondaryIndexName). An index that is throttled throttles
 * the writes of its table: it is worth a stage of its own.
 */
export const dynamodb = defineKind({
  title: 'DynamoDB',
  namespace: 'AWS/DynamoDB',
  dimensions: [['TableName']],
  optional: ['GlobalSecondaryIndexName', 'StreamLabel'],
  completedBy: ['StreamLabel'],
  named: 'TableName',
  flow: { level: 2, gives: 'stream' },
  periodSeconds: 60,
  metrics: {
    writes: perSecond('ConsumedWriteCapacityUnits', 'write units/s', { dimensions: tableOrIndex }),
    reads: perSecond('ConsumedReadCapacityUnits', 'read units/s', { dimensions: tableOrIndex }),
    writeThrottles: counter('WriteThrottleEvents', 'writes throttled', { dimensions: tableOrIndex }),
    readThrottles: counter('ReadThrottleEvents', 'reads throttled', { dimensions: tableOrIndex }),
    putP50: gauge('SuccessfulRequestLatency', 'p50', 'ms', 'PutItem p50', operation('PutItem')),
    putP99: gauge('SuccessfulRequestLatency', 'p99', 'ms', 'PutItem p99', operation('PutItem')),
    updateP99: gauge('SuccessfulRequestLatency', 'p99', 'ms', 'UpdateItem p99', operation('UpdateItem')),
    throttledPuts: counter('ThrottledRequests', 'PutItem throttled', operation('PutItem')),
    throttledUpdates: counter('ThrottledRequests', 'UpdateItem throttled', operation('UpdateItem')),
    putErrors: counter('SystemErrors', 'PutItem system errors', operation('PutItem')),
    updateErrors: counter('SystemErrors', 'UpdateItem system errors', operation('UpdateItem')),
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
  },
  derived: {
    systemErrors: { label: 'system errors', how: 'sum', of: ['putErrors', 'updateErrors'], unit: 'count' },
    throttles: {
      label: 'throttled',
      how: 'sum',
      of: ['writeThrottles', 'readThrottles'],
      unit: 'count',
    },
  },
  siblings: ['writes', 'reads'],
  rate: 'writes',
  lag: ['streamAge'],
  headline: ['p99 {putP99}', 'p99 {updateP99}', '{throttles} throttled'],
  rules: [
    neverRule('systemErrors', 'system errors', 'bad'),
    neverRule('throttles', 'requests throttled', 'warn', '{throttles} throttled'),
    retentionRule('streamAge', 'stream age', 'stream {streamAge}'),
    ...lagRules('streamAge', 'stream age', 60_000, 'stream {streamAge}'),
    latencyRule('putP99', 'PutItem p99'),
    latencyRule('updateP99', 'UpdateItem p99'),
  ],
  graphs: [
    { title: 'write read units/s', series: ['writes', 'reads'] },
    { title: 'throttled', series: ['writeThrottles', 'readThrottles'] },
    { title: 'latency p50 p99', series: ['putP99', 'putP50', 'updateP99'] },
    { title: 'stream age max', series: ['streamAge'] },
    { title: 'stream records/s', series: ['streamRecords'] },
    { title: 'errors', series: ['systemErrors', 'throttledPuts', 'throttledUpdates'] },
  ],
});
