/** What the changes of a table show of orders in flight: `init` proposes `orders:` from it (issue 14). Guessed, and marked so. */
import type { AttributeValue, Item, ItemChange } from '../../observation/streams.ts';
import { parseItemPath, textOfAttribute } from '../item-path.ts';
import { measureObjectives } from './guess-objectives.ts';
import { isDoneWord, isFailedWord, type Left, leftBehind } from './order-statuses.ts';

/** Some changes of one table: each run of them is of one shard, in order. */
export type SampledTable = {
  readonly table: string;
  readonly region: string;
  readonly shards: readonly (readonly SampledChange[])[];
};

export type SampledChange = Pick<ItemChange, 'keys' | 'old' | 'new' | 'at'>;

export type OrdersGuess = {
  readonly table: string;
  /** JMESPath, where the table holds more than orders. */
  readonly where?: string;
  readonly id: string;
  readonly status: string;
  /** All that were seen, in the order in which they were. */
  readonly statuses: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** Seconds by status. */
  readonly objectives: Readonly<Record<string, number>>;
  readonly value?: string;
  readonly currency?: string;
  /** How many changes it was guessed from. */
  readonly changes: number;
};

const fewestItems = 5;
const mostStatuses = 20;
/** Paths of an item that are looked at: an item holds at most 400 KB, which could be very many. */
const mostPaths = 400;

const statusName = /(^|[^A-Za-z]|[a-z])([Ss]tatus|[Ss]tate|STATUS|STATE)$/;
const statusWord = /^[A-Za-z][A-Za-z_ -]{1,39}$/;
const valueNames: readonly RegExp[] = [
  /^(order|grand)?[_-]?total([_-]?(amount|price|value))?$/i,
  /^(order|total)?[_-]?(amount|value|price)$/i,
];
const currencyName = /^(.*[_-])?currency([_-]?code)?$|Currency(Code)?$/i;
const typeName = /^(_?_?type(name)?|entity([_-]?type)?|kind|item[_-]?type|record[_-]?type)$/i;
const orderName = /order|purchase|booking|checkout/i;
const plainName = /^[A-Za-z_]\w*$/;
const orderType = /^(sales?[_-]?|customer[_-]?)?(order|purchase|booking)$/i;

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replaceAll('"', '');

