import { defineKind, gauge } from './kind.ts';

const pods = { dimensions: [['ClusterName', 'Namespace', 'PodName'], ['ClusterName']] };
const service = { dimensions: [['ClusterName', 'Namespace', 'Service'], ['ClusterName']] };

/** A cluster with Container Insights; Namespace with PodName or Service narrow it down. */
export const eks = defineKind({
  title: 'EKS',
  namespace: 'ContainerInsights',
  dimensions: [['ClusterName']],
  optional: ['Namespace', 'PodName', 'Service'],
  named: 'ClusterName',
  writesLog: true,
  periodSeconds: 60,
  metrics: {
    failedNodes: gauge('cluster_failed_node_count', 'Maximum', 'count', 'failed nodes'),
    nodes: gauge('cluster_node_count', 'Average', 'count', 'nodes'),
    cpu: gauge('node_cpu_utilization', 'Average', 'percent', 'node CPU'),
    memory: gauge('node_memory_utilization', 'Average', 'percent', 'node memory'),
    restarts: gauge('pod_number_of_container_restarts', 'Maximum', 'count', 'container restarts', pods),
    runningPods: gauge('service_number_of_running_pods', 'Average', 'count', 'running pods', service),
  },
  derived: {
    newRestarts: { label: 'new restarts', how: 'increase', of: 'restarts', unit: 'count' },
  },
  siblings: [],
  headline: ['{runningPods} pods', 'CPU {cpu}'],
  rules: [
    {
      series: 'failedNodes',
      words: 'nodes failed',
      level: 'bad',
      limit: 0,
      headline: '{failedNodes} nodes failed',
    },
    {
      series: 'newRestarts',
      words: 'container restarts',
      level: 'warn',
      limit: 0,
      atLeast: 2,
      headline: '{newRestarts} restarts',
    },
    { series: 'memory', words: 'node memory', level: 'warn', limit: 80, headline: 'memory {memory}' },
    { series: 'cpu', words: 'node CPU', level: 'warn', limit: 80, headline: 'CPU {cpu}' },
  ],
  graphs: [
    { title: 'node CPU memory %', series: ['cpu', 'memory'] },
    { title: 'running pods', series: ['runningPods'] },
    { title: 'container restarts', series: ['newRestarts'] },
    { title: 'nodes failed', series: ['failedNodes', 'nodes'] },
  ],
});
