import { counter, defineKind, errorRateRule, gauge, mostlyRule, neverRule, perSecond } from './kind.ts';

/** A topic's own, and those of messages that are sent to phones without one. */
const topic = { dimensions: [['TopicName']] };
const sent = { dimensions: [['TopicName'], ['PhoneNumber']] };

/**
 * A topic, whatever its subscriptions are; messages to phones without a topic (`PhoneNumber: PhoneNumberDirect`); or SMS to a
 * country by type, of which the share that is delivered is told alone. Subscriptions by HTTP have no metrics of their own: what
 * their endpoints refuse is among the topic's failures (AWS: "Monitoring Amazon SNS topics using CloudWatch").
 */

export const sns = defineKind({
  title: 'SNS',
  namespace: 'AWS/SNS',
  dimensions: [['TopicName'], ['PhoneNumber'], ['Country', 'SMSType']],
  named: 'TopicName',
  flow: { level: 7, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    published: perSecond('NumberOfMessagesPublished', 'published/s', sent),
    delivered: perSecond('NumberOfNotificationsDelivered', 'delivered/s', sent),
    failed: counter('NumberOfNotificationsFailed', 'failed', sent),
    filteredOut: counter('NumberOfNotificationsFilteredOut', 'filtered out', topic),
    redriven: counter('NumberOfNotificationsRedrivenToDlq', 'to the dead-letter queue', topic),
    redriveFailed: counter('NumberOfNotificationsFailedToRedriveToDlq', 'lost', topic),
    smsDelivered: gauge('SMSSuccessRate', 'Average', 'none', 'SMS delivered', {
      dimensions: [['Country', 'SMSType']],
    }),
  },
  derived: {
    smsFailures: { label: 'SMS failed %', how: 'shortfall', of: 'smsDelivered' },
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
  headline: ['{failed} failed', '{smsFailures} SMS failed'],
  rules: [
    neverRule('redriveFailed', 'notifications lost', 'bad', '{redriveFailed} lost'),
    // Phones are switched off, numbers are wrong: a few always fail.
    { ...mostlyRule('smsFailures', 'SMS failed', 'bad', '{smsFailures} SMS failed'), sign: 'errors' },
    {
      series: 'smsFailures',
      words: 'SMS failed',
      sign: 'errors',
      level: 'warn',
      limit: 10,
      objective: 'errorRatePercent',
      headline: '{smsFailures} SMS failed',
    },
    errorRateRule('failureRate', 'failed deliveries', '{failureRate} failed'),
    neverRule('redriven', 'notifications sent to the dead-letter queue', 'warn', '{redriven} dead-lettered'),
  ],
  graphs: [
    { title: 'published delivered /s', series: ['published', 'delivered'] },
    { title: 'failed %', series: ['failureRate'] },
    { title: 'failed', series: ['failed', 'redriven', 'redriveFailed'] },
    { title: 'filtered out', series: ['filteredOut'] },
    { title: 'SMS failed %', series: ['smsFailures'] },
  ],
});
