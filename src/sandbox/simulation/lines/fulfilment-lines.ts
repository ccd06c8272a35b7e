/** What the fulfilment service writes, and the two old systems that hear of its orders: the warehouse and the ERP. */
import { at, push, timeColumn } from '../../stores/column.ts';
import type { Line, LineSource, LogGroup } from '../../stores/log-store.ts';
import { versionAt, versionsOf } from '../deployments.ts';
import { desiredTasks, type Fulfilment } from '../fulfilment.ts';
import {
  change,
  customerId,
  customerOf,
  euros,
  failureReasons,
  orderCents,
  orderId,
  orderLines,
} from '../order-item.ts';
import type { Orders } from '../orders.ts';
import { hex } from '../random.ts';
import { instanceId } from '../side-systems.ts';
import type { World } from '../world.ts';

/** Tasks of a new version start one after the other. */
const taskStartMs = 1_900;

const iso = (time: number): string => new Date(time).toISOString();

/** Lines made of the changes of orders. */
const fromChanges = (
  orders: Orders,
  lines: (time: number, order: number, what: number, detail: number) => readonly Line[],
): LineSource => {
  const { journal } = orders.stream;
  return {
    time: journal.time,
    spanMs: 0,
    lines: (row) =>
      lines(at(journal.time, row), at(journal.item, row), at(journal.change, row), at(journal.detail, row)),
  };
};

export const fulfilmentLog = (world: World, orders: Orders, { picks }: Fulfilment): LogGroup => {
  const { draw } = world;
  const versions = versionsOf('fulfilment', world);
  // A deployment replaces the tasks; each writes to a log stream of its own.
  const tasks = versions.map((_, version) =>
    Array.from(
      { length: desiredTasks },
      (_, task) => `fulfilment/app/${hex(32, draw(task, 51, version), task)}`,
    ),
  );
  const line = (time: number, task: number, level: string, message: string): Line => ({
    at: time,
    stream: tasks[versionAt(versions, time)]?.[task % desiredTasks] ?? '',
    message: `${iso(time)} ${level.padEnd(5)} ${message}`,
  });
  const deployed = timeColumn();
  for (const { from } of versions) if (from >= world.beganAt) push(deployed, from);
  const startOf = (version: number): number => Math.max(world.beganAt, versions[version]?.from ?? 0);
  return {
    name: '/ecs/fulfilment',
    createdAt: world.beganAt,
    retentionDays: 30,
    bytesPerRow: 90,
    streams: () =>
      tasks.flatMap((names, version) =>
        (versions[version + 1]?.from ?? Number.POSITIVE_INFINITY) <= world.beganAt
          ? []
          : names.map((name) => ({ name, createdAt: startOf(version) })),
      ),
    sources: [
      {
        time: deployed,
        spanMs: desiredTasks * taskStartMs,
        lines: (row) => {
          const from = at(deployed, row);
          const version = versions[versionAt(versions, from)]?.name ?? '';
          return Array.from({ length: desiredTasks }, (_, task) =>
            line(from + task * taskStartMs, task, 'INFO', `started fulfilment ${version}`),
          );
        },
      },
      {
        time: picks.time,
        spanMs: 0,
        lines: (row) => {
          const order = at(picks.order, row);
          const count = orderLines(draw, order).length;
          return [
            line(
              at(picks.time, row),
              at(picks.task, row),
              'INFO',
              `picking ${orderId(order)} ${count} items`,
            ),
          ];
        },
      },
      fromChanges(orders, (time, order, what, detail) => {
        const id = orderId(order);
        const task = draw(order, 52);
        switch (what) {
          case change.packed:
            return [
              line(time, task, 'INFO', `packed ${id} ${(0.3 + (draw(order, 53) % 40) / 10).toFixed(1)} kg`),
            ];
          case change.shipped:
            return [line(time, task, 'INFO', `shipped ${id}`)];
          case change.delivered:
            return [line(time, task, 'INFO', `delivered ${id} to ${customerId(customerOf(draw, order))}`)];
          case change.failed:
            return failureReasons[detail] === 'out of stock'
              ? [line(time, task, 'ERROR', `cannot pick ${id}: out of stock`)]
              : [];
          default:
            return [];
        }
      }),
    ],
  };
};

/** Fluent Bit's JSON of a pod's output. */
export const warehouseLog = (world: World, orders: Orders): LogGroup => {
  const { draw } = world;
  const pod = (number: number) => `robots-${hex(5, draw(number, 61), number)}`;
  const streamOf = (number: number) => `node-${number}.${pod(number)}_warehouse_robots`;
  return {
    name: '/aws/containerinsights/warehouse/application',
    createdAt: world.beganAt,
    retentionDays: 7,
    bytesPerRow: 60,
    streams: () => [0, 1, 2].map((number) => ({ name: streamOf(number), createdAt: world.beganAt })),
    sources: [
      fromChanges(orders, (time, order, what) => {
        if (what !== change.packed) return [];
        const number = draw(order, 62) % 3;
        const log = `robot r${draw(order, 63) % 12} brought ${orderId(order)} to gate ${draw(order, 64) % 6}`;
        return [
          {
            at: time,
            stream: streamOf(number),
            message: JSON.stringify({
              time: iso(time),
              stream: 'stdout',
              log,
              kubernetes: { namespace_name: 'warehouse', pod_name: pod(number), container_name: 'robots' },
            }),
          },
        ];
      }),
    ],
  };
};

/** Syslog of the ERP host; silent while the host is. */
export const erpLog = (world: World, orders: Orders): LogGroup => ({
  name: '/ec2/legacy-erp/messages',
  createdAt: world.beganAt,
  bytesPerRow: 20,
  streams: () => [{ name: instanceId, createdAt: world.beganAt }],
  sources: [
    fromChanges(orders, (time, order, what) => {
      if (what !== change.delivered || world.faultsAt(time).erp > 0) return [];
      const stamp = new Date(time).toUTCString().split(' ');
      const when = `${stamp[2]} ${stamp[1]} ${stamp[4]}`;
      const amount = euros(orderCents(world.draw, order));
      return [
        {
          at: time,
          stream: instanceId,
          // Written for a terminal, in colours.
          message: `${when} legacy-erp erpd[812]: \u001b[32minvoice\u001b[0m ${orderId(order)} posted ${amount} EUR`,
        },
      ];
    }),
  ],
});
