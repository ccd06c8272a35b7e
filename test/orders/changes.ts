/** Changes of a table of orders, made for tests. */
import type { Item, ItemChange, StreamViewType } from '../../src/observation/streams.ts';
import { createOrdersFold, type OrdersFold, type OrdersFoldOptions } from '../../src/orders/orders-fold.ts';
import type { OrdersChoice } from '../../src/pipeline/stage.ts';

export const noon = Date.UTC(2026, 0, 15, 12);

export const choice: OrdersChoice = {
  table: 'Orders',
  id: 'orderId',
  status: 'status',
  done: ['DELIVERED', 'CANCELLED'],
  failed: ['FAILED'],
  objectives: { PLACED: 60_000, PAID: 600_000 },
  value: 'total',
  currency: 'currency',
};

export const foldOf = (options: Partial<OrdersFoldOptions> = {}): OrdersFold =>
  createOrdersFold({ choice, origin: { region: 'eu-west-1' }, startedAt: noon, ...options });

export const orderItem = (id: string, status: string, total = '10.00', currency = 'EUR'): Item => ({
  orderId: { S: id },
  status: { S: status },
  total: { N: total },
  currency: { S: currency },
});

export type Step = {
  readonly sequence: number | string;
  readonly seconds: number;
  readonly old?: Item;
  readonly new?: Item;
  readonly keys?: Item;
  readonly viewType?: StreamViewType;
};

/** INSERT, MODIFY or REMOVE, as there are images; without an old one it is a MODIFY. */
export const changeOf = ({ sequence, seconds, old, new: now, keys, viewType }: Step): ItemChange => {
  const item = now ?? old ?? {};
  return {
    type: 'change',
    table: 'Orders',
    streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000',
    shardId: 'shardId-00000000000000000001-0000000a',
    sequenceNumber: String(sequence),
    eventId: String(sequence),
    eventName:
      now === undefined ? 'REMOVE' : old === undefined && viewType === undefined ? 'INSERT' : 'MODIFY',
    at: noon + seconds * 1000,
    keys: keys ?? { orderId: item['orderId'] ?? { S: '' } },
    ...(old === undefined ? {} : { old }),
    ...(now === undefined ? {} : { new: now }),
    changed: [],
    viewType: viewType ?? 'NEW_AND_OLD_IMAGES',
    ttl: false,
    region: 'eu-west-1',
    sizeBytes: 100,
  };
};
