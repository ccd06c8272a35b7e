import { defineKind, gauge, lagRules, perSecond } from './kind.ts';

export const sqs = defineKind({
  title: 'SQS',
  namespace: 'AWS/SQS',
  dimensions: [['QueueName']],
  named: 'QueueName',
  flow: { level: 5, gives: 'messages' },
  periodSeconds: 60,
  metrics: {
    sent: perSecond('NumberOfMessagesSent', 'sent/s'),
    received: perSecond('NumberOfMessagesReceived', 'received/s'),
    deleted: perSecond('NumberOfMessagesDeleted', 'deleted/s'),
    age: gauge('ApproximateAgeOfOldestMessage', 'Maximum', 's', 'oldest message'),
    visible: gauge('ApproximateNumberOfMessagesVisible', 'Maximum', 'count', 'waiting'),
    notVisible: gauge('ApproximateNumberOfMessagesNotVisible', 'Maximum', 'count', 'in flight'),
    deadLetters: gauge('ApproximateNumberOfMessagesVisible', 'Maximum', 'count', 'dead letters', {
      only: 'deadLetterQueue',
    }),
  },
  derived: {
    drain: { label: 'drained in', how: 'drain', backlog: 'visible', out: 'deleted', in: 'sent' },
  },
  siblings: ['sent', 'received', 'deleted', 'visible'],
  rate: 'sent',
  lag: ['age'],
  headline: ['age {age}', '{visible} waiting'],
  rules: [
    // Before their age: what lies in a dead-letter queue grows old there.
    {
      series: 'visible',
      words: 'messages in this dead-letter queue',
      level: 'bad',
      limit: 0,
      only: 'deadLetterQueue',
      headline: '{visible} dead letters',
    },
    ...lagRules('age', 'oldest message', 60, 'age {age}'),
    {
      series: 'deadLetters',
      words: 'messages in the dead-letter queue',
      level: 'warn',
      limit: 0,
      headline: '{deadLetters} dead letters',
    },
  ],
  graphs: [
    { title: 'sent deleted /s', series: ['sent', 'deleted'] },
    { title: 'oldest message', series: ['age'] },
    { title: 'waiting in flight', series: ['visible', 'notVisible'] },
    { title: 'dead letters', series: ['deadLetters'] },
    { title: 'drained in', series: ['drain'] },
    { title: 'received/s', series: ['received'] },
  ],
});
