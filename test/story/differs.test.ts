/** What orders that fail have more often than the others (issue 14). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, ItemChange } from '../../src/observation/streams.ts';
import { differencesOf, differenceText } from '../../src/story/differs.ts';

const since = Date.UTC(2026, 0, 15, 12);

const changeOf = (order: number, item: Item, at = since + order, old?: Item): ItemChange => ({
  type: 'change',
  region: 'eu-west-1',
  table: 'Orders',
  streamArn: 'a',
  shardId: 's',
  sequenceNumber: String(order),
  eventId: String(order),
  eventName: old === undefined ? 'INSERT' : 'MODIFY',
  at,
  keys: { orderId: { S: `ORD-${order}` } },
  ...(old === undefined ? {} : { old }),
  new: item,
  changed: [],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: false,
  sizeBytes: 100,
});

const placed = (order: number, fields: Readonly<Record<string, string>>): Item => ({
  orderId: { S: `ORD-${order}` },
  status: { S: 'PLACED' },
  total: { N: String(order) },
  createdAt: { S: new Date(since + order).toISOString() },
  customer: { M: { id: { S: `CUS-${order}` }, name: { S: `name ${order}` } } },
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { S: value }])),
});

type Sold = { readonly fields: Readonly<Record<string, string>>; readonly isFailing: boolean };
const changesOf = (orders: readonly Sold[]): readonly ItemChange[] =>
  orders.flatMap(({ fields, isFailing }, order) => {
    const item = placed(order, fields);
    const failed: Item = { ...item, status: { S: 'FAILED' }, failureReason: { S: 'gateway timeout' } };
    return [changeOf(order, item), ...(isFailing ? [changeOf(order, failed, since + order + 1, item)] : [])];
  });
const many = (count: number, fields: Readonly<Record<string, string>>, isFailing: boolean): readonly Sold[] =>
  Array.from({ length: count }, () => ({ fields, isFailing }));

describe('what differs', () => {
  const orders = [
    ...many(100, { method: 'card', currency: 'EUR' }, true),
    ...many(142, { method: 'card', currency: 'EUR' }, false),
    ...many(58, { method: 'paypal', currency: 'EUR' }, false),
  ];

  it('is the value that those that fail have more often, with its counts', () => {
    const told = differencesOf({ since, changes: changesOf(orders) });
    expect(told).toEqual([
      { field: 'method', value: 'card', failing: { count: 100, of: 100 }, rest: { count: 142, of: 200 } },
    ]);
    expect(told.map(differenceText)).toEqual(['card 100 % of 100, 71 % of the rest (method)']);
  });

  it('is nothing under thirty orders on a side, nor where nothing differs', () => {
    const few = [...many(29, { method: 'card' }, true), ...many(300, { method: 'paypal' }, false)];
    expect(differencesOf({ since, changes: changesOf(few) })).toEqual([]);
    expect(
      differencesOf({ since, changes: changesOf(few.map((one) => ({ ...one, isFailing: !one.isFailing }))) }),
    ).toEqual([]);
    const same = [true, false].flatMap((isFailing) => [
      ...many(70, { method: 'card' }, isFailing),
      ...many(30, { method: 'paypal' }, isFailing),
    ]);
    expect(differencesOf({ since, changes: changesOf(same) })).toEqual([]);
  });

  it('counts from the onset on, an order once, by the statuses of the pipeline file', () => {
    const before = changesOf(orders).map((change) => ({ ...change, at: since - 1 }));
    expect(differencesOf({ since, changes: before })).toEqual([]);
    const changes = changesOf(orders);
    const twice = differencesOf({ since, changes: [...changes, ...changes] });
    expect(twice).toEqual(differencesOf({ since, changes }));
    expect(differencesOf({ since, changes, orders: { table: 'Other', failed: ['FAILED'] } })).toEqual([]);
  });

  it('is never told by chance, of hundreds of fields that have nothing to do with it', () => {
    // A fixed sequence: a generator by Lehmer, so that the same orders are sold in each run.
    let state = 42;
    const draw = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let run = 0; run < 40; run += 1) {
      const random = Array.from(
        { length: 200 },
        (): Sold => ({
          fields: Object.fromEntries(
            Array.from({ length: 40 }, (_, index) => [`field${index}`, `v${draw(4)}`]),
          ),
          isFailing: draw(3) === 0,
        }),
      );
      expect(differencesOf({ since, changes: changesOf(random) })).toEqual([]);
    }
  });

  it('has shares within 0 and 1, whatever the items are', () => {
    const sold = fc.record({
      fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z'), { maxKeys: 3 }),
      isFailing: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(sold, { maxLength: 300 }), (all) => {
        for (const { failing, rest } of differencesOf({ since, changes: changesOf(all) })) {
          expect(failing.count / failing.of).toBeGreaterThan(rest.count / rest.of);
          expect(failing.count).toBeLessThanOrEqual(failing.of);
          expect(rest.count).toBeLessThanOrEqual(rest.of);
        }
      }),
      { numRuns: 50 },
    );
  });
});
