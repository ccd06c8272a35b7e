import { counter, defineKind, errorRateRule, neverRule, perSecond } from './kind.ts';

export const sns = defineKind({
  title: 'SNS',
  namespace: 'AWS/SNS',
  dimensions: [['TopicName']],
  named: 'TopicName',
  flow: { level: 7, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    published: perSecond('NumberOfMessagesPublished', 'published/s'),
    delivered: perSecond('NumberOfNotificationsDelivered', 'delivered/s'),
    failed: counter('NumberOfNotificationsFailed', 'failed'),
    filteredOut: counter('NumberOfNotificationsFilteredOut', 'filtered out'),
    redriven: counter('NumberOfNotificationsRedrivenToDlq', 'to the dead-letter queue'),
    redriveFailed: counter('NumberOfNotificationsFailedToRedriveToDlq', 'lost'),
  },
  derived: {
    failureRate: {
      label: 'failed %',
      how: 'percent',
      part: ['failed'],
      whole: ['delivered', 'failed'],
    },
  },
  siblings: ['published', 'delivered', 'failed'],
  rate: 'published',
  errorRate: 'failureRate',
  headline: ['{failed} failed'],
  rules: [
    neverRule('redriveFailed', 'notifications lost', 'bad', '{redriveFailed} lost'),
    errorRateRule('failureRate', 'failed deliveries', '{failureRate} failed'),
    neverRule('redriven', 'notifications sent to the dead-letter queue', 'warn', '{redriven} dead-lettered'),
  ],
  graphs: [
    { title: 'published delivered /s', series: ['published', 'delivered'] },
    { title: 'failed %', series: ['failureRate'] },
    { title: 'failed', series: ['failed', 'redriven', 'redriveFailed'] },
    { title: 'filtered out', series: ['filteredOut'] },
  ],
});
