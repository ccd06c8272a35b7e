import { defineKind, gauge } from './kind.ts';

const pod = { dimensions: [['ClusterName', 'Namespace', 'PodName']] };
const pods = { dimensions: [...pod.dimensions, ['ClusterName']] };
const service = { dimensions: [['ClusterName', 'Namespace', 'Service'], ['ClusterName']] };

/**
 * A cluster with Container Insights; Namespace with PodName or Service narrow it down. Restarts are counted by pod alone, waiting
 * containers by cluster too, with enhanced observability (AWS: "Amazon EKS and Kubernetes Container Insights metrics").
 */
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
    restarts: gauge('pod_number_of_container_restarts', 'Maximum', 'count', 'container restarts', pod),
    crashLoops: gauge(
      'pod_container_status_waiting_reason_crash_loop_back_off',
      'Maximum',
      'count',
      'crash loops',
      pods,
    ),
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
    {
      series: 'crashLoops',
      words: 'containers of a pod in a crash loop',
      level: 'warn',
      limit: 0,
      atLeast: 2,
      headline: 'crash loop',
    },
    { series: 'memory', words: 'node memory', level: 'warn', limit: 80, headline: 'memory {memory}' },
    { series: 'cpu', words: 'node CPU', level: 'warn', limit: 80, headline: 'CPU {cpu}' },
  ],
  graphs: [
    { title: 'node CPU memory %', series: ['cpu', 'memory'] },
    { title: 'running pods', series: ['runningPods'] },
    { title: 'container restarts', series: ['newRestarts'] },
    { title: 'crash loops', series: ['crashLoops'] },
    { title: 'nodes failed', series: ['failedNodes', 'nodes'] },
  ],
});
