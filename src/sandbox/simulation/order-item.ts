/**
 * An order as DynamoDB holds it, made from its number and the changes it has been through. Nothing of it is stored
 * but the changes: the same order gives the same item at every read.
 */
import type { WireItem } from '../account.ts';
import { at } from '../stores/column.ts';
import type { Journal, Rendered } from '../stores/stream-store.ts';
import { hex } from './random.ts';

export type Draw = (a: number, b?: number, c?: number) => number;

/** What can happen to an order: the `change` of a row of the Orders journal. */
export const change = {
  placed: 1,
  /** detail: which attempt failed */
  attemptFailed: 2,
  paid: 3,
  /** detail: a reason of `failureReasons` */
  failed: 4,
  cancelled: 5,
  packed: 6,
  shipped: 7,
  delivered: 8,
  /** Deleted by DynamoDB's time to live. */
  expired: 9,
} as const;

export const failureReasons = [
  'gateway timeout',
  'gateway unavailable',
  'card declined',
  'out of stock',
] as const;

/** The first so many reasons are the gateway's: the order failed when its last attempt did. */
const gatewayReasons = 2;
export const maxAttempts = 3;

/** Items live on for this long after their last step. */
export const timeToLiveMs = 3_600_000;

const firstOrder = 10_000;
export const orderId = (order: number): string => `ORD-${firstOrder + order}`;
/** The order of an id; undefined where it is no order's. */
export const orderNumber = (id: string): number | undefined =>
  /^ORD-\d{5,9}$/.test(id) ? Number(id.slice(4)) - firstOrder : undefined;

const catalogue: readonly (readonly [sku: string, name: string, cents: number])[] = [
  ['TEA-0101', 'Darjeeling first flush 250 g', 1890],
  ['TEA-0207', 'Sencha 100 g', 1240],
  ['COF-0033', 'Espresso beans 1 kg', 2190],
  ['COF-0040', 'Filter beans "Kyoto" 500 g', 1575],
  ['CUP-0412', 'Cup, stoneware', 1400],
  ['POT-0007', 'Teapot 0.8 l', 4900],
  ['POT-0011', 'Kettle 1.7 l', 7990],
  ['SET-0002', 'Tasting set', 3450],
  ['FLT-0100', 'Paper filters, 100', 495],
  ['CHO-0055', 'Chocolate 70 % 100 g', 390],
  ['HON-0019', 'Chestnut honey 500 g', 1125],
  ['GFT-0001', 'Gift card', 5000],
];

export const stockKeepingUnits: readonly string[] = catalogue.map(([sku]) => sku);

const customers: readonly (readonly [name: string, country: string])[] = [
  ['Ada Byron', 'GB'],
  ['Jürgen Groß', 'DE'],
  ['Zoë Martin', 'FR'],
  ['山田 花子', 'JP'],
  ['Ingrid Sørensen', 'DK'],
  ['Łukasz Nowak', 'PL'],
  ["Síle O'Neill", 'IE'],
  ['김민준', 'KR'],
  ['Chiara Esposito', 'IT'],
  ['Noah Peeters', 'BE'],
  ['Marta García 🌻', 'ES'],
  ['Emma de Vries', 'NL'],
];
export const customerCount = 5200;

type OrderLine = {
  readonly sku: string;
  readonly name: string;
  readonly cents: number;
  readonly quantity: number;
};

export const orderLines = (draw: Draw, order: number): readonly OrderLine[] =>
  Array.from({ length: 1 + (draw(order, 1) % 4) }, (_, index): OrderLine => {
    const pick = draw(order, 2, index);
    const [sku, name, cents] = catalogue[pick % catalogue.length] ?? ['', '', 0];
    return { sku, name, cents, quantity: (pick >>> 8) % 7 === 0 ? 2 : 1 };
  });

export const orderCents = (draw: Draw, order: number): number => {
  let cents = 0;
  const lines = 1 + (draw(order, 1) % 4);
  for (let index = 0; index < lines; index++) {
    const pick = draw(order, 2, index);
    cents += (catalogue[pick % catalogue.length]?.[2] ?? 0) * ((pick >>> 8) % 7 === 0 ? 2 : 1);
  }
  return cents;
};

/** `59.90`, as DynamoDB keeps a number's own digits. */
export const euros = (cents: number): string => (cents / 100).toFixed(2);

export const customerOf = (draw: Draw, order: number): number => draw(order, 3) % customerCount;
export const customerId = (customer: number): string => `CUS-${String(customer).padStart(5, '0')}`;

export const statusOf: Readonly<Record<number, string>> = {
  [change.placed]: 'PLACED',
  [change.paid]: 'PAID',
  [change.failed]: 'FAILED',
  [change.cancelled]: 'CANCELLED',
  [change.packed]: 'PACKED',
  [change.shipped]: 'SHIPPED',
  [change.delivered]: 'DELIVERED',
};

