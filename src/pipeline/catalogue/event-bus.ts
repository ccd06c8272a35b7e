import { counter, defineKind, gauge, lagRules, neverRule, perSecond } from './kind.ts';

/**
 * A subscriber of a custom event bus, both by their ARNs. By default a delivery is tried 5 times or for 300 s, then the event is
 * dropped, or sent to the failure destination (AWS: "Observability for the Custom Event Bus", "Retry policies and dead-letter
 * queues"). A retry is a sample of RetryInvocationAttempts, its value says which one it is.
 */
export const eventBus = defineKind({
  title: 'event bus',
  namespace: 'AWS/EventsV2',
  dimensions: [['EventBus', 'Subscriber']],
  named: 'Subscriber',
  nameOf: { pattern: '([^/:]+)$' },
  flow: { level: 4, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    matched: perSecond('FilterMatched', 'matched/s'),
    attempts: perSecond('EventDeliveryAttempts', 'attempts/s'),
    delivered: perSecond('EventsDelivered', 'delivered/s'),
    backlogAge: gauge('ApproximateBacklogAge', 'Maximum', 'ms', 'oldest event'),
    retried: { ...counter('RetryInvocationAttempts', 'retried'), stat: 'SampleCount' },
    startP99: gauge('IngestionToInvocationStartTime', 'p99', 'ms', 'ingestion to invocation p99'),
    notTransformed: counter('EventTransformationFailures', 'not transformed'),
    lost: counter('EventsDropped', 'dropped'),
    redriven: counter('OnFailureDestinationDelivered', 'to the failure destination'),
    redriveFailed: counter('OnFailureDestinationFailed', 'lost'),
  },
  derived: {
    failedAttempts: {
      label: 'attempts that failed /s',
      how: 'difference',
      of: ['attempts', 'delivered'],
      unit: 'count/s',
    },
  },
  siblings: ['matched', 'attempts', 'delivered'],
  rate: 'matched',
  lag: ['backlogAge'],
  headline: ['age {backlogAge}', '{failedAttempts} fail'],
  rules: [
    neverRule(
      'redriveFailed',
      'events lost on their way to the failure destination',
      'bad',
      '{redriveFailed} lost',
    ),
    neverRule('lost', 'events dropped', 'bad', '{lost} dropped'),
    ...lagRules('backlogAge', 'oldest event', 60_000, 'age {backlogAge}', 'age'),
    { ...neverRule('notTransformed', 'events not transformed', 'warn'), sign: 'errors' },
    neverRule('redriven', 'events sent to the failure destination', 'warn', '{redriven} given up'),
  ],
  graphs: [
    { title: 'matched delivered /s', series: ['matched', 'delivered'] },
    { title: 'oldest event', series: ['backlogAge'] },
    { title: 'attempts, failed /s', series: ['attempts', 'failedAttempts'] },
    { title: 'given up', series: ['lost', 'redriven', 'redriveFailed'] },
    { title: 'retried, not transformed', series: ['retried', 'notTransformed'] },
    { title: 'ingestion to invocation p99', series: ['startP99'] },
  ],
});
