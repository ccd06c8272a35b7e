import { type Accumulator, accumulatorOf } from './aggregates.ts';
import { compile, type Evaluator } from './evaluate.ts';
import type { CallNode } from './expression.ts';
import { aggregatesOf, type Command, type Query } from './query.ts';
import { type EventSource, eventRow, fieldOf, type Row } from './row.ts';
import { compareValues, isMoment, isTrue, toNumber, toText, type Value } from './value.ts';

/** Rows as AWS gives them: absent fields are left out, and rows of events end with their `@ptr`. */
export type ResultRow = readonly { readonly field: string; readonly value: string }[];

/** A query under way: it takes events one by one and can tell at any moment what it has so far. */
export type Run = {
  readonly add: (source: EventSource) => void;
  readonly results: () => readonly ResultRow[];
  /** Events that passed the filters before any other command. */
  readonly matched: () => number;
};

type Step = (row: Row) => Row | undefined;

/** So many rows may wait before those are dropped that cannot be in the result any more. */
const mostWaiting = 20_000;

/**
 * Starts a query. At most `limit` rows come out, fewer where the query says so. What filters and computes row by row
 * is done as events come; a `stats` behind that keeps sums and no events, a `sort`, `dedup` or `limit` keeps what may
 * still be in the result.
 */
export const startRun = (query: Query, limit: number): Run => {
  const firstOther = query.findIndex((command) => !isRowWise(command));
  const early = (firstOther < 0 ? query : query.slice(0, firstOther)).map(rowStep);
  const late = firstOther < 0 ? [] : query.slice(firstOther);
  const [first, ...behindStats] = late;
  const totals = first?.kind === 'stats' ? startStats(first) : undefined;
  const narrowing = late.slice(0, narrowingCount(late));
  const behind = totals === undefined ? late.slice(narrowing.length) : behindStats;
  const columns = columnsOf(query);
  let rows: readonly Row[] = [];
  let waiting: Row[] = [];
  let matched = 0;

  const settle = (): readonly Row[] => {
    const kept = narrowing.reduce(applyToAll, newestFirst([...rows, ...waiting]));
    rows = behind.length === 0 ? kept.slice(0, limit) : kept;
    waiting = [];
    return rows;
  };

  return {
    add: (source) => {
      let row: Row | undefined = eventRow(source);
      for (const step of early) {
        row = step(row);
        if (row === undefined) return;
      }
      matched++;
      if (totals !== undefined) totals.add(row);
      else if (waiting.push(row) >= mostWaiting) settle();
    },
    results: () => {
      const start = totals === undefined ? settle() : totals.rows();
      const end = behind.reduce(applyToAll, start);
      return end.slice(0, limit).map((row) => resultRow(row, columns));
    },
    matched: () => matched,
  };
};

/** How many commands at the front can be applied again to their own result with more rows: sort, dedup, then a limit. */
const narrowingCount = (commands: Query): number => {
  const limitAt = commands.findIndex(({ kind }) => kind !== 'sort' && kind !== 'dedup');
  if (limitAt < 0) return commands.length;
  return commands[limitAt]?.kind === 'limit' ? limitAt + 1 : limitAt;
};

const isRowWise = (command: Command): boolean =>
  command.kind === 'fields' ||
  command.kind === 'display' ||
  command.kind === 'filter' ||
  command.kind === 'parse';

const rowStep = (command: Command): Step => {
  switch (command.kind) {
    case 'fields':
    case 'display': {
      // A field under its own name is in the row already.
      const computed = command.items
        .filter(({ name, node }) => node.kind !== 'field' || node.name !== name)
        .map(({ name, node }) => ({ name, value: compile(node) }));
      return (row) => withEach(row, computed);
    }
    case 'filter': {
      const condition = compile(command.condition);
      return (row) => (isTrue(condition(row)) ? row : undefined);
    }
    case 'parse': {
      const subject = compile(command.subject);
      return (row) => {
        const found = command.extract(toText(subject(row)) ?? '');
        return found === undefined ? row : { ...row, values: new Map([...row.values, ...found]) };
      };
    }
    default:
      return (row) => row;
  }
};

/** The row with one value after the other, each of which may look at those before it. */
const withEach = (
  row: Row,
  computed: readonly { readonly name: string; readonly value: Evaluator }[],
): Row => {
  if (computed.length === 0) return row;
  const values = new Map(row.values);
  const next: Row = { ...row, values };
  for (const { name, value } of computed) values.set(name, value(next));
  return next;
};