const spelled = (name: string): string | undefined =>
  /^[^.[\]"\s]+$/.test(name) ? name : name.includes('"') || name === '' ? undefined : `"${name}"`;

/** Paths of texts and numbers, as deep as a map in the item. */
const scalarPaths = (item: Item): readonly string[] => {
  const isScalar = (value: AttributeValue): boolean => 'S' in value || 'N' in value;
  return Object.entries(item)
    .flatMap(([name, value]): readonly (string | undefined)[] => {
      const outer = spelled(name);
      if (outer === undefined) return [];
      if (isScalar(value)) return [outer];
      if (!('M' in value)) return [];
      return Object.entries(value.M).map(([inner, of]) => {
        const step = isScalar(of) ? spelled(inner) : undefined;
        return step === undefined ? undefined : `${outer}.${step}`;
      });
    })
    .filter((path) => path !== undefined)
    .slice(0, mostPaths);
};

const textAt = (path: string) => {
  const read = parseItemPath(path);
  return (item: Item): string | undefined => (read === undefined ? undefined : textOfAttribute(read(item)));
};

const countPaths = (items: readonly Item[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items)
    for (const path of scalarPaths(item)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
};

/** The best of some by a score above 0; of equals the first, and those outside of maps come before. */
const bestOf = (paths: readonly string[], scoreOf: (path: string) => number): string | undefined => {
  const scored = paths
    .map((path) => ({ path, score: scoreOf(path) - (path.includes('.') ? 0.5 : 0) }))
    .filter(({ score }) => score > 0);
  return scored.reduce<(typeof scored)[number] | undefined>(
    (best, one) => (best === undefined || one.score > best.score ? one : best),
    undefined,
  )?.path;
};

const distinct = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** Which items are orders, where an attribute of the table tells items of several types apart. */
const typeOfOrders = (
  items: readonly Item[],
): { readonly name: string; readonly type: string } | undefined => {
  const names = distinct(items.flatMap((item) => Object.keys(item))).filter(
    (name) => typeName.test(name) && plainName.test(name),
  );
  for (const name of names) {
    const types = distinct(items.map(textAt(name)));
    const type = types.find((one) => orderType.test(one));
    const isMixed = types.length > 1 || items.some((item) => item[name] === undefined);
    if (type !== undefined && isMixed) return { name, type };
  }
  return undefined;
};

const keyOf = (keys: Item): string =>
  JSON.stringify(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));

/** In nearly all of them, and one for each item: what names a customer stands in several. */
const findId = (of: readonly SampledChange[], paths: ReadonlyMap<string, number>): string | undefined => {
  const keys = new Set(of.map((change) => keyOf(change.keys)));
  const names = new Set(of.flatMap((change) => Object.keys(change.keys)));
  const isId = (path: string): boolean => {
    if ((paths.get(path) ?? 0) < of.length * 0.98) return false;
    const text = textAt(path);
    const byKey = new Map<string, string | undefined>();
    for (const change of of) {
      const id = change.new === undefined ? undefined : text(change.new);
      const key = keyOf(change.keys);
      if (byKey.has(key) && byKey.get(key) !== id) return false;
      byKey.set(key, id);
    }
    return new Set(byKey.values()).size === keys.size;
  };
  return bestOf([...paths.keys()], (path) => {
    const name = lastName(path);
    const isKey = names.has(name) && !path.includes('.');
    const isOrders = /^(order|purchase|booking)[_-]?(id|number|no|nr|ref|key)$/i.test(name);
    const score = isOrders ? 5 : path.includes('.') ? 0 : /^id$/i.test(name) ? 4 : isKey ? 3 : 0;
    return score > 0 && isId(path) ? score : 0;
  });
};

/** Few values, all of them words, of which some end. */
const findStatus = (items: readonly Item[], paths: ReadonlyMap<string, number>): string | undefined =>
  bestOf([...paths.keys()], (path) => {
    const name = lastName(path);
    if (!statusName.test(name) || (paths.get(path) ?? 0) < items.length * 0.9) return 0;
    const values = distinct(items.map(textAt(path)));
    if (values.length < 2 || values.length > mostStatuses || values.length > items.length / 2) return 0;
    if (!values.every((value) => statusWord.test(value))) return 0;
    if (!values.some((value) => isDoneWord(value) || isFailedWord(value))) return 0;
    return /^(order[_-]?)?status$/i.test(name) ? 3 : /^(order[_-]?)?state$/i.test(name) ? 2 : 1;
  });

const findValue = (items: readonly Item[], paths: ReadonlyMap<string, number>): string | undefined =>
  bestOf([...paths.keys()], (path) => {
    const rank = valueNames.findIndex((name) => name.test(lastName(path)));
    if (rank < 0 || (paths.get(path) ?? 0) < items.length * 0.5) return 0;
    const texts = distinct(items.map(textAt(path)));
    return texts.every((text) => /^-?\d{1,15}(\.\d{1,6})?$/.test(text)) ? valueNames.length - rank : 0;
  });

const findCurrency = (items: readonly Item[], paths: ReadonlyMap<string, number>): string | undefined =>
  bestOf([...paths.keys()], (path) => {
    if (!currencyName.test(lastName(path)) || (paths.get(path) ?? 0) < items.length * 0.5) return 0;
    // ISO 4217.
    return distinct(items.map(textAt(path))).every((text) => /^[A-Za-z]{3}$/.test(text)) ? 1 : 0;
  });

/** Undefined where the changes do not look like those of orders: a wrong guess is worse than none. */
export const guessOrders = ({ table, shards }: SampledTable): OrdersGuess | undefined => {
  const written = shards.flat().flatMap(({ new: item }) => (item === undefined ? [] : [item]));
  const type = typeOfOrders(written);
  const isOrder = (item: Item | undefined): boolean =>
    item !== undefined && (type === undefined || textAt(type.name)(item) === type.type);
  const own = shards.map((shard) => shard.filter((change) => isOrder(change.new)));
  const changes = own.flat();
  const items = changes.flatMap(({ new: item }) => (item === undefined ? [] : [item]));
  if (items.length < fewestItems) return undefined;
  const paths = countPaths(items);
  const status = findStatus(items, paths);
  const id = findId(changes, paths);
  if (status === undefined || id === undefined) return undefined;
  const value = findValue(items, paths);
  // A job, a session, a device has an id and a status, too.
  const isNamed = orderName.test(table) || orderName.test(lastName(id)) || type !== undefined;
  if (!isNamed) return undefined;
  const currency = value === undefined ? undefined : findCurrency(items, paths);
  const statusOf = textAt(status);
  const statuses = distinct(
    changes.flatMap((change) =>
      [change.old, change.new].map((item) => (item === undefined ? undefined : statusOf(item))),
    ),
  ).filter((one) => statusWord.test(one));
  const left: Left = leftBehind(changes, statusOf);
  const failed = statuses.filter((one) => isFailedWord(one) && !left(one));
  const done = statuses.filter((one) => isDoneWord(one) && !failed.includes(one) && !left(one));
  if (done.length + failed.length === 0) return undefined;
  const measured = measureObjectives(own, { statusOf, keyOf });
  const objectives = Object.fromEntries(
    Object.entries(measured).filter(([one]) => statuses.includes(one) && ![...done, ...failed].includes(one)),
  );
  return {
    table,
    ...(type === undefined ? {} : { where: `${type.name}=='${type.type}'` }),
    id,
    status,
    statuses,
    done,
    failed,
    objectives,
    ...(value === undefined ? {} : { value }),
    ...(currency === undefined ? {} : { currency }),
    changes: changes.length,
  };
};

/** Of several tables that look like it, the one that tells most: a table of orders by name first, then what has values. */
export const bestGuess = (tables: readonly SampledTable[]): OrdersGuess | undefined => {
  const worth = ({ table, id, value }: OrdersGuess): number =>
    (/^(.*[^a-z])?orders?$/i.test(table) ? 4 : orderName.test(table) ? 2 : 0) +
    (orderName.test(id) ? 1 : 0) +
    (value === undefined ? 0 : 1);
  return tables
    .flatMap((one) => guessOrders(one) ?? [])
    .reduce<OrdersGuess | undefined>(
      (best, one) => (best === undefined || worth(one) > worth(best) ? one : best),
      undefined,
    );
};
