/**
 * Reads JSON of AWS by the shapes of AWS's own models, which the SDK's clients carry: each value is what its shape says, or what
 * holds it is spoilt. The SDK's deserializer trusts the wire, and one null in a list ends it with a TypeError.
 */
import { NormalizedSchema } from '@smithy/core/schema';

/** A value that is not what AWS documents: where, and what is wrong. */
export type Spoilt = { readonly path: string; readonly why: string };

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly spoilt: Spoilt };

/** Reads one value; `undefined` and null never come here. */
type Reader = (value: unknown) => Read;

const succeed = (value: unknown): Read => ({ ok: true, value });
const spoil = (why: string): Read => ({ ok: false, spoilt: { path: '', why } });
const within = (step: string, { path, why }: Spoilt): Read => ({
  ok: false,
  spoilt: { path: path === '' || path.startsWith('[') ? `${step}${path}` : `${step}.${path}`, why },
});

/** A time before AWS was, or in the far future, is a mistake: nothing is drawn there. */
const firstTime = Date.UTC(1970, 0, 1);
const lastTime = Date.UTC(2200, 0, 1);

/** Seconds with a fraction, as AWS's JSON protocols write times; some look-alikes write ISO 8601. */
const readTime: Reader = (value) => {
  const at =
    typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!(at >= firstTime && at < lastTime)) return spoil('is no time');
  return succeed(new Date(Math.round(at)));
};

const readNumber: Reader = (value) => {
  if (typeof value === 'number') return succeed(value);
  // How JSON tells what it has no number for.
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity'
    ? succeed(Number(value))
    : spoil('is no number');
};

const readText: Reader = (value) => (typeof value === 'string' ? succeed(value) : spoil('is no text'));
const readFlag: Reader = (value) =>
  typeof value === 'boolean' ? succeed(value) : spoil('is not true or false');
const readBytes: Reader = (value) =>
  typeof value === 'string' ? succeed(new Uint8Array(Buffer.from(value, 'base64'))) : spoil('is no text');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listReader =
  (readItem: Reader): Reader =>
  (value) => {
    if (!Array.isArray(value)) return spoil('is no list');
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const read = item === null || item === undefined ? spoil('is null') : readItem(item);
      if (!read.ok) return within(`[${index}]`, read.spoilt);
      items.push(read.value);
    }
    return succeed(items);
  };

const mapReader =
  (readItem: Reader): Reader =>
  (value) => {
    if (!isObject(value)) return spoil('is no map');
    const entries: (readonly [string, unknown])[] = [];
    for (const [key, item] of Object.entries(value)) {
      if (item === null) continue;
      const read = readItem(item);
      if (!read.ok) return within(key, read.spoilt);
      entries.push([key, read.value]);
    }
    return succeed(Object.fromEntries(entries));
  };

/** How many of its members a structure must have by AWS's model: they are its first (the seventh element of the SDK's tuple). */
const requiredIn = (schema: NormalizedSchema): number => {
  const raw: unknown = schema.getSchema();
  const count: unknown = Array.isArray(raw) && raw[0] === 3 ? raw[6] : undefined;
  return typeof count === 'number' ? count : 0;
};

/** REST services spell some members otherwise on the wire than in their models. */
const wireName = (name: string, member: NormalizedSchema): string =>
  member.getMergedTraits().jsonName ?? name;

const structReader = (schema: NormalizedSchema): Reader => {
  // Made with the first value: shapes may hold themselves.
  let members: readonly (readonly [string, string, Reader])[] | undefined;
  const required = requiredIn(schema);
  return (value) => {
    if (!isObject(value)) return spoil('is no object');
    members ??= [...schema.structIterator()].map(([name, member]) => [
      name,
      wireName(name, member),
      readerOf(member),
    ]);
    const made: Record<string, unknown> = {};
    for (const [nth, [name, onWire, readMember]] of members.entries()) {
      const member = value[onWire];
      if (member === undefined || member === null) {
        if (nth < required) return { ok: false, spoilt: { path: name, why: 'is missing' } };
        continue;
      }
      const read = readMember(member);
      if (!read.ok) return within(name, read.spoilt);
      made[name] = read.value;
    }
    return succeed(made);
  };
};

const readers = new WeakMap<NormalizedSchema, Reader>();

const make = (schema: NormalizedSchema): Reader => {
  if (schema.isStructSchema()) return structReader(schema);
  if (schema.isListSchema()) return listReader(readerOf(schema.getValueSchema()));
  if (schema.isMapSchema()) return mapReader(readerOf(schema.getValueSchema()));
  if (schema.isTimestampSchema()) return readTime;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
    return readNumber;
  if (schema.isBooleanSchema()) return readFlag;
  if (schema.isBlobSchema()) return readBytes;
  if (schema.isDocumentSchema()) return succeed;
  return readText;
};

const readerOf = (schema: NormalizedSchema): Reader => {
  const made = readers.get(schema) ?? make(schema);
  readers.set(schema, made);
  return made;
};

