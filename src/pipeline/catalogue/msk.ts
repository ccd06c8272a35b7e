import { defineKind, gauge, lagRules, neverRule } from './kind.ts';

const group = { dimensions: [['Cluster Name', 'Consumer Group', 'Topic']] };
const cluster = { dimensions: [['Cluster Name']] };

/**
 * A topic as a consumer group reads it. Lag is absent while the group rebalances, is empty or dead, and for groups with a colon or
 * letters beyond ASCII in their name (AWS: "Amazon MSK metrics for monitoring Standard brokers", "Monitor consumer lags").
 */
export const msk = defineKind({
  title: 'MSK',
  namespace: 'AWS/Kafka',
  dimensions: [['Cluster Name', 'Consumer Group', 'Topic'], ['Cluster Name']],
  named: 'Topic',
  flow: { level: 2, gives: 'topic' },
  periodSeconds: 60,
  metrics: {
    lagSeconds: gauge('EstimatedMaxTimeLag', 'Maximum', 's', 'lag max', group),
    maxOffsetLag: gauge('MaxOffsetLag', 'Maximum', 'count', 'records behind, worst partition', group),
    sumOffsetLag: gauge('SumOffsetLag', 'Maximum', 'count', 'records behind', group),
    offlinePartitions: gauge('OfflinePartitionsCount', 'Maximum', 'count', 'partitions offline', cluster),
    controllers: gauge('ActiveControllerCount', 'Average', 'count', 'active controllers', cluster),
  },
  derived: {},
  siblings: [],
  lag: ['lagSeconds'],
  headline: ['lag {lagSeconds}', '{sumOffsetLag} behind'],
  rules: [
    neverRule('offlinePartitions', 'partitions offline', 'bad', '{offlinePartitions} partitions offline'),
    ...lagRules('lagSeconds', 'consumer lag', 60, 'lag {lagSeconds}', 'lag'),
  ],
  graphs: [
    { title: 'consumer lag', series: ['lagSeconds'] },
    { title: 'records behind', series: ['sumOffsetLag', 'maxOffsetLag'] },
    { title: 'partitions offline', series: ['offlinePartitions'] },
    { title: 'active controllers', series: ['controllers'] },
  ],
});
