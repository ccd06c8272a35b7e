/** The EKS cluster `warehouse`, as Container Insights sees it. */
import { addSample } from '../stores/metric-store.ts';
import { hex } from './random.ts';
import { drift, type SideSystem } from './side-system.ts';
import { minuteMs, type World } from './world.ts';

const nodes = 3;
const cluster = { ClusterName: 'warehouse' };
const robots = { ...cluster, Namespace: 'warehouse', Service: 'robots' };
const robotPods = { ...cluster, Namespace: 'warehouse', PodName: 'robots' };

/** A batch job runs every so often and takes so long: the swing that an alarm on CPU flaps with. */
const batchEveryMs = 14 * minuteMs;
const batchFromMs = 5 * minuteMs;
const batchToMs = 10 * minuteMs;

export const createWarehouse = (world: World): SideSystem => {
  const { draw, metrics, startAt } = world;
  const define = (
    name: string,
    unit: string,
    dimensions: Readonly<Record<string, string>> = cluster,
    also: readonly Readonly<Record<string, string>>[] = [],
  ) => metrics.define({ namespace: 'ContainerInsights', name, dimensions }, unit, { also });
  const nodeCount = define('cluster_node_count', 'Count');
  const failedNodes = define('cluster_failed_node_count', 'Count');
  const pods = define('service_number_of_running_pods', 'Count', robots, [cluster]);
  // Restarts are counted by pod alone; what waits to be started again by cluster, too, with enhanced observability.
  const restartCount = define('pod_number_of_container_restarts', 'Count', robotPods);
  const crashLoops = define('pod_container_status_waiting_reason_crash_loop_back_off', 'Count', robotPods, [
    cluster,
  ]);
  const podCpu = define('pod_cpu_utilization', 'Percent', robotPods);
  const everyNode = {
    cpu: define('node_cpu_utilization', 'Percent'),
    memory: define('node_memory_utilization', 'Percent'),
  };
  const each = Array.from({ length: nodes }, (_, number) => {
    const dimensions = {
      ...cluster,
      NodeName: `ip-10-0-${number}-17.${world.region}.compute.internal`,
      InstanceId: `i-0${hex(16, draw(number, 71), number)}`,
    };
    return {
      cpu: define('node_cpu_utilization', 'Percent', dimensions),
      memory: define('node_memory_utilization', 'Percent', dimensions),
    };
  });
  let restarts = 0;

  return (from, at) => {
    const phase = (((from - startAt) % batchEveryMs) + batchEveryMs) % batchEveryMs;
    const swings = world.faultsAt(at).warehouse > 0;
    const busy = swings && phase >= batchFromMs && phase < batchToMs;
    each.forEach((node, number) => {
      const cpu = (busy ? 87 : 54) + 4 * drift(world, from, 60 + number);
      const memory = 61 + 3 * drift(world, from, 70 + number);
      for (const { series, value } of [
        { series: node.cpu, value: cpu },
        { series: everyNode.cpu, value: cpu },
        { series: node.memory, value: memory },
        { series: everyNode.memory, value: memory },
      ]) {
        addSample(series, at, value);
      }
    });
    // Now and then the batch job pushes a pod over its memory limit.
    if (busy && draw(from / minuteMs, 73) % 9 === 0) restarts++;
    addSample(nodeCount, at, nodes);
    addSample(failedNodes, at, 0);
    addSample(pods, at, 6);
    addSample(restartCount, at, restarts);
    addSample(crashLoops, at, 0);
    addSample(podCpu, at, (busy ? 71 : 38) + 5 * drift(world, from, 80));
  };
};