const applyToAll = (rows: readonly Row[], command: Command): readonly Row[] => {
  switch (command.kind) {
    case 'stats': {
      const totals = startStats(command);
      for (const row of rows) totals.add(row);
      return totals.rows();
    }
    case 'sort': {
      const keys = command.keys.map(({ node, descending }) => ({ value: compile(node), descending }));
      return rows.toSorted((a, b) => {
        for (const { value, descending } of keys) {
          const order = absentLast(value(a), value(b), descending);
          if (order !== 0) return order;
        }
        return 0;
      });
    }
    case 'limit':
      return rows.slice(0, command.count);
    case 'dedup': {
      const keys = command.keys.map((node) => compile(node));
      const seen = new Set<string>();
      return rows.filter((row) => {
        const values = keys.map((key) => toText(key(row)));
        // What is absent is not a duplicate of anything.
        if (values.includes(undefined)) return true;
        const key = JSON.stringify(values);
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
    }
    default: {
      const step = rowStep(command);
      return rows.flatMap((row) => step(row) ?? []);
    }
  }
};

const absentLast = (a: Value, b: Value, descending: boolean): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return descending ? compareValues(b, a) : compareValues(a, b);
};

/** The order that a query has which asks for none. */
const newestFirst = (rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((a, b) => (b.source?.event.at ?? 0) - (a.source?.event.at ?? 0));

type Group = { readonly keys: readonly Value[]; readonly totals: readonly Accumulator[] };

const startStats = (command: Command & { readonly kind: 'stats' }) => {
  const aggregates = command.items.flatMap(({ node }) => aggregatesOf(node));
  const slot = (aggregate: CallNode) => `stats#${aggregates.indexOf(aggregate)}`;
  const args = aggregates.map((aggregate) => aggregate.args.map((arg) => compile(arg)));
  const items = command.items.map(({ name, node }) => ({ name, value: compile(node, slot) }));
  const by = command.by.map(({ name, node }) => ({ name, value: compile(node) }));
  const groups = new Map<string, Group>();

  const add = (row: Row): void => {
    const keys = by.map(({ value }) => value(row));
    const key = JSON.stringify(keys.map((value) => toText(value) ?? null));
    let group = groups.get(key);
    if (group === undefined) {
      group = { keys, totals: aggregates.map(({ name }) => accumulatorOf(name)) };
      groups.set(key, group);
    }
    const time = toNumber(fieldOf(row, '@timestamp')) ?? 0;
    group.totals.forEach((total, nth) => {
      total.add(
        (args[nth] ?? []).map((arg: Evaluator) => arg(row)),
        time,
      );
    });
  };

  const rows = (): readonly Row[] =>
    [...groups.values()]
      .toSorted((a, b) => newestKey(b) - newestKey(a))
      .map(({ keys, totals }) => {
        const start: Row = {
          values: new Map<string, Value>([
            ...by.map(({ name }, nth): [string, Value] => [name, keys[nth]]),
            ...totals.map((total, nth): [string, Value] => [`stats#${nth}`, total.result()]),
          ]),
        };
        // In order, as an item may use the name of one before it.
        return withEach(start, items);
      });

  return { add, rows };
};

/** The time of a group by `bin()`: the newest comes first. */
const newestKey = ({ keys }: Group): number => keys.find(isMoment)?.ms ?? 0;

/** The columns of the result, in order. */
const columnsOf = (query: Query): readonly string[] => {
  let columns: readonly string[] | undefined;
  let extracted: readonly string[] = [];
  let isFixed = false;
  for (const command of query) {
    const names = 'items' in command ? command.items.map(({ name }) => name) : [];
    if (command.kind === 'stats') {
      columns = [...command.by.map(({ name }) => name), ...names];
      isFixed = true;
    } else if (command.kind === 'display') {
      columns = names;
      isFixed = true;
    } else if (command.kind === 'fields') {
      columns = [...(columns ?? []), ...names];
    } else if (command.kind === 'parse' && !isFixed) {
      extracted = [...extracted, ...command.names];
    }
  }
  return [...new Set([...(columns ?? ['@timestamp', '@message']), ...(isFixed ? [] : extracted)])];
};

const resultRow = (row: Row, columns: readonly string[]): ResultRow => {
  const shown = columns.filter((column) => column !== '@ptr');
  return (row.source === undefined ? shown : [...shown, '@ptr']).flatMap((field) => {
    const value = toText(fieldOf(row, field));
    return value === undefined ? [] : [{ field, value }];
  });
};
