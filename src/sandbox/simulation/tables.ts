import type { SandboxTable, TableReader } from '../account.ts';
import type { StreamStore } from '../stores/stream-store.ts';
import { customerCount } from './order-item.ts';
import type { Orders } from './orders.ts';
import type { SideTables } from './side-tables.ts';
import { tableArn } from './table.ts';
import type { World } from './world.ts';

type Key = readonly [name: string, type: 'S' | 'N' | 'B'];

/** The account's tables and the reading of their streams, as of `now()`. */
export const readTables = (
  world: World,
  orders: Orders,
  { inventory, sessions, audit }: SideTables,
  now: () => number,
): TableReader => {
  const table = (
    name: string,
    keys: readonly Key[],
    itemCount: number,
    stream?: StreamStore,
  ): SandboxTable => ({
    name,
    arn: tableArn(world, name),
    createdAt: world.beganAt,
    itemCount,
    keySchema: keys.map(([attributeName], index) => ({
      attributeName,
      keyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    attributeDefinitions: keys.map(([attributeName, attributeType]) => ({ attributeName, attributeType })),
    streams: stream === undefined ? [] : [stream.stream],
  });
  const streams = new Map(
    [orders.stream, inventory.stream, sessions.stream, audit.stream].map((store) => [
      store.stream.arn,
      store,
    ]),
  );
  return {
    list: () => [
      table(
        'Audit',
        [
          ['entity', 'S'],
          ['at', 'S'],
        ],
        audit.itemCount(),
        audit.stream,
      ),
      table('Customers', [['customerId', 'S']], customerCount),
      table(
        'Inventory',
        [
          ['sku', 'S'],
          ['warehouse', 'S'],
        ],
        inventory.itemCount(),
        inventory.stream,
      ),
      table('Orders', [['orderId', 'S']], orders.liveCount(), orders.stream),
      table('Sessions', [['sessionId', 'S']], sessions.itemCount(), sessions.stream),
    ],
    shards: (arn) => streams.get(arn)?.describeShards(now()) ?? [],
    records: (arn, shard, position, limit) => streams.get(arn)?.records(shard, position, limit, now()) ?? [],
    bounds: (arn, shard) => streams.get(arn)?.bounds(shard, now()) ?? { first: 0, end: 0 },
    positionOf: (arn, shard, sequence) => streams.get(arn)?.positionOf(shard, sequence) ?? 0,
    positionAt: (arn, shard, time) => streams.get(arn)?.positionAt(shard, time) ?? 0,
  };
};
