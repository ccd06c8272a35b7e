/**
 * What differs between orders that fail and those that do not (issue 14): only counts, no model. Looked at is what an order was when it was
 * first seen since the onset: its currency, channel, country, way of payment; never what its failure wrote.
 *
 * The rule: at least 30 orders on either side; a value's share among those that fail is at least 15 percentage points above that among
 * the rest; and two-proportion z is beyond sqrt(2 ln(2 m / 0.01)) for m values looked at, which bounds the chance that any of them all
 * is told by chance by 1 % (Bonferroni, and the bound of the normal distribution's tails exp(-z^2/2)).
 */
import type { Gap } from '../observation/health-of-sources.ts';
import type { AttributeValue, Item, ItemChange } from '../observation/streams.ts';

export type Difference = {
  /** `payment.method`. */
  readonly field: string;
  readonly value: string;
  /** Orders that fail: how many have this value, of how many. */
  readonly failing: { readonly count: number; readonly of: number };
  readonly rest: { readonly count: number; readonly of: number };
};

export type DiffersInput = {
  readonly since: number;
  /** In the order in which they were read. */
  readonly changes: readonly (ItemChange | Gap)[];
  /** What the pipeline file says of orders: the table, and statuses that count as failed. */
  readonly orders?: { readonly table: string; readonly failed: readonly string[] } | undefined;
};

const leastOrders = 30;
const leastDifference = 0.15;
const chance = 0.01;
/** More values than that are ids or names. */
const mostValues = 20;
/** The field is one of most orders on both sides. */
const leastHaving = 0.5;
const mostDepth = 3;
const mostFields = 60;
const mostOrders = 20_000;
const mostTold = 3;
const mostValueChars = 40;

const usualFailed = ['FAILED', 'ERROR', 'REJECTED', 'DECLINED'];
const statusName = /^(?:order[_-]?)?(?:status|state)$/i;
const failureName = /^(?:last[_-]?)?(?:error|failure)(?:[_-]?(?:reason|message|code))?$/i;
/** What a failure writes, and what tells how far an order is. */
const outcomeName = /error|fail|reason|status|state|attempt|retr|version|updated|modified|expire/i;
const timeLike = /^\d{4}-\d\d-\d\d/;

const scalarOf = (value: AttributeValue): string | undefined => {
  if ('S' in value) {
    return value.S === '' || value.S.length > mostValueChars || timeLike.test(value.S) ? undefined : value.S;
  }
  if ('BOOL' in value) return String(value.BOOL);
  if ('SS' in value) return [...value.SS].sort().join(', ').slice(0, mostValueChars);
  // Amounts, counters and times: numbers are not compared.
  return undefined;
};

/** `[field, value]` of an item that may tell orders apart; lists and keys are left out. */
const fieldsOf = (item: Item, keys: Item): readonly (readonly [string, string])[] => {
  const found: (readonly [string, string])[] = [];
  const walk = (part: Item, path: string, depth: number): void => {
    for (const [name, value] of Object.entries(part)) {
      if (found.length >= mostFields) return;
      if (outcomeName.test(name) || (depth === 0 && name in keys)) continue;
      if ('M' in value) {
        if (depth < mostDepth) walk(value.M, `${path}${name}.`, depth + 1);
        continue;
      }
      const text = scalarOf(value);
      if (text !== undefined) found.push([`${path}${name}`, text]);
    }
  };
  walk(item, '', 0);
  return found;
};

const isFailing = (item: Item, failed: readonly string[]): boolean => {
  for (const [name, value] of Object.entries(item)) {
    if (!('S' in value) || value.S === '') continue;
    if (failureName.test(name)) return true;
    if (statusName.test(name) && failed.includes(value.S)) return true;
  }
  return false;
};

/** What of a change is needed, found out once however often the changes are counted. */
type Told = {
  readonly order: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly isFailing: boolean;
};
const known = new WeakMap<ItemChange, Told>();

const toldBy = (change: ItemChange, failed: readonly string[]): Told => {
  const before = known.get(change);
  if (before !== undefined) return before;
  const first = change.old ?? change.new;
  const told = {
    order: `${change.table} ${JSON.stringify(change.keys)}`,
    fields: first === undefined ? [] : fieldsOf(first, change.keys),
    isFailing: change.new !== undefined && isFailing(change.new, failed),
  };
  known.set(change, told);
  return told;
};

type Order = { readonly fields: Told['fields']; isFailing: boolean };

