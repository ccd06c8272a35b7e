import { counter, defineKind, errorRateRule, gauge, latencyRule, perSecond } from './kind.ts';

/**
 * A domain; ClientId is the account. Red: a primary shard is not there, and what is written to it is refused (AWS: "Monitoring
 * OpenSearch cluster metrics with Amazon CloudWatch"). FreeStorageSpace is in MiB.
 */
export const opensearch = defineKind({
  title: 'OpenSearch',
  namespace: 'AWS/ES',
  dimensions: [['ClientId', 'DomainName']],
  named: 'DomainName',
  writesLog: true,
  flow: { level: 8, gives: 'nothing' },
  periodSeconds: 60,
  metrics: {
    requests: perSecond('OpenSearchRequests', 'requests/s'),
    serverErrors: counter('5xx', '5xx'),
    red: gauge('ClusterStatus.red', 'Maximum', 'none', 'red'),
    yellow: gauge('ClusterStatus.yellow', 'Maximum', 'none', 'yellow'),
    writesBlocked: gauge('ClusterIndexWritesBlocked', 'Maximum', 'none', 'writes blocked'),
    cpu: gauge('CPUUtilization', 'Maximum', 'percent', 'CPU max'),
    memory: gauge('JVMMemoryPressure', 'Maximum', 'percent', 'JVM memory max'),
    nodes: gauge('Nodes', 'Minimum', 'count', 'nodes'),
    indexingLatency: gauge('IndexingLatency', 'Average', 'ms', 'indexing latency'),
    searchLatency: gauge('SearchLatency', 'Average', 'ms', 'search latency'),
  },
  derived: {
    errorRate: { label: '5xx %', how: 'percent', part: ['serverErrors'], whole: ['requests'] },
  },
  siblings: ['requests'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['CPU {cpu}', 'indexing {indexingLatency}'],
  rules: [
    {
      series: 'writesBlocked',
      words: 'writes are blocked',
      sign: 'capacity',
      level: 'bad',
      limit: 0,
      headline: 'writes blocked',
    },
    {
      series: 'red',
      words: 'a primary shard is missing',
      sign: 'capacity',
      level: 'bad',
      limit: 0,
      headline: 'red',
    },
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    { series: 'memory', words: 'JVM memory', level: 'warn', limit: 92, headline: 'JVM memory {memory}' },
    { series: 'cpu', words: 'CPU', level: 'warn', limit: 90, headline: 'CPU {cpu}' },
    { ...latencyRule('indexingLatency', 'indexing latency'), headline: 'indexing {indexingLatency}' },
  ],
  graphs: [
    { title: 'requests/s', series: ['requests'] },
    { title: 'indexing, search latency', series: ['indexingLatency', 'searchLatency'] },
    { title: 'CPU, JVM memory %', series: ['cpu', 'memory'] },
    { title: 'red, yellow, writes blocked', series: ['red', 'yellow', 'writesBlocked'] },
    { title: '5xx %', series: ['errorRate'] },
    { title: 'nodes', series: ['nodes'] },
  ],
});
