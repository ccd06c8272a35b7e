/** How long orders are in a status, from a few changes: what `init` proposes as objectives. */
import type { Item, ItemChange } from '../../observation/streams.ts';

const fewestMeasured = 10;
const leftShare = 0.9;
const usual = 0.95;
/** An order is late where it takes so many times what most of them take. */
const allowance = 3;
/** Seconds. Times of records are floored to a second: less than a minute is not measured well. */
const steps: readonly number[] = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];

type Stay = { readonly status: string; readonly from: number; readonly to: number | undefined };

const staysOf = (
  changes: readonly Pick<ItemChange, 'keys' | 'old' | 'new' | 'at'>[],
  statusOf: (item: Item) => string | undefined,
  keyOf: (keys: Item) => string,
): readonly Stay[] => {
  const open = new Map<string, Stay>();
  const stays: Stay[] = [];
  for (const { keys, old, new: item, at } of changes) {
    const status = item === undefined ? undefined : statusOf(item);
    const before = old === undefined ? undefined : statusOf(old);
    if (status === before) continue;
    const key = keyOf(keys);
    const stay = open.get(key);
    if (stay !== undefined) stays.push({ ...stay, to: at });
    open.delete(key);
    if (status !== undefined) open.set(key, { status, from: at, to: undefined });
  }
  return [...stays, ...open.values()];
};

/**
 * Seconds by status. Only of a status that nearly all left that came to it in the first half of what was read: of one that lasts
 * longer the short stays alone would show.
 */
export const measureObjectives = (
  shards: readonly (readonly Pick<ItemChange, 'keys' | 'old' | 'new' | 'at'>[])[],
  {
    statusOf,
    keyOf,
  }: {
    readonly statusOf: (item: Item) => string | undefined;
    readonly keyOf: (keys: Item) => string;
  },
): Readonly<Record<string, number>> => {
  const early = shards.flatMap((changes) => {
    const [first, last] = [changes[0], changes.at(-1)];
    if (first === undefined || last === undefined) return [];
    const half = (first.at + last.at) / 2;
    return staysOf(changes, statusOf, keyOf).filter(({ from }) => from <= half);
  });
  const byStatus = new Map<string, Stay[]>();
  for (const stay of early) byStatus.set(stay.status, [...(byStatus.get(stay.status) ?? []), stay]);
  return Object.fromEntries(
    [...byStatus].flatMap(([status, stays]): readonly (readonly [string, number])[] => {
      const spent = stays
        .flatMap(({ from, to }) => (to === undefined ? [] : [Math.max(0, to - from) / 1000]))
        .sort((a, b) => a - b);
      if (spent.length < fewestMeasured || spent.length < stays.length * leftShare) return [];
      const most = spent[Math.ceil(spent.length * usual) - 1];
      const step = most === undefined ? undefined : steps.find((one) => one >= most * allowance);
      return step === undefined ? [] : [[status, step]];
    }),
  );
};