const ordersSince = ({ since, changes, orders }: DiffersInput): readonly Order[] => {
  const failed = orders?.failed ?? usualFailed;
  const found = new Map<string, Order>();
  for (const change of changes) {
    if (change.type === 'gap' || change.at < since) continue;
    if (orders !== undefined && change.table !== orders.table) continue;
    const told = toldBy(change, failed);
    const order = found.get(told.order);
    if (order !== undefined) order.isFailing ||= told.isFailing;
    else if (told.fields.length > 0 && found.size < mostOrders) {
      found.set(told.order, { fields: told.fields, isFailing: told.isFailing });
    }
  }
  return [...found.values()];
};

type Counts = { failing: number; rest: number };

const standardError = (one: Counts, all: Counts): number => {
  const pooled = (one.failing + one.rest) / (all.failing + all.rest);
  return Math.sqrt(pooled * (1 - pooled) * (1 / all.failing + 1 / all.rest));
};

/** The fields whose share differs most, three at most; empty where nothing does, or too few orders are known. Linear in the changes. */
export const differencesOf = (input: DiffersInput): readonly Difference[] => {
  const orders = ordersSince(input);
  const all: Counts = { failing: 0, rest: 0 };
  const values = new Map<string, Map<string, Counts>>();
  for (const { fields, isFailing: isOfFailing } of orders) {
    const side = isOfFailing ? 'failing' : 'rest';
    all[side] += 1;
    for (const [field, value] of fields) {
      const counts = values.get(field) ?? new Map<string, Counts>();
      values.set(field, counts);
      // One more than is looked at tells that there are too many.
      if (!counts.has(value) && counts.size > mostValues) continue;
      const one = counts.get(value) ?? { failing: 0, rest: 0 };
      one[side] += 1;
      counts.set(value, one);
    }
  }
  if (all.failing < leastOrders || all.rest < leastOrders) return [];
  const compared = [...values].filter(([, counts]) => {
    const having = [...counts.values()].reduce(
      (sum, one) => ({ failing: sum.failing + one.failing, rest: sum.rest + one.rest }),
      { failing: 0, rest: 0 },
    );
    return (
      counts.size > 1 &&
      counts.size <= mostValues &&
      having.failing >= leastHaving * all.failing &&
      having.rest >= leastHaving * all.rest
    );
  });
  const looks = compared.reduce((sum, [, counts]) => sum + counts.size, 0);
  const leastZ = Math.sqrt(2 * Math.log((2 * Math.max(1, looks)) / chance));
  const found = compared.flatMap(([field, counts]) => {
    const [most] = [...counts]
      .map(([value, one]) => ({
        value,
        one,
        difference: one.failing / all.failing - one.rest / all.rest,
      }))
      .sort((a, b) => b.difference - a.difference);
    if (most === undefined || most.difference < leastDifference) return [];
    if (most.difference / standardError(most.one, all) < leastZ) return [];
    const { failing, rest } = most.one;
    const told: Difference = {
      field,
      value: most.value,
      failing: { count: failing, of: all.failing },
      rest: { count: rest, of: all.rest },
    };
    return [{ told, difference: most.difference }];
  });
  return found
    .sort((a, b) => b.difference - a.difference || (a.told.field < b.told.field ? -1 : 1))
    .slice(0, mostTold)
    .map(({ told }) => told);
};

const countAgainMs = 5_000;
const mostOnsets = 100;

/** The same, counted anew every five seconds: orders are many, and the answer changes slowly. */
export const createDifferences = (orders: DiffersInput['orders']) => {
  const counted = new Map<number, { readonly at: number; readonly differs: readonly Difference[] }>();
  return (
    since: number,
    { at, changes = [] }: { readonly at: number; readonly changes?: DiffersInput['changes'] },
  ): readonly Difference[] => {
    if (changes.length === 0) return [];
    const before = counted.get(since);
    if (before !== undefined && at >= before.at && at - before.at < countAgainMs) return before.differs;
    const differs = differencesOf({ since, changes, orders });
    if (counted.size >= mostOnsets) counted.clear();
    counted.set(since, { at, differs });
    return differs;
  };
};

/** `card 100 % of 684, 71 % of the rest (paymentMethod)`. */
export const differenceText = ({ field, value, failing, rest }: Difference): string => {
  const percent = ({ count, of }: Difference['rest']): number => Math.round((100 * count) / of);
  return `${value} ${percent(failing)} % of ${failing.of}, ${percent(rest)} % of the rest (${field})`;
};
