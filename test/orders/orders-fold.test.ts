import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ItemChange } from '../../src/observation/streams.ts';
import type { Flow, OrdersSnapshot } from '../../src/orders/orders.ts';
import { changeOf, choice, foldOf, noon, orderItem } from './changes.ts';

const moment = (seconds: number): number => noon + seconds * 1000;
const flowOf = ({ flows }: OrdersSnapshot, status: string, currency = 'EUR'): Flow | undefined =>
  flows.find((flow) => flow.status === status && flow.currency === currency);
const foldAll = (changes: readonly ItemChange[], options: Parameters<typeof foldOf>[0] = {}) => {
  const fold = foldOf(options);
  for (const change of changes) fold.apply(change);
  return fold;
};

const placed = orderItem('A', 'PLACED', '19.90');
const paid = orderItem('A', 'PAID', '19.90');

describe('orders in flight', () => {
  it('an order goes from status to status: counts, times, values, rates', () => {
    const fold = foldAll([
      changeOf({ sequence: 1, seconds: 0, new: placed }),
      changeOf({ sequence: 2, seconds: 5, new: orderItem('B', 'PLACED', '0.10') }),
      changeOf({ sequence: 3, seconds: 40, old: placed, new: paid }),
    ]);
    const snapshot = fold.snapshot(moment(60));
    expect(flowOf(snapshot, 'PLACED')).toMatchObject({
      count: 1,
      oldestSince: moment(5),
      p50Seconds: 40,
      p99Seconds: 40,
      inPerMinute: 2,
      outPerMinute: 1,
      late: 0,
      value: 0.1,
    });
    expect(flowOf(snapshot, 'PAID')).toMatchObject({
      count: 1,
      oldestSince: moment(40),
      value: 19.9,
      p50Seconds: undefined,
    });
    expect(snapshot).toMatchObject({ open: 2, evicted: 0, knownSince: noon });
  });

  it('is late past its objective and not at it, the longest past it first', () => {
    const fold = foldAll([
      changeOf({ sequence: 1, seconds: 0, new: placed }),
      changeOf({ sequence: 2, seconds: 30, new: orderItem('B', 'PLACED', '5') }),
    ]);
    expect(fold.snapshot(moment(60)).late).toEqual([]);
    expect(fold.snapshot(moment(61)).late.map(({ orderId }) => orderId)).toEqual(['A']);
    expect(fold.snapshot(moment(200)).late.map(({ orderId }) => orderId)).toEqual(['A', 'B']);
    expect(flowOf(fold.snapshot(moment(200)), 'PLACED')).toMatchObject({ late: 2, lateValue: 24.9 });
    fold.apply(changeOf({ sequence: 3, seconds: 210, old: placed, new: paid }));
    expect(flowOf(fold.snapshot(moment(211)), 'PLACED')).toMatchObject({ late: 1, lateValue: 5 });
  });

  it('late and repeated changes do no harm, a removed order does not come back', () => {
    const changes = [
      changeOf({ sequence: '99999999999999999999', seconds: 0, new: placed }),
      changeOf({ sequence: '100000000000000000001', seconds: 20, old: placed, new: paid }),
    ];
    const fold = foldAll([...changes, ...changes, ...changes.toReversed()]);
    expect(fold.snapshot(moment(30)).flows.map(({ status, count }) => [status, count])).toEqual([
      ['PLACED', 0],
      ['PAID', 1],
    ]);
    fold.apply(changeOf({ sequence: '100000000000000000002', seconds: 40, old: paid }));
    for (const change of changes) fold.apply(change);
    expect(fold.snapshot(moment(41)).open).toBe(0);
  });

  it('currencies never mix, and sums are exact to the last digit', () => {
    const big = '12345678901234567890.12345678901234567890';
    const fold = foldAll([
      ...Array.from({ length: 30 }, (_, index) =>
        changeOf({ sequence: index + 1, seconds: 0, new: orderItem(`E${index}`, 'PLACED', '0.1') }),
      ),
      changeOf({ sequence: 90, seconds: 0, new: orderItem('Y', 'PLACED', '5000', 'JPY') }),
      changeOf({ sequence: 91, seconds: 0, new: orderItem('big', 'PLACED', big) }),
      changeOf({
        sequence: 92,
        seconds: 1,
        old: orderItem('big', 'PLACED', big),
        new: orderItem('big', 'DELIVERED', big),
      }),
    ]);
    const snapshot = fold.snapshot(moment(2));
    expect(flowOf(snapshot, 'PLACED')?.value).toBe(3);
    expect(flowOf(snapshot, 'PLACED', 'JPY')?.value).toBe(5000);
    expect(flowOf(snapshot, 'DELIVERED')?.value).toBe(Number(big));
  });

  it('without an old image it is not known since when an order is where it is first seen', () => {
    const fold = foldAll([
      changeOf({ sequence: 1, seconds: 10, new: placed, viewType: 'NEW_IMAGE' }),
      changeOf({ sequence: 2, seconds: 20, new: paid, viewType: 'NEW_IMAGE' }),
      changeOf({ sequence: 3, seconds: 50, new: orderItem('A', 'PACKED'), viewType: 'NEW_IMAGE' }),
    ]);
    const snapshot = fold.snapshot(moment(60));
    expect(flowOf(snapshot, 'PLACED')).toMatchObject({ count: 0, p50Seconds: undefined, inPerMinute: 0 });
    expect(flowOf(snapshot, 'PAID')).toMatchObject({ count: 0, p50Seconds: 30 });
  });

  it('an item that is told by its keys only is forgotten where it is the order itself', () => {
    const keysOf = (sort: string) => ({ orderId: { S: 'A' }, sk: { S: sort } });
    const single = { ...choice, where: "type=='ORDER'" };
    const order = { ...placed, type: { S: 'ORDER' } };
    const fold = foldAll(
      [
        changeOf({ sequence: 1, seconds: 0, new: order, keys: keysOf('ORDER'), viewType: 'NEW_IMAGE' }),
        changeOf({
          sequence: 2,
          seconds: 1,
          new: { ...placed, type: { S: 'LINE' } },
          keys: keysOf('LINE'),
          viewType: 'NEW_IMAGE',
        }),
        changeOf({ sequence: 3, seconds: 2, keys: keysOf('LINE'), viewType: 'NEW_IMAGE' }),
      ],
      { choice: single },
    );
    expect(fold.snapshot(moment(3)).open).toBe(1);
    fold.apply(changeOf({ sequence: 4, seconds: 4, keys: keysOf('ORDER'), viewType: 'NEW_IMAGE' }));
    expect(fold.snapshot(moment(5)).open).toBe(0);
  });

  it('at the bound finished ones go first, the longest finished before the others, and they are counted', () => {
    const fold = foldAll(
      ['DELIVERED', 'PLACED', 'DELIVERED', 'PLACED', 'PLACED'].map((status, index) =>
        changeOf({ sequence: index + 1, seconds: index, new: orderItem(`O${index}`, status) }),
      ),
      { limits: { orders: 3 } },
    );
    expect(fold.snapshot(moment(10))).toMatchObject({ open: 3, evicted: 2 });
    fold.apply(changeOf({ sequence: 9, seconds: 20, new: orderItem('last', 'PLACED') }));
    expect(fold.snapshot(moment(200)).late.map(({ orderId }) => orderId)).toEqual(['O3', 'O4', 'last']);
  });

  it('a path that no item has is said after the first hundred changes, with those that there are', () => {
    const fold = foldOf({ choice: { ...choice, status: 'state', value: 'amount' } });
    const tell = (from: number, to: number) => {
      for (let index = from; index <= to; index += 1)
        fold.apply(changeOf({ sequence: index, seconds: index, new: orderItem(`O${index}`, 'PLACED') }));
    };
    tell(1, 99);
    expect(fold.trouble()).toBeUndefined();
    tell(100, 100);
    expect(fold.trouble()).toMatchObject({
      message: 'orders: status: state, value: amount are in none of the first 100 changes of Orders',
      hint: expect.stringContaining('orderId, status, total, currency'),
    });
  });

  it('what the stream lost is not known: from the end of the gap on it is', () => {
    const fold = foldAll([changeOf({ sequence: 1, seconds: -500, new: placed })]);
    expect(fold.snapshot(moment(0)).knownSince).toBe(moment(-500));
    fold.applyGap({
      type: 'gap',
      source: 'stream',
      scope: 's',
      reason: 'trimmed',
      from: moment(10),
      to: moment(90),
      region: 'eu-west-1',
    });
    expect(fold.snapshot(moment(100)).knownSince).toBe(moment(90));
  });

  it('any interleaving of orders and any repetition gives the same counts, and so does a run that goes on from what was saved', () => {
    const statuses = ['PLACED', 'PAID', 'PACKED', 'DELIVERED', 'FAILED', undefined];
    const lives = fc.array(
      fc.array(fc.record({ status: fc.constantFrom(...statuses), wait: fc.integer({ min: 0, max: 400 }) }), {
        minLength: 1,
        maxLength: 5,
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(lives, fc.array(fc.nat(), { maxLength: 60 }), fc.nat(40), (orders, picks, cut) => {
        let sequence = 10n ** 21n - 5n;
        const queues = orders.map((steps, order) => {
          let seconds = 0;
          let old: ReturnType<typeof orderItem> | undefined;
          return steps.flatMap(({ status, wait }) => {
            seconds += wait;
            sequence += 1n;
            const now = status === undefined ? undefined : orderItem(`O${order}`, status, `${order}.05`);
            const before = old;
            old = now;
            if (now === undefined && before === undefined) return [];
            return [
              changeOf({
                sequence: `${sequence}`,
                seconds,
                ...(before && { old: before }),
                ...(now && { new: now }),
              }),
            ];
          });
        });
        const straight = queues.flat();
        const left = queues.map((queue) => [...queue]);
        const mixed: ItemChange[] = [];
        for (const pick of picks) {
          const queue = left[pick % left.length];
          const next = queue?.shift();
          if (next !== undefined) mixed.push(next);
          const again = mixed[pick % Math.max(1, mixed.length)];
          if (pick % 3 === 0 && again !== undefined) mixed.push(again);
        }
        mixed.push(...left.flat());
        const factsOf = (snapshot: OrdersSnapshot) => ({
          ...snapshot,
          flows: snapshot.flows.toSorted((a, b) => (a.status < b.status ? -1 : 1)),
          failed: snapshot.failed.toSorted((a, b) => a.since - b.since || (a.orderId < b.orderId ? -1 : 1)),
        });
        const expected = factsOf(foldAll(straight).snapshot(moment(2_500)));
        expect(factsOf(foldAll(mixed).snapshot(moment(2_500)))).toEqual(expected);
        const first = foldAll(mixed.slice(0, cut));
        const saved = JSON.parse(JSON.stringify(first.save()));
        const resumed = foldAll(mixed.slice(cut), { saved });
        expect(factsOf(resumed.snapshot(moment(2_500)))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
