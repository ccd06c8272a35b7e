import { counter, defineKind, gauge, lagRules, neverRule, perSecond, retentionRule } from './kind.ts';

export const kinesis = defineKind({
  title: 'Kinesis',
  namespace: 'AWS/Kinesis',
  dimensions: [['StreamName']],
  named: 'StreamName',
  flow: { level: 2, gives: 'stream' },
  periodSeconds: 60,
  metrics: {
    incoming: perSecond('IncomingRecords', 'incoming/s'),
    outgoing: perSecond('GetRecords.Records', 'read/s'),
    iteratorAge: gauge('GetRecords.IteratorAgeMilliseconds', 'Maximum', 'ms', 'iterator age max'),
    writeThrottles: counter('WriteProvisionedThroughputExceeded', 'writes throttled'),
    readThrottles: counter('ReadProvisionedThroughputExceeded', 'reads throttled'),
  },
  derived: {},
  siblings: ['incoming', 'outgoing'],
  rate: 'incoming',
  lag: ['iteratorAge'],
  headline: ['lag {iteratorAge}'],
  rules: [
    retentionRule('iteratorAge', 'iterator age', 'lag {iteratorAge}'),
    ...lagRules('iteratorAge', 'iterator age', 60_000, 'lag {iteratorAge}'),
    neverRule('writeThrottles', 'writes throttled', 'warn'),
    neverRule('readThrottles', 'reads throttled', 'warn'),
  ],
  graphs: [
    { title: 'incoming read /s', series: ['incoming', 'outgoing'] },
    { title: 'iterator age max', series: ['iteratorAge'] },
    { title: 'throttled', series: ['writeThrottles', 'readThrottles'] },
  ],
});
