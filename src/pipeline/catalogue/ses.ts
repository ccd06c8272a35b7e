import { counter, defineKind, neverRule, perSecond } from './kind.ts';

/**
 * Mail of an account, or of a configuration set that publishes events with this dimension. AWS reviews an account from 5 % of
 * bounces and 0.1 % of complaints on, and may pause it at 10 % and 0.5 % (AWS: "Monitoring your Amazon SES sending activity",
 * "Understanding reputation metrics messages").
 */
export const ses = defineKind({
  title: 'SES',
  namespace: 'AWS/SES',
  dimensions: [['ses:configuration-set'], []],
  named: 'ses:configuration-set',
  nameOf: { pattern: '^$', as: 'mail' },
  flow: { level: 9, gives: 'nothing' },
  periodSeconds: 300,
  metrics: {
    sent: perSecond('Send', 'sent/s'),
    delivered: perSecond('Delivery', 'delivered/s'),
    bounces: counter('Bounce', 'bounces'),
    complaints: counter('Complaint', 'complaints'),
    rejected: counter('Reject', 'rejected'),
  },
  derived: {
    errorRate: { label: 'bounces %', how: 'percent', part: ['bounces'], whole: ['sent'] },
    complaintRate: { label: 'complaints %', how: 'percent', part: ['complaints'], whole: ['sent'] },
  },
  siblings: ['sent', 'delivered'],
  rate: 'sent',
  errorRate: 'errorRate',
  headline: ['{errorRate} bounce'],
  rules: [
    { series: 'errorRate', words: 'bounces', level: 'bad', limit: 10, headline: '{errorRate} bounce' },
    {
      series: 'errorRate',
      words: 'bounces',
      level: 'warn',
      limit: 5,
      objective: 'errorRatePercent',
      headline: '{errorRate} bounce',
    },
    {
      series: 'complaintRate',
      words: 'complaints',
      sign: 'errors',
      level: 'warn',
      limit: 0.1,
      headline: '{complaintRate} complaints',
    },
    { ...neverRule('rejected', 'mails rejected', 'warn'), sign: 'errors' },
  ],
  graphs: [
    { title: 'sent delivered /s', series: ['sent', 'delivered'] },
    { title: 'bounces, complaints %', series: ['errorRate', 'complaintRate'] },
    { title: 'bounces, complaints, rejected', series: ['bounces', 'complaints', 'rejected'] },
  ],
});
