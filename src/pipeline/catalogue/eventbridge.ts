import { counter, defineKind, errorRateRule, gauge, lagRules, neverRule, perSecond } from './kind.ts';

/** One rule of a bus. Failures are reported only when there are any: invocations tell a zero from a gap. */
export const eventbridge = defineKind({
  title: 'EventBridge',
  namespace: 'AWS/Events',
  dimensions: [['EventBusName', 'RuleName'], ['RuleName']],
  named: 'RuleName',
  flow: { level: 4, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    invocations: perSecond('Invocations', 'invocations/s'),
    failed: counter('FailedInvocations', 'failed'),
    throttled: counter('ThrottledRules', 'throttled'),
    toDeadLetterQueue: counter('InvocationsSentToDlq', 'to the dead-letter queue'),
    lost: counter('InvocationsFailedToBeSentToDlq', 'lost'),
    latency: gauge('IngestionToInvocationStartLatency', 'p99', 'ms', 'ingestion to invocation p99'),
  },
  derived: {
    failureRate: { label: 'failed %', how: 'percent', part: ['failed'], whole: ['invocations'] },
  },
  siblings: ['invocations', 'failed'],
  rate: 'invocations',
  errorRate: 'failureRate',
  lag: ['latency'],
  headline: ['{failed} failed'],
  rules: [
    neverRule('lost', 'events lost', 'bad', '{lost} lost'),
    errorRateRule('failureRate', 'failed invocations', '{failureRate} failed'),
    ...lagRules('latency', 'from ingestion to invocation', 30_000, 'lag {latency}'),
    neverRule(
      'toDeadLetterQueue',
      'events sent to the dead-letter queue',
      'warn',
      '{toDeadLetterQueue} dead-lettered',
    ),
    neverRule('throttled', 'invocations throttled', 'warn', '{throttled} throttled'),
  ],
  graphs: [
    { title: 'invocations/s', series: ['invocations'] },
    { title: 'failed %', series: ['failureRate'] },
    { title: 'ingestion to invocation p99', series: ['latency'] },
    { title: 'failed and throttled', series: ['failed', 'throttled', 'toDeadLetterQueue', 'lost'] },
  ],
});