const iso = (time: number): string => new Date(time).toISOString();
const text = (value: string) => ({ S: value });
const number = (value: number | string) => ({ N: String(value) });

export const paymentMethods = ['card', 'paypal', 'sepa', 'klarna'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];
/** In 100: seven orders of ten are paid by card. */
const methodShares: Readonly<Record<PaymentMethod, number>> = { card: 71, paypal: 16, sepa: 8, klarna: 5 };

export const paymentMethodOf = (draw: Draw, order: number): PaymentMethod => {
  let left = draw(order, 23) % 100;
  for (const method of paymentMethods) {
    left -= methodShares[method];
    if (left < 0) return method;
  }
  return 'card';
};

/** What an order is from the beginning. */
const placedItem = (draw: Draw, order: number): Record<string, unknown> => {
  const customer = customerOf(draw, order);
  const [name, country] = customers[customer % customers.length] ?? ['', ''];
  return {
    orderId: text(orderId(order)),
    status: text('PLACED'),
    total: number(euros(orderCents(draw, order))),
    currency: text('EUR'),
    paymentMethod: text(paymentMethodOf(draw, order)),
    items: {
      L: orderLines(draw, order).map((line) => ({
        M: {
          sku: text(line.sku),
          name: text(line.name),
          quantity: number(line.quantity),
          price: number(euros(line.cents)),
        },
      })),
    },
    customer: {
      M: {
        id: text(customerId(customer)),
        name: text(name),
        email: text(`c${customer}@example.com`),
        country: text(country),
        newsletter: { BOOL: customer % 3 === 0 },
      },
    },
    channels: { SS: draw(order, 4) % 3 === 0 ? ['app', 'push'] : ['web'] },
    attempts: number(0),
  };
};

/** Changes the item as the row's change does. */
const applyChange = (draw: Draw, journal: Journal, row: number, item: Record<string, unknown>): void => {
  const order = at(journal.item, row);
  const detail = at(journal.detail, row);
  const time = at(journal.time, row);
  const kind = at(journal.change, row);
  const status = statusOf[kind];
  if (status !== undefined) item['status'] = text(status);
  switch (kind) {
    case change.placed:
      item['createdAt'] = text(iso(time));
      break;
    case change.attemptFailed:
      item['attempts'] = number(detail);
      item['lastError'] = text('gateway timeout');
      break;
    case change.paid:
      item['paidAt'] = text(iso(time));
      item['attempts'] = number(detail);
      item['payment'] = {
        M: {
          method: text(paymentMethodOf(draw, at(journal.item, row))),
          reference: text(`ch_${hex(16, draw(order, 5), order)}`),
        },
      };
      if (item['lastError'] !== undefined) item['lastError'] = { NULL: true };
      break;
    case change.failed:
      item['failureReason'] = text(failureReasons[detail] ?? 'unknown');
      if (detail < gatewayReasons) item['attempts'] = number(maxAttempts);
      break;
    case change.shipped:
      item['carrier'] = text(draw(order, 6) % 2 === 0 ? 'DHL' : 'PostNL');
      item['tracking'] = text(`3S${hex(10, draw(order, 7), order).toUpperCase()}`);
      break;
  }
  if (kind === change.failed || kind === change.cancelled || kind === change.delivered) {
    item['expiresAt'] = number(Math.floor((time + timeToLiveMs) / 1000));
  }
};

/** The item before and after the change in `row`; what did not change is the same object in both. */
const imagesOf = (draw: Draw, journal: Journal, row: number) => {
  const rows = [row];
  for (let before = at(journal.before, row); before !== 0; before = at(journal.before, before - 1)) {
    rows.unshift(before - 1);
  }
  const item = placedItem(draw, at(journal.item, row));
  const stamped = (version: number): WireItem => {
    const time = at(journal.time, rows[version - 1] ?? row);
    return { ...item, version: number(version), updatedAt: text(iso(time)) };
  };
  for (const step of rows.slice(0, -1)) applyChange(draw, journal, step, item);
  const oldImage = rows.length > 1 ? stamped(rows.length - 1) : undefined;
  if (at(journal.change, row) === change.expired) return { oldImage, newImage: undefined };
  applyChange(draw, journal, row, item);
  return { oldImage, newImage: stamped(rows.length) };
};

/** A row of the Orders journal as its stream record. */
export const renderOrder =
  (draw: Draw) =>
  (journal: Journal, row: number): Rendered => {
    const kind = at(journal.change, row);
    const removed = kind === change.expired;
    return {
      eventName: kind === change.placed ? 'INSERT' : removed ? 'REMOVE' : 'MODIFY',
      ttl: removed,
      keys: { orderId: text(orderId(at(journal.item, row))) },
      ...imagesOf(draw, journal, row),
    };
  };
