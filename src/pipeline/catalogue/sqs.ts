import { counter, defineKind, gauge, lagRules, perSecond } from './kind.ts';

const fair = { when: { groups: 'fair' } } as const;
const fifo = { only: 'fifo' } as const;

/**
 * A queue, of any type. A fair queue measures its quiet groups beside all: a noisy one is a tenant that sends too much, and the
 * others need not wait for it. The age of a standard queue leaves out what was received three times and more (AWS: "Available
 * CloudWatch metrics for Amazon SQS").
 */

export const sqs = defineKind({
  title: 'SQS',
  namespace: 'AWS/SQS',
  dimensions: [['QueueName']],
  named: 'QueueName',
  flow: { level: 5, gives: 'messages' },
  choices: {
    groups: { of: { fair: 'ApproximateNumberOfNoisyGroups' }, usual: [] },
  },
  periodSeconds: 60,
  metrics: {
    sent: perSecond('NumberOfMessagesSent', 'sent/s'),
    received: perSecond('NumberOfMessagesReceived', 'received/s'),
    deleted: perSecond('NumberOfMessagesDeleted', 'deleted/s'),
    age: gauge('ApproximateAgeOfOldestMessage', 'Maximum', 's', 'oldest message'),
    visible: gauge('ApproximateNumberOfMessagesVisible', 'Maximum', 'count', 'waiting'),
    notVisible: gauge('ApproximateNumberOfMessagesNotVisible', 'Maximum', 'count', 'in flight'),
    delayed: gauge('ApproximateNumberOfMessagesDelayed', 'Maximum', 'count', 'delayed'),
    emptyReceives: counter('NumberOfEmptyReceives', 'receives without a message'),
    noisyGroups: gauge('ApproximateNumberOfNoisyGroups', 'Maximum', 'count', 'noisy groups', fair),
    quietAge: gauge(
      'ApproximateAgeOfOldestMessageInQuietGroups',
      'Maximum',
      's',
      'oldest in quiet groups',
      fair,
    ),
    quietVisible: gauge(
      'ApproximateNumberOfMessagesVisibleInQuietGroups',
      'Maximum',
      'count',
      'waiting in quiet groups',
      fair,
    ),
    groupsInFlight: gauge(
      'ApproximateNumberOfGroupsWithInflightMessages',
      'Maximum',
      'count',
      'groups in flight',
      fifo,
    ),
    deduplicated: counter('NumberOfDeduplicatedSentMessages', 'deduplicated', fifo),
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
    // Of a fair queue the age may be that of one noisy tenant: this one says whether all of them wait.
    ...lagRules('quietAge', 'oldest message in quiet groups', 60, 'quiet age {quietAge}', 'age'),
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
    { title: 'oldest message', series: ['age', 'quietAge'] },
    { title: 'waiting in flight', series: ['visible', 'notVisible'] },
    { title: 'dead letters', series: ['deadLetters'] },
    { title: 'drained in', series: ['drain'] },
    { title: 'received/s', series: ['received'] },
    { title: 'waiting in quiet groups', series: ['quietVisible'] },
    { title: 'noisy groups', series: ['noisyGroups'] },
    { title: 'groups in flight, deduplicated', series: ['groupsInFlight', 'deduplicated'] },
    { title: 'delayed', series: ['delayed'] },
    { title: 'receives without a message', series: ['emptyReceives'] },
  ],
});
