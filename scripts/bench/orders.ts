/**
 * Orders in flight: what a change costs, and what a million open orders take, in a process of its own: `npm run bench -- orders`.
 * Bounds of issue 14: a change in under 5 µs, 1,000,000 orders within 250 MB of RSS.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { keepHeapTight } from '../../src/app/shared/small-heap.ts';
import type { Item, ItemChange } from '../../src/observation/streams.ts';
import { createOrdersFold } from '../../src/orders/orders-fold.ts';

const orders = 1_000_000;
const startedAt = Date.UTC(2026, 0, 15, 12);

const itemOf = (order: number, status: string): Item => ({
  orderId: { S: `ORD-${10_000_000 + order}` },
  status: { S: status },
  total: { N: ((order % 20_000) / 100).toFixed(2) },
  currency: { S: order % 10 === 0 ? 'USD' : 'EUR' },
  items: { L: [{ M: { sku: { S: 'TEA-0101' }, price: { N: '18.90' } } }] },
  type: { S: 'ORDER' },
});

const changeOf = (order: number, step: number, old: string | undefined, status: string): ItemChange => {
  const sequence = String(10n ** 21n + BigInt(step * orders + order));
  const item = itemOf(order, status);
  return {
    type: 'change',
    table: 'Orders',
    streamArn: 'arn',
    shardId: 'shard',
    sequenceNumber: sequence,
    eventId: sequence,
    eventName: old === undefined ? 'INSERT' : 'MODIFY',
    at: startedAt + Math.floor((step * orders + order) / 500) * 1000,
    keys: { orderId: item['orderId'] ?? { S: '' } },
    ...(old === undefined ? {} : { old: itemOf(order, old) }),
    new: item,
    changed: [],
    viewType: 'NEW_AND_OLD_IMAGES',
    ttl: false,
    region: 'eu-west-1',
    sizeBytes: 300,
  };
};

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** In the process of its own. */
const measure = (): void => {
  // As `orders-watch orders` does it.
  keepHeapTight();
  const before = process.memoryUsage().rss;
  const fold = createOrdersFold({
    choice: {
      table: 'Orders',
      where: "type=='ORDER'",
      id: 'orderId',
      status: 'status',
      done: ['DELIVERED'],
      failed: ['FAILED'],
      objectives: { PLACED: 60_000, PAID: 600_000 },
      value: 'total',
      currency: 'currency',
    },
    origin: { region: 'eu-west-1' },
    startedAt,
  });
  const statuses = ['PLACED', 'PAID', 'PACKED'];
  const micros = (ms: number): string => `${((ms * 1000) / orders).toFixed(2)} µs`;
  const row = (text: string, cpu: string, wall: string): void => {
    const rss = String(megabytes(process.memoryUsage().rss)).padStart(8);
    console.log(`${text.padEnd(32)} ${cpu.padStart(9)} ${wall.padStart(9)} ${rss} MB`);
  };
  console.log(
    `${'orders in flight, a change'.padEnd(32)} ${'CPU'.padStart(9)} ${'wall'.padStart(9)} ${'RSS'.padStart(11)}`,
  );
  row('before', '', '');
  // Made in parts and not measured: a stream's changes do not stand in memory all at once. GetRecords gives a thousand at the most.
  const part = 1_000;
  for (const [step, status] of statuses.entries()) {
    let [cpuMs, wallMs] = [0, 0];
    for (let from = 0; from < orders; from += part) {
      const changes = Array.from({ length: part }, (_, index) =>
        changeOf(from + index, step, statuses[step - 1], status),
      );
      // CPU is of this process alone, its garbage collector's threads with it; wall also has another's work on the machine.
      const [begun, cpu] = [performance.now(), process.cpuUsage()];
      for (const change of changes) fold.apply(change);
      const { user, system } = process.cpuUsage(cpu);
      wallMs += performance.now() - begun;
      cpuMs += (user + system) / 1000;
    }
    row(step === 0 ? '1,000,000 orders come' : `all go on to ${status}`, micros(cpuMs), micros(wallMs));
  }
  const begun = performance.now();
  const snapshot = fold.snapshot(startedAt + 3 * orders * 2 + 100_000);
  row(`snapshot, ${snapshot.open} open`, '', `${(performance.now() - begun).toFixed(1)} ms`);
  const again = performance.now();
  fold.snapshot(startedAt + 3 * orders * 2 + 100_500);
  row('the next snapshot', '', `${(performance.now() - again).toFixed(1)} ms`);
  console.log(
    `${orders} open orders take ${megabytes(process.memoryUsage().rss - before)} MB more than none.`,
  );
};

export const run = async (): Promise<void> => {
  const file = fileURLToPath(import.meta.url);
  spawnSync(process.execPath, [file, '--measure'], { stdio: 'inherit' });
};

if (process.argv.includes('--measure')) measure();