/** What an answer must have beside the types of its shape. */
export type AnswerRule = {
  /** An answer without one of these members is no answer, and never an empty list. */
  readonly has: readonly string[];
  /** Lists that AWS gives, be they empty: one that is not there is told, and without all of them it is no answer. */
  readonly lists?: readonly string[];
  /** Members that an item of a list must have, by the list's name. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** What a member of an item may be, by its name. */
  readonly oneOf?: Readonly<Record<string, readonly string[]>>;
  /** Of an item: lists of one length, as their values belong together. */
  readonly alongside?: readonly (readonly [string, string])[];
  /** Of an item: epoch milliseconds. */
  readonly times?: readonly string[];
};

/** An answer without what is spoilt in it, and what that was. */
export type ReadAnswer =
  | {
      readonly ok: true;
      readonly value: Readonly<Record<string, unknown>>;
      readonly spoilt: readonly Spoilt[];
    }
  | { readonly ok: false; readonly spoilt: Spoilt };

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Why an item that has the right types is no item all the same. */
const missingIn = (
  item: unknown,
  list: string,
  { needs = {}, oneOf = {}, alongside = [], times = [] }: AnswerRule,
): Spoilt | undefined => {
  if (!isObject(item)) return undefined;
  const missing = (needs[list] ?? []).find((name) => item[name] === undefined);
  if (missing !== undefined) return { path: missing, why: 'is missing' };
  for (const [name, values] of Object.entries(oneOf)) {
    const value = item[name];
    if (typeof value === 'string' && !values.includes(value)) {
      return { path: name, why: `is none of ${values.join(', ')}` };
    }
  }
  for (const name of times) {
    const at = item[name];
    if (typeof at === 'number' && !(at >= firstTime && at < lastTime))
      return { path: name, why: 'is no time' };
  }
  const [uneven] = alongside.filter(([one, other]) => lengthOf(item[one]) !== lengthOf(item[other]));
  return uneven && { path: uneven[1], why: `is not as long as ${uneven[0]}` };
};

/**
 * The answer's members. What is wrong in an item of a list spoils that item alone, and is told; lists of plain values, and what
 * is in an item, are whole or not at all.
 */
const readMembers = (
  schema: NormalizedSchema,
  body: Readonly<Record<string, unknown>>,
  rule: AnswerRule,
): ReadAnswer => {
  const value: Record<string, unknown> = {};
  const spoilt: Spoilt[] = [];
  for (const [name, member] of schema.structIterator()) {
    const given = body[wireName(name, member)];
    if (given === undefined || given === null) continue;
    const isList = member.isListSchema() && !member.getValueSchema().isStringSchema();
    if (isList && Array.isArray(given)) {
      const readItem = readerOf(member.getValueSchema());
      value[name] = given.flatMap((item, index): unknown[] => {
        const read = item === null ? spoil('is null') : readItem(item);
        const problem = read.ok ? missingIn(read.value, name, rule) : read.spoilt;
        if (read.ok && problem === undefined) return [read.value];
        const at = within(`${name}[${index}]`, problem ?? { path: '', why: 'is wrong' });
        if (!at.ok) spoilt.push(at.spoilt);
        return [];
      });
      continue;
    }
    // A description of one thing that has lists of its own: its items are spoilt one by one, too.
    if (member.isStructSchema() && isObject(given)) {
      const inner = readMembers(member, given, { ...rule, has: [], lists: [] });
      if (!inner.ok) return inner;
      spoilt.push(...inner.spoilt.map(({ path, why }) => ({ path: `${name}.${path}`, why })));
      const missing = missingIn(inner.value, name, rule);
      if (missing === undefined) value[name] = inner.value;
      else spoilt.push({ path: `${name}.${missing.path}`, why: missing.why });
      continue;
    }
    const read = readerOf(member)(given);
    if (read.ok) value[name] = read.value;
    else spoilt.push({ path: `${name}${read.spoilt.path}`, why: read.spoilt.why });
  }
  const { has, lists = [] } = rule;
  const isThere = (name: string): boolean => value[name] !== undefined;
  const lacking = has.find((name) => !isThere(name));
  const absent = lists.filter((name) => !isThere(name));
  const isNone = lists.length > 0 && absent.length === lists.length;
  if (lacking !== undefined || isNone) {
    return { ok: false, spoilt: spoilt[0] ?? { path: lacking ?? lists.join(' and '), why: 'is missing' } };
  }
  for (const name of absent)
    if (body[name] === undefined || body[name] === null) spoilt.push({ path: name, why: 'is missing' });
  return { ok: true, value, spoilt };
};

/** An output's shape as the SDK's models have it. */
export type Shape = Parameters<typeof NormalizedSchema.of>[0];

/** A shape is a tuple that begins with the number of its sort, or a function that gives one. */
export const isShape = (value: unknown): value is Shape =>
  typeof value === 'function' || (Array.isArray(value) && typeof value[0] === 'number');

/** Reads an operation's answer by its output shape. Throws what JSON.parse throws where it is no JSON. */
export const readAnswer = (output: Shape, body: string, rule: AnswerRule): ReadAnswer => {
  const schema = NormalizedSchema.of(output);
  if (body.trim() === '') {
    // Of an operation that answers nothing there is nothing to miss.
    if (rule.has.length === 0 && rule.lists === undefined) return { ok: true, value: {}, spoilt: [] };
    return { ok: false, spoilt: { path: 'the answer', why: 'is empty' } };
  }
  const json: unknown = JSON.parse(body);
  if (!isObject(json)) return { ok: false, spoilt: { path: 'the answer', why: 'is no object' } };
  return readMembers(schema, json, rule);
};
