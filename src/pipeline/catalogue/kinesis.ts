import {
  counter,
  defineKind,
  gauge,
  lagRules,
  mostlyRule,
  neverRule,
  perSecond,
  retentionRule,
} from './kind.ts';

const consumer = { dimensions: [['StreamName', 'ConsumerName']] };

/**
 * A stream, and one of its consumers with enhanced fan-out (ConsumerName): records are pushed to such a consumer, GetRecords.*
 * says nothing of it (AWS: "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch").
 */
export const kinesis = defineKind({
  title: 'Kinesis',
  namespace: 'AWS/Kinesis',
  dimensions: [['StreamName']],
  optional: ['ConsumerName'],
  completedBy: ['ConsumerName'],
  named: 'StreamName',
  flow: { level: 2, gives: 'stream' },
  periodSeconds: 60,
  metrics: {
    incoming: perSecond('IncomingRecords', 'incoming/s'),
    outgoing: perSecond('GetRecords.Records', 'read/s'),
    iteratorAge: gauge('GetRecords.IteratorAgeMilliseconds', 'Maximum', 'ms', 'iterator age max'),
    pushed: perSecond('SubscribeToShardEvent.Records', 'pushed/s', consumer),
    consumerLag: gauge(
      'SubscribeToShardEvent.MillisBehindLatest',
      'Maximum',
      'ms',
      'consumer lag max',
      consumer,
    ),
    writeThrottles: counter('WriteProvisionedThroughputExceeded', 'writes throttled'),
    readThrottles: counter('ReadProvisionedThroughputExceeded', 'reads throttled'),
  },
  derived: {
    // Of records, both: IncomingRecords are those that were put, the others were rejected.
    writeThrottleRate: {
      label: 'writes throttled %',
      how: 'percent',
      part: ['writeThrottles'],
      whole: ['incoming', 'writeThrottles'],
    },
  },
  siblings: ['incoming', 'outgoing', 'pushed'],
  rate: 'incoming',
  lag: ['iteratorAge', 'consumerLag'],
  headline: ['lag {iteratorAge}', 'lag {consumerLag}'],
  rules: [
    retentionRule('iteratorAge', 'iterator age', 'lag {iteratorAge}'),
    ...lagRules('iteratorAge', 'iterator age', 60_000, 'lag {iteratorAge}'),
    retentionRule('consumerLag', 'consumer lag', 'lag {consumerLag}'),
    ...lagRules('consumerLag', 'consumer lag', 60_000, 'lag {consumerLag}'),
    mostlyRule('writeThrottleRate', 'writes throttled', 'bad'),
    neverRule('writeThrottles', 'writes throttled', 'warn'),
    neverRule('readThrottles', 'reads throttled', 'warn'),
  ],
  graphs: [
    { title: 'incoming read /s', series: ['incoming', 'outgoing', 'pushed'] },
    { title: 'iterator age max', series: ['iteratorAge', 'consumerLag'] },
    { title: 'throttled', series: ['writeThrottles', 'readThrottles'] },
  ],
});
