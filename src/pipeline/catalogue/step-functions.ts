import { counter, defineKind, errorRateRule, gauge, latencyRule, neverRule, perSecond } from './kind.ts';

/**
 * Executions are counted when they end, minutes or months after they began: those that failed are a share of those that ended,
 * not of those that began (AWS: "Monitoring Step Functions metrics using CloudWatch"). What was aborted has ended, by a hand or a
 * caller, and is no failure of its own.
 */
export const stepFunctions = defineKind({
  title: 'Step Functions',
  namespace: 'AWS/States',
  dimensions: [['StateMachineArn']],
  nameOf: { pattern: '([^:]+)$' },
  writesLog: true,
  flow: { level: 1, works: true },
  periodSeconds: 60,
  metrics: {
    started: perSecond('ExecutionsStarted', 'started/s'),
    succeeded: perSecond('ExecutionsSucceeded', 'succeeded/s'),
    failed: counter('ExecutionsFailed', 'failed'),
    timedOut: counter('ExecutionsTimedOut', 'timed out'),
    aborted: counter('ExecutionsAborted', 'aborted'),
    throttled: counter('ExecutionThrottled', 'throttled'),
    timeP50: gauge('ExecutionTime', 'p50', 'ms', 'time p50'),
    timeP99: gauge('ExecutionTime', 'p99', 'ms', 'time p99'),
  },
  derived: {
    errorRate: {
      label: 'failed %',
      how: 'percent',
      part: ['failed', 'timedOut'],
      whole: ['succeeded', 'failed', 'timedOut', 'aborted'],
    },
  },
  siblings: ['started', 'succeeded', 'failed', 'timedOut', 'aborted'],
  rate: 'started',
  errorRate: 'errorRate',
  headline: ['p99 {timeP99}', '{errorRate} failed'],
  rules: [
    errorRateRule('errorRate', 'failed executions', '{errorRate} failed'),
    neverRule('throttled', 'state transitions throttled', 'warn', '{throttled} throttled'),
    latencyRule('timeP99', 'execution time p99'),
  ],
  graphs: [
    { title: 'started succeeded /s', series: ['started', 'succeeded'] },
    { title: 'failed %', series: ['errorRate'] },
    { title: 'time p50 p99', series: ['timeP99', 'timeP50'] },
    { title: 'failed timed out', series: ['failed', 'timedOut', 'aborted', 'throttled'] },
  ],
});
