import { counter, defineKind, errorRateRule, neverRule, perSecond } from './kind.ts';

/**
 * The schedules of a group. An attempt that fails is made again until the schedule's retry policy gives up: then it is dropped, or
 * sent to a dead-letter queue (AWS: "Monitoring Amazon EventBridge Scheduler with Amazon CloudWatch").
 */
export const scheduler = defineKind({
  title: 'Scheduler',
  namespace: 'AWS/Scheduler',
  dimensions: [['ScheduleGroup']],
  named: 'ScheduleGroup',
  flow: { level: 0, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    attempts: perSecond('InvocationAttemptCount', 'attempts/s'),
    targetErrors: counter('TargetErrorCount', 'target errors'),
    targetThrottled: counter('TargetErrorThrottledCount', 'throttled by the target'),
    throttled: counter('InvocationThrottleCount', 'throttled'),
    lost: counter('InvocationDroppedCount', 'dropped'),
    redriven: counter('InvocationsSentToDeadLetterCount', 'to the dead-letter queue'),
    redriveFailed: counter('InvocationsFailedToBeSentToDeadLetterCount', 'lost'),
  },
  derived: {
    errorRate: { label: 'failed %', how: 'percent', part: ['targetErrors'], whole: ['attempts'] },
  },
  siblings: ['attempts'],
  rate: 'attempts',
  errorRate: 'errorRate',
  headline: ['{errorRate} failed'],
  rules: [
    neverRule('redriveFailed', 'invocations lost', 'bad', '{redriveFailed} lost'),
    neverRule('lost', 'invocations dropped', 'bad', '{lost} dropped'),
    errorRateRule('errorRate', 'failed attempts', '{errorRate} failed'),
    neverRule('redriven', 'invocations sent to the dead-letter queue', 'warn', '{redriven} dead-lettered'),
    neverRule('throttled', 'invocations throttled', 'warn', '{throttled} throttled'),
  ],
  graphs: [
    { title: 'attempts/s', series: ['attempts'] },
    { title: 'failed %', series: ['errorRate'] },
    { title: 'given up', series: ['lost', 'redriven', 'redriveFailed'] },
    { title: 'throttled', series: ['throttled', 'targetThrottled'] },
  ],
});
