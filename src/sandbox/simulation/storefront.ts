/**
 * The shop before the pipeline and the returns behind it, seen by their metrics alone, once a minute: the load balancer, its ECS
 * service on a host of EC2, the index by which customers look up their orders, the HTTP API and the state machine of returns.
 */
import { addSample } from '../stores/metric-store.ts';
import { ordersPerSecond } from './front-door.ts';
import type { Orders } from './orders.ts';
import { createRandom, createSpread } from './random.ts';
import { drift, type SideSystem } from './side-system.ts';
import { minuteMs, type World } from './world.ts';

type Dimensions = Readonly<Record<string, string>>;

export const balancer = { LoadBalancer: 'app/storefront/8c2e1f60b7d94a35' };
export const targets = { ...balancer, TargetGroup: 'targetgroup/storefront/1d6f0b8e42c7a953' };
export const webService = { ClusterName: 'storefront', ServiceName: 'web' };
/** Its monitoring is detailed: a point a minute. */
export const webHost = { InstanceId: 'i-0b7d94e3a51c2f680' };
export const customerIndex = { TableName: 'Orders', GlobalSecondaryIndexName: 'by-customer' };
export const returnsApi = { ApiId: '7h3r2k9fq1', Stage: '$default' };
export const returnsMachine = ({ region, accountId }: Pick<World, 'region' | 'accountId'>) => ({
  StateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:returns`,
});

/** Pages that are looked at for one order. */
const pagesAnOrder = 14;
/** Orders, in a hundred, that come back. */
const returnsInAHundred = 6;
/** Timings that stand for all of a minute. */
const timings = 40;
const webTasks = 6;

export const createStorefront = (world: World, orders: Orders): SideSystem => {
  const { draw, metrics, startAt } = world;
  const spread = createSpread(createRandom(draw(0x5709e)), 0.45);
  const kind =
    (namespace: string, dimensions: Dimensions, also: readonly Dimensions[] = []) =>
    (name: string, unit: string, distribution = false) =>
      metrics.define({ namespace, name, dimensions }, unit, { distribution, also });

  const alb = kind('AWS/ApplicationELB', balancer);
  const requests = alb('RequestCount', 'Count');
  const responseTime = alb('TargetResponseTime', 'Seconds', true);
  const targetErrors = alb('HTTPCode_Target_5XX_Count', 'Count');
  const balancerErrors = alb('HTTPCode_ELB_5XX_Count', 'Count');
  const group = kind('AWS/ApplicationELB', targets);
  const healthyHosts = group('HealthyHostCount', 'Count');
  const unhealthyHosts = group('UnHealthyHostCount', 'Count');

  const service = kind('AWS/ECS', webService);
  const serviceCpu = service('CPUUtilization', 'Percent');
  const serviceMemory = service('MemoryUtilization', 'Percent');
  const insights = kind('ECS/ContainerInsights', webService);
  const running = insights('RunningTaskCount', 'Count');
  const desired = insights('DesiredTaskCount', 'Count');
  const pending = insights('PendingTaskCount', 'Count');

  const host = kind('AWS/EC2', webHost);
  const hostCpu = host('CPUUtilization', 'Percent');
  const networkIn = host('NetworkIn', 'Bytes');
  const networkOut = host('NetworkOut', 'Bytes');
  const credits = host('CPUCreditBalance', 'Count');
  const statusCheck = host('StatusCheckFailed', 'Count');

  const index = kind('AWS/DynamoDB', customerIndex);
  const indexWrites = index('ConsumedWriteCapacityUnits', 'Count');
  const indexReads = index('ConsumedReadCapacityUnits', 'Count');

  const api = kind('AWS/ApiGateway', returnsApi, [{ ApiId: returnsApi.ApiId }]);
  const calls = api('Count', 'Count');
  const clientErrors = api('4xx', 'Count');
  const serverErrors = api('5xx', 'Count');
  const latency = api('Latency', 'Milliseconds', true);
  const integrationLatency = api('IntegrationLatency', 'Milliseconds', true);

  const machine = kind('AWS/States', returnsMachine(world));
  const started = machine('ExecutionsStarted', 'Count');
  const succeeded = machine('ExecutionsSucceeded', 'Count');
  const failed = machine('ExecutionsFailed', 'Count');
  const timedOut = machine('ExecutionsTimedOut', 'Count');
  const executionTime = machine('ExecutionTime', 'Milliseconds', true);

  const journal = orders.stream.journal.time;
  let indexed = journal.end;

  const shop = (from: number, at: number, pages: number): void => {
    const load = pages / (60 * 9 * pagesAnOrder);
    addSample(requests, at, pages);
    for (let nth = 0; nth < timings; nth++) addSample(responseTime, at, 0.048 * (1 + load) * spread());
    // Counts of errors are reported only when there are any.
    const errors = Math.round((pages / 6_000) * (1 + drift(world, from, 90)));
    if (errors > 0) addSample(targetErrors, at, errors);
    if (draw(from / minuteMs, 0xa1b) % 11 === 0) addSample(balancerErrors, at, 1);
    addSample(healthyHosts, at, webTasks);
    addSample(unhealthyHosts, at, 0);
    const cpu = 14 + 34 * load + 3 * drift(world, from, 91);
    addSample(serviceCpu, at, cpu);
    addSample(serviceMemory, at, 52 + 2 * drift(world, from, 92));
    addSample(running, at, webTasks);
    addSample(desired, at, webTasks);
    addSample(pending, at, 0);
    addSample(hostCpu, at, cpu + 4);
    addSample(networkIn, at, pages * 900);
    addSample(networkOut, at, pages * 14_000);
    addSample(credits, at, Math.round(520 + 40 * drift(world, from, 93)));
    addSample(statusCheck, at, 0);
    addSample(indexWrites, at, journal.end - indexed);
    addSample(indexReads, at, Math.round(pages / 9));
    indexed = journal.end;
  };

  const returns = (from: number, at: number, count: number): void => {
    addSample(calls, at, count);
    addSample(clientErrors, at, draw(from / minuteMs, 0xc1) % 3);
    addSample(serverErrors, at, 0);
    for (let nth = 0; nth < timings; nth++) {
      const integration = 62 * spread();
      addSample(integrationLatency, at, integration);
      addSample(latency, at, integration + 6 + (nth % 5));
    }
    // A refund goes through the payment gateway: without it the return fails, or waits until it times out.
    const lost = Math.round((count * 0.5 * world.faultsAt(at).gateway) / 100);
    const waited = Math.floor(lost / 3);
    addSample(started, at, count);
    addSample(succeeded, at, count - lost);
    if (lost > waited) addSample(failed, at, lost - waited);
    if (waited > 0) addSample(timedOut, at, waited);
    for (let nth = 0; nth < timings; nth++) {
      addSample(executionTime, at, (lost > 0 ? 9_000 : 2_400) * spread());
    }
  };

  return (from, at) => {
    const ordersAMinute = 60 * ordersPerSecond(from, startAt);
    shop(from, at, Math.round(ordersAMinute * pagesAnOrder * (1 + 0.06 * drift(world, from, 94))));
    returns(from, at, Math.max(1, Math.round((ordersAMinute * returnsInAHundred) / 100)));
  };
};
