import { type BoundedRegex, between } from '../bounded-regex.ts';
import { type CallNode, type Node, parseExpression } from './expression.ts';
import { createScanner, described, type Mistake, type Scanner } from './scanner.ts';

/** An expression with the name that its column has: its alias, or what was written. */
export type Item = { readonly name: string; readonly node: Node };

export type Command =
  | { readonly kind: 'fields' | 'display'; readonly items: readonly Item[] }
  | { readonly kind: 'filter'; readonly condition: Node }
  | {
      readonly kind: 'parse';
      readonly subject: Node;
      readonly names: readonly string[];
      /** The values of the names in a text; undefined where the pattern is not in it. */
      readonly extract: (text: string) => readonly (readonly [string, string | undefined])[] | undefined;
    }
  | { readonly kind: 'stats'; readonly items: readonly Item[]; readonly by: readonly Item[] }
  | { readonly kind: 'sort'; readonly keys: readonly { readonly node: Node; readonly descending: boolean }[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly keys: readonly Node[] };

export type Query = readonly Command[];

/** Reads a query, or says what is wrong with it and where (offsets of characters). */
export const parseQuery = (text: string): { readonly query: Query } | { readonly error: Mistake } => {
  const scanner = createScanner(text);
  const query: Command[] = [];
  // An empty command, as in `| fields …`, is none.
  while (scanner.accept('|'));
  while (scanner.peek().kind !== 'end') {
    const command = parseCommand(scanner);
    if (command !== undefined) query.push(command);
    if (scanner.peek().kind === 'end') break;
    scanner.expect('|');
  }
  const mistake = scanner.mistake();
  if (mistake !== undefined) return { error: mistake };
  return query.length === 0
    ? { error: { message: 'the query is empty', start: 0, end: Math.max(1, text.length) } }
    : { query };
};

const parseCommand = (scanner: Scanner): Command | undefined => {
  const word = scanner.peek();
  const parser = Object.hasOwn(commandParsers, word.text.toLowerCase())
    ? commandParsers[word.text.toLowerCase()]
    : undefined;
  if (word.kind !== 'name' || parser === undefined) {
    scanner.fail(`unexpected symbol found ${word.text}: it is no command`, word);
    return undefined;
  }
  scanner.take();
  return parser(scanner);
};

const commaSeparated = <Entry>(scanner: Scanner, parse: () => Entry): readonly Entry[] => {
  const entries = [parse()];
  while (scanner.accept(',')) entries.push(parse());
  return entries;
};

const parseItem = (scanner: Scanner): Item => {
  const { start } = scanner.peek();
  const node = parseExpression(scanner);
  const written = scanner.written(start).trim();
  if (scanner.accept('as')) return { name: parseName(scanner), node };
  return { name: node.kind === 'field' ? node.name : written, node };
};

const parseName = (scanner: Scanner): string => {
  const token = scanner.peek();
  if (token.kind !== 'name') scanner.fail(`expected a name, ${described(token)}`);
  return scanner.take().text;
};

/** Items that are no aggregates: only `stats` may have those. */
const parsePlainItems = (scanner: Scanner): readonly Item[] =>
  commaSeparated(scanner, () => {
    const token = scanner.peek();
    const item = parseItem(scanner);
    if (hasAggregate(item.node)) scanner.fail(`${item.name} can be used in stats only`, token);
    return item;
  });

const parseFilter = (scanner: Scanner): Command => {
  const token = scanner.peek();
  const condition = parseExpression(scanner);
  if (hasAggregate(condition)) scanner.fail('an aggregate can be used in stats only', token);
  return { kind: 'filter', condition };
};

const parseStats = (scanner: Scanner): Command => {
  const items = commaSeparated(scanner, () => parseItem(scanner));
  return { kind: 'stats', items, by: scanner.accept('by') ? parsePlainItems(scanner) : [] };
};

const parseSort = (scanner: Scanner): Command => {
  scanner.accept('by');
  const keys = commaSeparated(scanner, () => {
    const { start } = scanner.peek();
    const node = parseExpression(scanner);
    const written = scanner.written(start).trim();
    const descending = scanner.accept('desc');
    if (!descending) scanner.accept('asc');
    // `sort count(*)`: the column that an earlier stats named so.
    return { node: hasAggregate(node) ? { kind: 'field' as const, name: written } : node, descending };
  });
  return { kind: 'sort', keys };
};

const parseLimit = (scanner: Scanner): Command => {
  const token = scanner.peek();
  const count = Number(token.text);
  if (token.kind !== 'number' || !Number.isInteger(count) || count < 1) {
    scanner.fail(`expected a number of events, ${described(token)}`);
  }
  scanner.take();
  return { kind: 'limit', count };
};

const parseDedup = (scanner: Scanner): Command => ({
  kind: 'dedup',
  keys: commaSeparated(scanner, () => parseExpression(scanner)),
});

const parseParse = (scanner: Scanner): Command => {
  const message: Node = { kind: 'field', name: '@message' };
  const nameless = scanner.regex();
  if (nameless !== undefined) return namedParse(scanner, message, nameless);
  const subject: Node =
    scanner.peek().kind === 'text' ? message : { kind: 'field', name: parseName(scanner) };
  const regex = scanner.regex();
  if (regex !== undefined) return namedParse(scanner, subject, regex);
  const glob = scanner.peek();
  if (glob.kind !== 'text') {
    scanner.fail(`expected a pattern, ${described(glob)}`);
    return { kind: 'parse', subject, names: [], extract: () => undefined };
  }
  scanner.take();
  scanner.expect('as');
  const names = commaSeparated(scanner, () => parseName(scanner));
  const pieces = glob.text.split('*');
  if (pieces.length - 1 !== names.length) {
    scanner.fail(`the pattern has ${pieces.length - 1} wildcards for ${names.length} names`, glob);
  }
  return { kind: 'parse', subject, names, extract: byPlace((text) => between(pieces, text), names) };
};

/** A regular expression names its fields in its groups, or in a list behind `as`. */
const namedParse = (scanner: Scanner, subject: Node, regex: BoundedRegex): Command => {
  if (scanner.accept('as')) {
    const names = commaSeparated(scanner, () => parseName(scanner));
    return { kind: 'parse', subject, names, extract: byPlace((text) => regex.exec(text)?.groups, names) };
  }
  const names = regex.names.filter((name) => name !== undefined);
  if (names.length === 0) scanner.fail('the regular expression names no field');
  const extract = (text: string) => {
    const groups = regex.exec(text)?.groups;
    return groups?.flatMap((caught, nth) => {
      const name = regex.names[nth];
      return name === undefined ? [] : [[name, caught] as const];
    });
  };
  return { kind: 'parse', subject, names, extract };
};

/** What was caught goes to the names in order. */
const byPlace =
  (caughtIn: (text: string) => readonly (string | undefined)[] | undefined, names: readonly string[]) =>
  (text: string) => {
    const caught = caughtIn(text);
    return caught && names.map((name, nth): [string, string | undefined] => [name, caught[nth]]);
  };

/** Is there an aggregate anywhere in the expression? */
export const hasAggregate = (node: Node): boolean => aggregatesOf(node).length > 0;

/** All aggregates of an expression, outermost first. */
export const aggregatesOf = (node: Node): readonly CallNode[] => {
  switch (node.kind) {
    case 'aggregate':
      return [node];
    case 'call':
      return node.args.flatMap(aggregatesOf);
    case 'not':
    case 'negate':
      return aggregatesOf(node.operand);
    case 'binary':
      return [...aggregatesOf(node.left), ...aggregatesOf(node.right)];
    case 'matches':
      return aggregatesOf(node.subject);
    case 'in':
      return [node.subject, ...node.items].flatMap(aggregatesOf);
    case 'literal':
    case 'field':
    case 'period':
    case 'all':
      return [];
  }
};

const commandParsers: Readonly<Record<string, (scanner: Scanner) => Command>> = {
  fields: (scanner) => ({ kind: 'fields', items: parsePlainItems(scanner) }),
  display: (scanner) => ({ kind: 'display', items: parsePlainItems(scanner) }),
  filter: parseFilter,
  where: parseFilter,
  parse: parseParse,
  stats: parseStats,
  sort: parseSort,
  limit: parseLimit,
  head: parseLimit,
  dedup: parseDedup,
};
