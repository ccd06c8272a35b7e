import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * One pipe: it reads a source, filters, enriches, and calls a target. Failures are reported as 0 where there are none; an execution
 * that failed is tried again for as long as the source keeps the events (AWS: "Logging and monitoring Amazon EventBridge Pipes").
 */
export const pipes = defineKind({
  title: 'Pipe',
  namespace: 'AWS/EventBridge/Pipes',
  dimensions: [['PipeName']],
  named: 'PipeName',
  writesLog: true,
  flow: { level: 3, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    invocations: perSecond('Invocations', 'executions/s'),
    events: perSecond('EventCount', 'events/s'),
    failed: counter('ExecutionFailed', 'failed'),
    partlyFailed: counter('ExecutionPartiallyFailed', 'failed in part'),
    timedOut: counter('ExecutionTimeout', 'timed out'),
    throttled: counter('ExecutionThrottled', 'throttled'),
    enrichmentFailed: counter('EnrichmentStageFailed', 'enrichment failed'),
    targetFailed: counter('TargetStageFailed', 'target failed'),
    durationP50: gauge('Duration', 'p50', 'ms', 'duration p50'),
    durationP99: gauge('Duration', 'p99', 'ms', 'duration p99'),
  },
  derived: {
    errorRate: {
      label: 'failed %',
      how: 'percent',
      part: ['failed', 'partlyFailed', 'timedOut'],
      whole: ['invocations'],
    },
    // Of executions, both: one that is throttled is none yet.
    throttleRate: {
      label: 'throttled %',
      how: 'percent',
      part: ['throttled'],
      whole: ['invocations', 'throttled'],
    },
  },
  siblings: ['invocations', 'events'],
  rate: 'events',
  errorRate: 'errorRate',
  headline: ['p99 {durationP99}', '{errorRate} failed'],
  rules: [
    errorRateRule('errorRate', 'failed executions', '{errorRate} failed'),
    mostlyRule('throttleRate', 'throttled', 'bad'),
    { series: 'throttleRate', words: 'throttled', level: 'warn', limit: 1 },
    latencyRule('durationP99', 'duration p99'),
  ],
  graphs: [
    { title: 'executions events /s', series: ['invocations', 'events'] },
    { title: 'failed %', series: ['errorRate', 'throttleRate'] },
    { title: 'duration p50 p99', series: ['durationP99', 'durationP50'] },
    {
      title: 'failed by stage',
      series: ['failed', 'enrichmentFailed', 'targetFailed', 'partlyFailed', 'timedOut'],
    },
  ],
});
