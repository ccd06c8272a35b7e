import { counter, defineKind, gauge, lagRules, neverRule, perSecond } from './kind.ts';

const serverless = { dimensions: [['clusterId']] };

/**
 * A node of a cache (CacheClusterId), or a serverless cache (clusterId). CPUUtilization is of the host: of Valkey and Redis OSS,
 * which work on one thread, EngineCPUUtilization tells (AWS: "Metrics for Valkey and Redis OSS", "Serverless metrics and events").
 */
export const elasticache = defineKind({
  title: 'ElastiCache',
  namespace: 'AWS/ElastiCache',
  dimensions: [['CacheClusterId'], ['clusterId']],
  named: 'CacheClusterId',
  flow: { level: 8, gives: 'nothing' },
  periodSeconds: 60,
  metrics: {
    hits: perSecond('CacheHits', 'hits/s'),
    misses: perSecond('CacheMisses', 'misses/s'),
    cpu: gauge('EngineCPUUtilization', 'Average', 'percent', 'engine CPU'),
    hostCpu: gauge('CPUUtilization', 'Average', 'percent', 'host CPU'),
    memory: gauge('DatabaseMemoryUsagePercentage', 'Maximum', 'percent', 'memory'),
    evictions: counter('Evictions', 'evictions'),
    connections: gauge('CurrConnections', 'Maximum', 'count', 'connections'),
    replicaLag: gauge('ReplicationLag', 'Maximum', 's', 'replica lag'),
    throttled: counter('ThrottledCmds', 'commands throttled', serverless),
  },
  derived: {
    missRate: { label: 'misses %', how: 'percent', part: ['misses'], whole: ['hits', 'misses'] },
  },
  siblings: ['hits', 'misses'],
  rate: 'hits',
  lag: ['replicaLag'],
  headline: ['CPU {cpu}', 'memory {memory}'],
  rules: [
    neverRule('throttled', 'commands throttled', 'warn', '{throttled} throttled'),
    ...lagRules('replicaLag', 'replica lag', 60, 'lag {replicaLag}', 'lag'),
    { series: 'cpu', words: 'engine CPU', level: 'warn', limit: 90, headline: 'CPU {cpu}' },
    { series: 'memory', words: 'memory', level: 'warn', limit: 90, headline: 'memory {memory}' },
  ],
  graphs: [
    { title: 'hits misses /s', series: ['hits', 'misses'] },
    { title: 'engine CPU, memory %', series: ['cpu', 'memory', 'hostCpu'] },
    { title: 'misses %', series: ['missRate'] },
    { title: 'evictions', series: ['evictions', 'throttled'] },
    { title: 'connections', series: ['connections'] },
    { title: 'replica lag', series: ['replicaLag'] },
  ],
});
