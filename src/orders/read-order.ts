/** What an item says of its order, by the paths of the pipeline file; and what the first hundred say of the paths. */
import { attributeJson, type Json } from '../observation/attribute-json.ts';
import type { Failure } from '../observation/health-of-sources.ts';
import type { Item, ItemChange } from '../observation/streams.ts';
import { parseItemExpression } from '../pipeline/change-expression.ts';
import { type ItemPath, parseItemPath, textOfAttribute } from '../pipeline/item-path.ts';
import type { OrdersChoice } from '../pipeline/stage.ts';
import { type Decimal, parseDecimal } from './decimal-sum.ts';

export type OrderRead = {
  readonly id: string;
  /** Undefined where the item has none. */
  readonly status: string | undefined;
  readonly value: Decimal | undefined;
  readonly currency: string | undefined;
};

export type OrderReader = {
  /** Undefined for an item that is no order. */
  readonly read: (item: Item) => OrderRead | undefined;
  readonly idOf: (item: Item) => string | undefined;
  readonly statusOf: (item: Item) => string | undefined;
  /** Looks at what the first changes have, and at what such a stream holds. */
  readonly check: (change: ItemChange) => void;
  /** Why orders cannot be told, or not wholly; undefined while all is well. */
  readonly trouble: () => Failure | undefined;
};

const nowhere: ItemPath = () => undefined;
const pathOf = (text: string | undefined): ItemPath =>
  text === undefined ? nowhere : (parseItemPath(text) ?? nowhere);

/** So many changes are looked at before a path is said to be wrong. */
const checkedChanges = 100;
const mostNamed = 24;

const itemTest = (where: string | undefined) => {
  const expression = where === undefined ? undefined : parseItemExpression(where);
  if (expression?.ok !== true) return { test: () => true, trouble: () => undefined };
  const { attributes, test, trouble } = expression.value;
  return {
    test: (item: Item): boolean => {
      const json: { [key: string]: Json } = Object.create(null);
      // Only what is looked at: to turn whole items into JSON would be most of the work.
      for (const name of attributes ?? Object.keys(item)) {
        const value = Object.hasOwn(item, name) ? item[name] : undefined;
        if (value !== undefined) json[name] = attributeJson(value);
      }
      return test(json);
    },
    trouble,
  };
};

/** `orderId, total, address.city`: what could have been meant. */
const pathsIn = (item: Item): readonly string[] =>
  Object.entries(item).flatMap(([name, value]) =>
    'M' in value ? Object.keys(value.M).map((inner) => `${name}.${inner}`) : [name],
  );

export const createOrderReader = (choice: OrdersChoice): OrderReader => {
  const where = itemTest(choice.where);
  const paths = {
    id: pathOf(choice.id),
    status: pathOf(choice.status),
    value: pathOf(choice.value),
    currency: pathOf(choice.currency),
  };
  const names = ['id', 'status', 'value', 'currency'] as const;
  const hits = { where: 0, id: 0, status: 0, value: 0, currency: 0 };
  const known = new Set<string>();
  let checked = 0;
  let trouble: Failure | undefined;
  const complain = (message: string, hint: string): void => {
    trouble = { kind: 'usage', code: 'OrdersUntold', message: `orders: ${message}`, hint };
  };

  const sumUp = (): void => {
    const there = [...known].slice(0, mostNamed).join(', ');
    const more = known.size > mostNamed ? ` and ${known.size - mostNamed} more` : '';
    const hint = `Such items have ${there}${more}: mend orders: in the pipeline file`;
    if (hits.where === 0) {
      complain(
        `where: ${choice.where} holds for none of the first ${checkedChanges} changes of ${choice.table}`,
        hint,
      );
      return;
    }
    const missed = names.filter((name) => choice[name] !== undefined && hits[name] === 0);
    if (missed.length === 0) return;
    const said = missed.map((name) => `${name}: ${choice[name]}`).join(', ');
    const are = missed.length === 1 ? 'is' : 'are';
    complain(`${said} ${are} in none of the first ${checkedChanges} changes of ${choice.table}`, hint);
  };

  return {
    read: (item) => {
      if (!where.test(item)) return undefined;
      const id = textOfAttribute(paths.id(item));
      if (id === undefined) return undefined;
      const value = textOfAttribute(paths.value(item));
      return {
        id,
        status: textOfAttribute(paths.status(item)),
        value: value === undefined ? undefined : parseDecimal(value),
        currency: textOfAttribute(paths.currency(item)),
      };
    },
    idOf: (item) => textOfAttribute(paths.id(item)),
    statusOf: (item) => textOfAttribute(paths.status(item)),
    check: ({ new: item, viewType }) => {
      if (checked >= checkedChanges) return;
      if (viewType === 'KEYS_ONLY' || viewType === 'OLD_IMAGE') {
        checked = checkedChanges;
        complain(
          `the stream of ${choice.table} holds ${viewType}, so that no new status is told`,
          'A stream of NEW_IMAGE or NEW_AND_OLD_IMAGES tells of it',
        );
        return;
      }
      if (item === undefined) return;
      checked += 1;
      const isOrder = where.test(item);
      if (isOrder) hits.where += 1;
      if (isOrder || hits.where === 0)
        for (const path of pathsIn(item)) if (known.size < 200) known.add(path);
      if (isOrder) for (const name of names) if (paths[name](item) !== undefined) hits[name] += 1;
      if (checked === checkedChanges) sumUp();
    },
    trouble: () => {
      if (trouble !== undefined) return trouble;
      const failed = where.trouble();
      if (failed !== undefined)
        complain(
          `where failed for an item: ${failed}`,
          'Such items are left out; not_null() and type() look before a function does',
        );
      return trouble;
    },
  };
};
