import { defineKind } from './kind.ts';

/** Whatever the file names: embedded metric format, metric filters, PutMetricData. Its metrics, rules and graphs are the file's. */
export const custom = defineKind({
  title: 'custom',
  namespace: '',
  dimensions: [[]],
  periodSeconds: 60,
  metrics: {},
  derived: {},
  siblings: [],
  headline: [],
  rules: [],
  graphs: [],
});
