/**
 * The systems beside the pipeline, seen by their metrics alone, once a minute: the ECS service, the EKS cluster
 * `warehouse`, the EC2 host `legacy-erp`, the Kinesis stream and Firehose that carry every order's change to the analysts, the
 * shop and its returns.
 */
import { addSample, type Series } from '../stores/metric-store.ts';
import { desiredTasks, type Fulfilment } from './fulfilment.ts';
import type { Orders } from './orders.ts';
import { drift, type SideSystem } from './side-system.ts';
import { createStorefront } from './storefront.ts';
import { createWarehouse } from './warehouse.ts';
import { minuteMs, type World } from './world.ts';

/** The host `legacy-erp`. */
export const instanceId = 'i-0e5a1c7be9f03d284';

export const createSideSystems = (world: World, orders: Orders, fulfilment: Fulfilment) => {
  const systems = [
    fulfilmentService(world, fulfilment),
    createWarehouse(world),
    legacyErp(world),
    analytics(world, orders),
    createStorefront(world, orders),
  ];
  return {
    /** Writes the figures of the minute that ends at `time`. */
    minute: (time: number): void => {
      for (const system of systems) system(time - minuteMs, time - 1);
    },
  };
};

const fulfilmentService = (world: World, fulfilment: Fulfilment): SideSystem => {
  const dimensions = { ClusterName: 'orders', ServiceName: 'fulfilment' };
  const service = (name: string) =>
    world.metrics.define({ namespace: 'AWS/ECS', name, dimensions }, 'Percent');
  const insight = (name: string, unit: string) =>
    world.metrics.define({ namespace: 'ECS/ContainerInsights', name, dimensions }, unit);
  const cpu = service('CPUUtilization');
  const memory = service('MemoryUtilization');
  const running = insight('RunningTaskCount', 'Count');
  const desired = insight('DesiredTaskCount', 'Count');
  const pending = insight('PendingTaskCount', 'Count');
  const cpuUsed = insight('CpuUtilized', 'None');
  const memoryUsed = insight('MemoryUtilized', 'Megabytes');
  const taskMegabytes = 1024;
  const taskCpuUnits = 512;
  return (from, at) => {
    const { running: alive, load } = fulfilment.minute(at);
    const cpuPercent = 9 + 78 * load + 3 * drift(world, from, 1);
    const memoryPercent = 41 + 14 * load + 2 * drift(world, from, 2);
    for (let task = 0; task < alive; task++) {
      addSample(cpu, at, Math.max(1, cpuPercent + drift(world, from, 10 + task)));
      addSample(memory, at, memoryPercent + drift(world, from, 20 + task));
    }
    addSample(running, at, alive);
    addSample(desired, at, desiredTasks);
    // Those that died are being started again.
    addSample(pending, at, desiredTasks - alive);
    addSample(cpuUsed, at, (alive * taskCpuUnits * cpuPercent) / 100);
    addSample(memoryUsed, at, (alive * taskMegabytes * memoryPercent) / 100);
  };
};

/** Basic monitoring: EC2's own metrics come every five minutes; status checks and its custom heartbeat every minute. */
const legacyErp = (world: World): SideSystem => {
  const basicMs = 5 * minuteMs;
  const define = (name: string, unit: string, resolutionSeconds: 60 | 300 = 300): Series =>
    world.metrics.define({ namespace: 'AWS/EC2', name, dimensions: { InstanceId: instanceId } }, unit, {
      resolutionSeconds,
    });
  const cpu = define('CPUUtilization', 'Percent');
  const networkIn = define('NetworkIn', 'Bytes');
  const networkOut = define('NetworkOut', 'Bytes');
  const credits = define('CPUCreditBalance', 'Count');
  const checks = ['StatusCheckFailed', 'StatusCheckFailed_Instance', 'StatusCheckFailed_System'].map((name) =>
    define(name, 'Count', 60),
  );
  const heartbeat = world.metrics.define(
    { namespace: 'Orders/Legacy', name: 'Heartbeat', dimensions: { Host: 'legacy-erp' } },
    'Count',
  );
  return (from, at) => {
    const stuck = world.faultsAt(at).erp > 0;
    for (const check of checks) addSample(check, at, 0);
    if (!stuck) addSample(heartbeat, at, 1);
    if ((at + 1) % basicMs !== 0) return;
    for (let minute = 0; minute < 5; minute++) {
      const work = stuck ? 0.04 : 0.42 + 0.14 * drift(world, from, 30 + minute);
      addSample(cpu, at, 100 * work);
      addSample(networkIn, at, Math.round(2_400_000 * work));
      addSample(networkOut, at, Math.round(900_000 * work));
    }
    addSample(credits, at, Math.round(480 + 60 * drift(world, from, 40)));
  };
};

const analytics = (world: World, orders: Orders): SideSystem => {
  const kinesis = (name: string, unit: string) =>
    world.metrics.define(
      { namespace: 'AWS/Kinesis', name, dimensions: { StreamName: 'order-analytics' } },
      unit,
    );
  const firehose = (name: string, unit: string) =>
    world.metrics.define(
      { namespace: 'AWS/Firehose', name, dimensions: { DeliveryStreamName: 'order-analytics-s3' } },
      unit,
    );
  // Firehose reads the stream: IncomingRecords and ThrottledRecords are those of records that are put into it.
  const incoming = [
    kinesis('IncomingRecords', 'Count'),
    firehose('DataReadFromKinesisStream.Records', 'Count'),
  ];
  const bytes = [kinesis('IncomingBytes', 'Bytes'), firehose('DataReadFromKinesisStream.Bytes', 'Bytes')];
  const behind = firehose('KinesisMillisBehindLatest', 'Milliseconds');
  const read = kinesis('GetRecords.Records', 'Count');
  const iteratorAge = kinesis('GetRecords.IteratorAgeMilliseconds', 'Milliseconds');
  const idle = [
    kinesis('ReadProvisionedThroughputExceeded', 'Count'),
    kinesis('WriteProvisionedThroughputExceeded', 'Count'),
  ];
  const delivered = firehose('DeliveryToS3.Records', 'Count');
  const success = firehose('DeliveryToS3.Success', 'Count');
  const freshness = firehose('DeliveryToS3.DataFreshness', 'Seconds');
  const bytesARecord = 1180;
  /** The buffer is written to S3 when it is this old. */
  const bufferMinutes = 5;
  const journal = orders.stream.journal.time;
  let carried = journal.end;
  let buffered = 0;
  return (from, at) => {
    const records = journal.end - carried;
    carried = journal.end;
    buffered += records;
    for (const series of incoming) addSample(series, at, records);
    for (const series of bytes) addSample(series, at, records * bytesARecord);
    addSample(read, at, records);
    const readLate = Math.round(420 + 260 * drift(world, from, 50));
    addSample(iteratorAge, at, readLate);
    addSample(behind, at, readLate);
    for (const series of idle) addSample(series, at, 0);
    const age = (from / minuteMs) % bufferMinutes;
    addSample(freshness, at, Math.round(60 * (age + 1) + 6 * drift(world, from, 51)));
    if (age !== bufferMinutes - 1) return;
    addSample(delivered, at, buffered);
    addSample(success, at, 1);
    buffered = 0;
  };
};
