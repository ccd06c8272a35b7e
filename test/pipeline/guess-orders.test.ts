import { describe, expect, it } from 'vitest';
import type { AttributeValue, Item } from '../../src/observation/streams.ts';
import {
  bestGuess,
  guessOrders,
  type SampledChange,
  type SampledTable,
} from '../../src/pipeline/discovery/guess-orders.ts';
import { proposePipeline } from '../../src/pipeline/discovery.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';

const item = (fields: Readonly<Record<string, string | number | Item>>): Item =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'string'
        ? { S: value }
        : typeof value === 'number'
          ? { N: String(value) }
          : { M: value },
    ]),
  );

/** Orders that go one after the other through these statuses, so many seconds in each. */
const lives = (
  count: number,
  ways: readonly (readonly string[])[],
  make: (index: number, status: string) => { readonly keys: Item; readonly image: Item },
  seconds = 20,
): readonly SampledChange[] =>
  Array.from({ length: count }, (_, index) => {
    const way = ways[index % ways.length] ?? [];
    return way.map((status, step): SampledChange => {
      const before = way[step - 1];
      const { keys, image } = make(index, status);
      return {
        keys,
        new: image,
        ...(before === undefined ? {} : { old: make(index, before).image }),
        at: 1_800_000_000_000 + index * 30_000 + step * seconds * 1000,
      };
    });
  })
    .flat()
    .sort((a, b) => a.at - b.at);

const sampled = (table: string, changes: readonly SampledChange[]): SampledTable => ({
  table,
  region: 'eu-west-1',
  shards: [changes],
});

const ways = [
  ['NEW', 'PAID', 'DELIVERED'],
  ['NEW', 'PAYMENT_FAILED', 'PAID', 'CANCELLED'],
  ['NEW', 'REJECTED'],
];

describe('orders are guessed', () => {
  it('from ids, statuses, those that end, what they are worth and how long they take', () => {
    const changes = lives(40, ways, (index, status) => ({
      keys: item({ order_id: `o-${index}` }),
      image: item({
        order_id: `o-${index}`,
        customer_id: `c-${index % 7}`,
        status,
        amount: 10 + index,
        currencyCode: index % 2 === 0 ? 'EUR' : 'USD',
        address: item({ state: 'CA', country: 'US' }),
      }),
    }));
    expect(guessOrders(sampled('shop-purchases', changes))).toMatchObject({
      id: 'order_id',
      status: 'status',
      done: ['DELIVERED', 'CANCELLED'],
      // Payments that failed were tried again.
      failed: ['REJECTED'],
      objectives: { NEW: 60, PAID: 60 },
      value: 'amount',
      currency: 'currencyCode',
    });
  });

  it('in a table of several types, and within a map', () => {
    const orders = lives(20, ways, (index, status) => ({
      keys: item({ pk: `ORDER#${index}`, sk: 'META' }),
      image: item({
        pk: `ORDER#${index}`,
        sk: 'META',
        entityType: 'Order',
        data: item({ orderId: `${index}`, orderStatus: status, total: 5 }),
      }),
    }));
    const customers = Array.from(
      { length: 30 },
      (_, index): SampledChange => ({
        keys: item({ pk: `CUSTOMER#${index}`, sk: 'META' }),
        new: item({ pk: `CUSTOMER#${index}`, sk: 'META', entityType: 'Customer', status: 'ACTIVE' }),
        at: 1_800_000_000_000,
      }),
    );
    expect(guessOrders(sampled('app', [...customers, ...orders]))).toMatchObject({
      where: "entityType=='Order'",
      id: 'data.orderId',
      status: 'data.orderStatus',
      value: 'data.total',
    });
  });

  it('not where nothing fits', () => {
    const session = (index: number, status: string) => ({
      keys: item({ sessionId: `s-${index}` }),
      image: item({ sessionId: `s-${index}`, status, total: 3 }),
    });
    const event = (index: number, status: string) => ({
      keys: item({ orderId: `o-${index}`, at: status }),
      image: item({ orderId: `o-${index}`, at: status, status }),
    });
    const free = (index: number, status: string) => ({
      keys: item({ orderId: `o-${index}` }),
      image: item({ orderId: `o-${index}`, status: `${status} at step ${index}!` }),
    });
    const onTheWay = (index: number) => ({
      keys: item({ orderId: `o-${index}` }),
      image: item({ orderId: `o-${index}`, status: index % 2 === 0 ? 'NEW' : 'PAID' }),
    });
    expect(guessOrders(sampled('Sessions', lives(20, ways, session)))).toBeUndefined();
    // An item an event: no item tells in which state the order is.
    expect(guessOrders(sampled('OrderEvents', lives(20, ways, event)))).toBeUndefined();
    expect(guessOrders(sampled('Orders', lives(20, ways, free)))).toBeUndefined();
    expect(guessOrders(sampled('Orders', lives(20, [['x']], onTheWay)))).toBeUndefined();
    expect(guessOrders(sampled('Orders', lives(2, [['NEW', 'DONE']], onTheWay)))).toBeUndefined();
    expect(guessOrders(sampled('Orders', []))).toBeUndefined();
    expect(guessOrders(sampled('Orders', [{ keys: item({ orderId: 'a' }), at: 1 }]))).toBeUndefined();
  });

  it('and no objective of a status that lasts longer than what was read', () => {
    const order = (index: number, status: string) => ({
      keys: item({ id: `${index}` }),
      image: item({ id: `${index}`, status }),
    });
    const changes = lives(
      60,
      [
        ['NEW', 'PAID'],
        ['NEW', 'PAID'],
        ['NEW', 'PAID'],
        ['NEW', 'DONE'],
      ],
      order,
    );
    expect(guessOrders(sampled('Orders', changes))?.objectives).toEqual({ NEW: 60 });
  });

  it('from the table that is the most like one of orders, and its file is read', () => {
    const order = (index: number, status: string) => ({
      keys: item({ 'order id': `o-${index}` }),
      image: item({ 'order id': `o-${index}`, status, total: 1 }),
    });
    const changes = lives(
      20,
      [
        ['on', 'order done'],
        ['on', 'true', 'FAILED'],
      ],
      order,
    );
    const guess = bestGuess([sampled('OrderArchive', changes), sampled('Orders', changes)]);
    expect(guess?.table).toBe('Orders');
    const listed = (table: string) => ({
      namespace: 'AWS/DynamoDB',
      metric: 'ConsumedWriteCapacityUnits',
      dimensions: { TableName: table },
      region: 'eu-west-1',
    });
    const textFor = (table: string) =>
      proposePipeline({ metrics: [listed(table)], alarms: [], logGroups: [], orders: guess }).text;
    const read = parsePipelineFile(textFor('Orders'), { file: 'p.yaml', regions: ['eu-west-1'] });
    if (!read.ok) throw new Error(read.errors.join('\n'));
    expect(read.value[0].orders).toMatchObject({
      table: 'Orders',
      id: '"order id"',
      done: ['order done'],
      failed: ['FAILED'],
    });
    expect(textFor('Orders')).toContain('requires: 0.2');
    expect(textFor('Customers')).not.toMatch(/orders:|requires/);
  });
});
