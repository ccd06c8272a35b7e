/** The Orders table: each order's state, every change of it in the stream, and the table's metrics. */
import { at, dropBefore, push, put, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import { createStreamStore, type StreamStore } from '../stores/stream-store.ts';
import { change, renderOrder } from './order-item.ts';
import { createSpread } from './random.ts';
import { streamOf } from './table.ts';
import type { World } from './world.ts';

export type Orders = {
  readonly stream: StreamStore;
  /** A new order's index; it is in the table once `write` says `placed`. */
  readonly reserve: () => number;
  /** Writes a change of an order: the table, its metrics, its stream. */
  readonly write: (time: number, order: number, what: number, detail?: number) => void;
  /** The last of `change` that the order has been through, attempts aside; 0 before it is placed. */
  readonly stateOf: (order: number) => number;
  readonly liveCount: () => number;
  /** Counts throttled writes that were then retried. */
  readonly throttle: (time: number, times: number) => void;
  /** Once a minute: what the stream's readers took in it. */
  readonly minute: (time: number) => void;
  readonly trim: (now: number) => void;
};

const tableName = 'Orders';

export const createOrders = (world: World, initialShards: number): Orders => {
  const { metrics, random, draw } = world;
  const stream = createStreamStore({
    stream: streamOf(world, tableName, 'NEW_AND_OLD_IMAGES'),
    hash: draw,
    initialShards,
    render: renderOrder(draw),
  });
  const define = (
    name: string,
    unitName: string,
    more: Readonly<Record<string, string>> = {},
    distribution = false,
  ) =>
    metrics.define(
      { namespace: 'AWS/DynamoDB', name, dimensions: { TableName: tableName, ...more } },
      unitName,
      {
        distribution,
      },
    );
  const consumed = define('ConsumedWriteCapacityUnits', 'Count');
  const consumedReads = define('ConsumedReadCapacityUnits', 'Count');
  const throttleEvents = define('WriteThrottleEvents', 'Count');
  const ttlDeletes = define('TimeToLiveDeletedItemCount', 'Count');
  const requestLatency = (operation: string) =>
    define('SuccessfulRequestLatency', 'Milliseconds', { Operation: operation }, true);
  const putLatency = requestLatency('PutItem');
  const updateLatency = requestLatency('UpdateItem');
  const getLatency = requestLatency('GetItem');
  const throttledRequests = define('ThrottledRequests', 'Count', { Operation: 'PutItem' });
  const returned = define('ReturnedRecordsCount', 'Count', {
    StreamLabel: stream.stream.label,
    Operation: 'GetRecords',
  });
  const latency = createSpread(random, 0.35);

  /** Row of the order's last change, plus one. */
  const lastRow = wordColumn(world.firstOrder);
  const state = wordColumn(world.firstOrder);
  let live = 0;
  let rowsAtLastMinute = 0;

  return {
    stream,
    reserve: () => {
      push(state, 0);
      return push(lastRow, 0);
    },
    write: (time, order, what, detail = 0) => {
      const row = stream.append(time, order, what, detail, at(lastRow, order));
      put(lastRow, order, row + 1);
      if (what !== change.attemptFailed) put(state, order, what);
      addSample(consumed, time, 1);
      if (what === change.placed) {
        live++;
        addSample(putLatency, time, 4.2 * latency());
      } else if (what === change.expired) {
        live--;
        addSample(ttlDeletes, time, 1);
      } else {
        addSample(updateLatency, time, 4.9 * latency());
        if (what === change.cancelled) {
          addSample(getLatency, time, 2.1 * latency());
          addSample(consumedReads, time, 0.5);
        }
      }
    },
    stateOf: (order) => at(state, order),
    liveCount: () => live,
    throttle: (time, times) => {
      for (let index = 0; index < times; index++) {
        addSample(throttleEvents, time, 1);
        addSample(throttledRequests, time, 1);
      }
    },
    minute: (time) => {
      const rows = stream.journal.time.end;
      addSample(returned, time - 1, rows - rowsAtLastMinute);
      rowsAtLastMinute = rows;
    },
    trim: (now) => {
      stream.trim(now);
      // Rows are kept for longer than a day and the life of an order: one older than the oldest row is long done with.
      const oldest = at(stream.journal.item, stream.journal.item.first);
      dropBefore(lastRow, oldest);
      dropBefore(state, oldest);
    },
  };
};
