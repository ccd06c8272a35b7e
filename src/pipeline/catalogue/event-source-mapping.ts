import { counter, defineKind, gauge, neverRule, perSecond } from './kind.ts';

/**
 * What polls a queue or a stream for a function. Its counts are opt-in (MetricsConfig of the mapping), the lag is of Kafka
 * (AWS: "Types of metrics for Lambda functions", event source mapping metrics).
 */
export const eventSourceMapping = defineKind({
  title: 'event source mapping',
  namespace: 'AWS/Lambda',
  dimensions: [['FunctionName', 'EventSourceMappingUUID'], ['EventSourceMappingUUID']],
  named: 'EventSourceMappingUUID',
  nameOf: { pattern: '^(.{1,8})', as: 'mapping-{}' },
  flow: { level: 3, gives: 'messages', passesOn: true },
  periodSeconds: 60,
  metrics: {
    polled: perSecond('PolledEventCount', 'polled/s'),
    invoked: perSecond('InvokedEventCount', 'invoked/s'),
    filteredOut: counter('FilteredOutEventCount', 'filtered out'),
    failed: counter('FailedInvokeEventCount', 'failed'),
    lost: counter('DroppedEventCount', 'dropped'),
    redriven: counter('OnFailureDestinationDeliveredEventCount', 'to the failure destination'),
    deleted: counter('DeletedEventCount', 'deleted from the queue'),
    committed: counter('CommittedEventCount', 'committed to the topic'),
    pollErrors: counter('PollingErrorCount', 'polls failed'),
    invokeErrors: counter('InvokeErrorCount', 'invocations failed'),
    sumOffsetLag: gauge('SumOffsetLag', 'Maximum', 'count', 'records behind, all partitions'),
    offsetLag: gauge('MaxOffsetLag', 'Maximum', 'count', 'records behind'),
  },
  derived: {
    failureRate: { label: 'failed %', how: 'percent', part: ['failed'], whole: ['polled'] },
  },
  siblings: ['polled', 'invoked'],
  rate: 'polled',
  errorRate: 'failureRate',
  headline: ['{failed} failed'],
  rules: [
    neverRule('lost', 'events dropped', 'bad', '{lost} dropped'),
    // An event that failed is tried again: a few are the function's, most of them are an outage.
    { series: 'failureRate', words: 'events failed', level: 'bad', limit: 50, objective: 'errorRatePercent' },
    neverRule('redriven', 'events sent to the failure destination', 'warn', '{redriven} given up'),
  ],
  graphs: [
    { title: 'polled invoked /s', series: ['polled', 'invoked'] },
    { title: 'failed %', series: ['failureRate'] },
    { title: 'given up', series: ['lost', 'redriven', 'failed'] },
    { title: 'filtered out', series: ['filteredOut'] },
    { title: 'records behind', series: ['sumOffsetLag', 'offsetLag'] },
    { title: 'deleted, committed', series: ['deleted', 'committed'] },
    { title: 'errors of the mapping', series: ['pollErrors', 'invokeErrors'] },
  ],
});
