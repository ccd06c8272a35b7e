import {
  counter,
  defineKind,
  errorRateRule,
  gauge,
  lagRules,
  mostlyRule,
  neverRule,
  perSecond,
} from './kind.ts';

/**
 * One rule of a bus. Invocations and failures are reported only when not 0, and an invocation that is tried again is neither
 * until it succeeds or is given up, up to a day later: while a target fails, only the attempts tell (AWS: "Monitoring Amazon
 * EventBridge"). Metrics of a rule of the default bus have no EventBusName.
 */
export const eventbridge = defineKind({
  title: 'EventBridge',
  namespace: 'AWS/Events',
  dimensions: [['EventBusName', 'RuleName'], ['RuleName']],
  named: 'RuleName',
  flow: { level: 4, gives: 'events' },
  choices: {
    latencyMetric: {
      // AWS's page spells this one of the three latencies with a small t; accounts have been seen with the other. Names are
      // case-sensitive.
      of: {
        IngestiontoInvocationStartLatency: 'IngestiontoInvocationStartLatency',
        IngestionToInvocationStartLatency: 'IngestionToInvocationStartLatency',
      },
      usual: ['IngestiontoInvocationStartLatency'],
    },
  },
  periodSeconds: 60,
  metrics: {
    invocations: perSecond('Invocations', 'invocations/s'),
    attempts: perSecond('InvocationAttempts', 'attempts/s'),
    retried: counter('RetryInvocationAttempts', 'retried'),
    succeeded: perSecond('SuccessfulInvocationAttempts', 'attempts that succeeded /s'),
    matched: perSecond('MatchedEvents', 'matched/s'),
    failed: counter('FailedInvocations', 'failed'),
    throttled: counter('ThrottledRules', 'throttled'),
    toDeadLetterQueue: counter('InvocationsSentToDlq', 'to the dead-letter queue'),
    lost: counter('InvocationsFailedToBeSentToDlq', 'lost'),
    latency: gauge('{latencyMetric}', 'p99', 'ms', 'ingestion to invocation p99'),
  },
  derived: {
    failureRate: { label: 'failed %', how: 'percent', part: ['failed'], whole: ['invocations'] },
    retryRate: { label: 'retried %', how: 'percent', part: ['retried'], whole: ['attempts'] },
  },
  siblings: ['invocations', 'failed', 'attempts', 'retried'],
  rate: 'invocations',
  errorRate: 'failureRate',
  lag: ['latency'],
  headline: ['{failed} failed'],
  rules: [
    neverRule('lost', 'events lost', 'bad', '{lost} lost'),
    errorRateRule('failureRate', 'failed invocations', '{failureRate} failed'),
    mostlyRule('retryRate', 'invocations retried', 'bad', '{retryRate} retried'),
    { ...mostlyRule('retryRate', 'invocations retried', 'warn', '{retryRate} retried'), limit: 10 },
    ...lagRules('latency', 'from ingestion to invocation', 30_000, 'lag {latency}', 'lag'),
    neverRule(
      'toDeadLetterQueue',
      'events sent to the dead-letter queue',
      'warn',
      '{toDeadLetterQueue} dead-lettered',
    ),
    neverRule('throttled', 'invocations throttled', 'warn', '{throttled} throttled'),
  ],
  graphs: [
    { title: 'invocations attempts /s', series: ['invocations', 'attempts'] },
    { title: 'failed %', series: ['failureRate', 'retryRate'] },
    { title: 'ingestion to invocation p99', series: ['latency'] },
    { title: 'matched, succeeded /s', series: ['matched', 'succeeded'] },
    { title: 'failed and throttled', series: ['failed', 'throttled', 'toDeadLetterQueue', 'lost'] },
  ],
});
