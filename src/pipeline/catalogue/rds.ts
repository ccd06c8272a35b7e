import { defineKind, gauge, lagRules, latencyRule } from './kind.ts';

const ofRds = { when: { engine: 'rds' } } as const;

/**
 * A database instance of RDS or Aurora, or an Aurora cluster. Storage that is free is told of RDS alone, replica lag in seconds of
 * RDS and in milliseconds of Aurora (AWS: "Amazon CloudWatch metrics for Amazon RDS", "… for Amazon Aurora").
 */
export const rds = defineKind({
  title: 'RDS',
  namespace: 'AWS/RDS',
  dimensions: [['DBInstanceIdentifier'], ['DBClusterIdentifier']],
  named: 'DBInstanceIdentifier',
  writesLog: true,
  flow: { level: 8, gives: 'nothing' },
  choices: {
    // Aurora's storage grows by itself.
    engine: { of: { rds: 'FreeStorageSpace', aurora: 'AuroraReplicaLag' }, usual: ['rds'] },
  },
  periodSeconds: 60,
  metrics: {
    cpu: gauge('CPUUtilization', 'Average', 'percent', 'CPU'),
    connections: gauge('DatabaseConnections', 'Maximum', 'count', 'connections'),
    readLatency: gauge('ReadLatency', 'Average', 's', 'read latency'),
    writeLatency: gauge('WriteLatency', 'Average', 's', 'write latency'),
    freeMemory: gauge('FreeableMemory', 'Minimum', 'bytes', 'free memory'),
    freeStorage: gauge('FreeStorageSpace', 'Minimum', 'bytes', 'free storage', ofRds),
    replicaLag: gauge('ReplicaLag', 'Maximum', 's', 'replica lag', ofRds),
    auroraLag: gauge('AuroraReplicaLag', 'Maximum', 'ms', 'Aurora replica lag', {
      when: { engine: 'aurora' },
    }),
    queueDepth: gauge('DiskQueueDepth', 'Average', 'count', 'disk queue'),
  },
  derived: {},
  siblings: [],
  lag: ['replicaLag', 'auroraLag'],
  headline: ['CPU {cpu}', '{connections} connections'],
  rules: [
    {
      series: 'freeStorage',
      words: 'free storage',
      sign: 'capacity',
      level: 'bad',
      comparison: '<',
      limit: 1_000_000_000,
      headline: '{freeStorage} free',
    },
    ...lagRules('replicaLag', 'replica lag', 60, 'lag {replicaLag}', 'lag'),
    ...lagRules('auroraLag', 'replica lag', 60_000, 'lag {auroraLag}', 'lag'),
    { series: 'cpu', words: 'CPU', level: 'warn', limit: 90, headline: 'CPU {cpu}' },
    {
      series: 'freeMemory',
      words: 'free memory',
      sign: 'load',
      level: 'warn',
      comparison: '<',
      limit: 100_000_000,
      headline: '{freeMemory} free memory',
    },
    { ...latencyRule('writeLatency', 'write latency'), headline: 'write {writeLatency}' },
  ],
  graphs: [
    { title: 'CPU %', series: ['cpu'] },
    { title: 'connections', series: ['connections'] },
    { title: 'write read latency', series: ['writeLatency', 'readLatency'] },
    { title: 'free storage, memory', series: ['freeStorage', 'freeMemory'] },
    { title: 'replica lag', series: ['replicaLag'] },
    { title: 'Aurora replica lag', series: ['auroraLag'] },
    { title: 'disk queue', series: ['queueDepth'] },
  ],
});
