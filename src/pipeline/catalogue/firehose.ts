import { counter, defineKind, errorRateRule, gauge, lagRules, neverRule, perSecond } from './kind.ts';

export const firehose = defineKind({
  title: 'Firehose',
  namespace: 'AWS/Firehose',
  dimensions: [['DeliveryStreamName']],
  named: 'DeliveryStreamName',
  flow: { level: 3, gives: 'nothing' },
  periodSeconds: 60,
  metrics: {
    incoming: perSecond('IncomingRecords', 'incoming/s'),
    freshness: gauge('DeliveryToS3.DataFreshness', 'Maximum', 's', 'oldest undelivered'),
    success: gauge('DeliveryToS3.Success', 'Average', 'none', 'delivered share'),
    throttled: counter('ThrottledRecords', 'throttled'),
  },
  derived: {
    errorRate: { label: 'failed %', how: 'shortfall', of: 'success' },
  },
  siblings: ['incoming'],
  rate: 'incoming',
  errorRate: 'errorRate',
  lag: ['freshness'],
  headline: ['age {freshness}'],
  rules: [
    errorRateRule('errorRate', 'failed deliveries', '{errorRate} failed'),
    // The default buffer interval is 300 s; a record waits that long when all is well.
    ...lagRules('freshness', 'oldest undelivered record', 900, 'age {freshness}'),
    neverRule('throttled', 'records throttled', 'warn', '{throttled} throttled'),
  ],
  graphs: [
    { title: 'incoming/s', series: ['incoming'] },
    { title: 'oldest undelivered', series: ['freshness'] },
    { title: 'failed %', series: ['errorRate'] },
    { title: 'throttled', series: ['throttled'] },
  ],
});
