/** The six ways in which a field is spoilt. */
import type { Json } from '../../../test/helpers/rewritten-account.ts';
import type { Field, FieldKind, Step } from './fields.ts';

export const ways = ['wrong type', 'null', 'missing', 'unknown value', 'absurd time', 'duplicate'] as const;
export type Way = (typeof ways)[number];

const wrongType: Readonly<Record<FieldKind, Json>> = {
  text: 7,
  number: 'x',
  time: { x: 7 },
  flag: 'x',
  list: 'x',
  map: 7,
  struct: 7,
  bytes: 7,
  document: 7,
};

/** Right by its type, and nothing that AWS would say. */
const unknownValue: Readonly<Record<FieldKind, Json>> = {
  text: 'SPOILT',
  number: -1e300,
  time: -1e12,
  flag: 'maybe',
  list: ['SPOILT'],
  map: {},
  struct: {},
  bytes: '***',
  document: '***',
};

/** Far after all that is: of epoch seconds and of epoch milliseconds. */
const absurdTime: Readonly<Partial<Record<FieldKind, Json>>> = {
  text: '+275760-09-13T00:00:00Z',
  number: 9e15,
  time: 9e15,
};

const missing = Symbol('missing');
type Spoiled = Json | typeof missing;

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const isMembers = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined where the text is no JSON. */
export const jsonIn = (text: string): Json | undefined => {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
};

/** Whether the value holds the field. */
const holds = (value: Json | undefined, [step, ...rest]: readonly Step[]): boolean => {
  if (value === undefined) return false;
  if (step === undefined) return true;
  if (step === 'each')
    return (isList(value) ? value : isMembers(value) ? Object.values(value) : []).some((one) =>
      holds(one, rest),
    );
  if (step === 'text') return typeof value === 'string' && holds(jsonIn(value), rest);
  return isMembers(value) && holds(value[step.member], rest);
};

type Change = {
  readonly by: (value: Json | undefined) => Spoiled;
  readonly isTwice: boolean;
  readonly nth: number;
};

const changed = (value: Json | undefined, [step, ...rest]: readonly Step[], change: Change): Spoiled => {
  if (step === undefined) return change.by(value);
  if (step === 'each') {
    if (isMembers(value)) {
      const names = Object.keys(value).filter((name) => holds(value[name], rest));
      const name = names[change.nth % Math.max(1, names.length)] ?? Object.keys(value)[0] ?? 'x';
      return changed(value, [{ member: name }, ...rest], change);
    }
    const items = isList(value) ? value : [];
    const having = items.flatMap((item, index) => (holds(item, rest) ? [index] : []));
    const index = having[change.nth % Math.max(1, having.length)] ?? 0;
    const next = changed(items[index], rest, change);
    const news = next === missing ? [] : [next];
    // What is twice in its list is what holds the field.
    return [
      ...items.slice(0, index),
      ...(change.isTwice ? [...news, ...news] : news),
      ...items.slice(index + 1),
    ];
  }
  if (step === 'text') {
    const next = typeof value === 'string' ? changed(jsonIn(value), rest, change) : undefined;
    return next === undefined || next === missing ? (value ?? missing) : JSON.stringify(next);
  }
  const members = isMembers(value) ? value : {};
  const next = changed(members[step.member], rest, change);
  const { [step.member]: _, ...others } = members;
  return next === missing ? others : { ...members, [step.member]: next };
};

/** Of a member that is in no list, what is twice is its own value. */
const twice = (value: Json | undefined, { path, kind }: Field): Spoiled => {
  if (value === undefined) return missing;
  if (path.includes('each')) return value;
  return kind === 'list' && isList(value) ? [...value, ...value] : [value, value];
};

/** Text that AWS chooses from a few, or that is sent back or looked up by: another one is a mistake that can be known. */
const closed =
  /^(StateValue|StatusCode|status|HistoryItemType|eventName|StreamStatus|StreamViewType|Id|queryId|ShardIterator|NextShardIterator|StreamArn|ShardId|SequenceNumber)$/;

/** A value as any other in its place: nobody can know that it was changed on its way. */
export const isData = ({ path, kind }: Field, way: Way): boolean => {
  const last = path.findLast((step) => typeof step === 'object');
  // An item that is not there is an item less.
  if (way === 'missing' && path.at(-1) === 'each') return true;
  const isOther = way === 'unknown value' || way === 'absurd time';
  return isOther && kind === 'text' && !(typeof last === 'object' && closed.test(last.member));
};

/** The answer with the nth of its fields of that kind spoilt; undefined where that changes nothing. */
export const spoil = (answer: Json, field: Field, way: Way, nth: number): Json | undefined => {
  const { path, kind } = field;
  const isThere = holds(answer, path);
  // What is not there is not missed, and cannot be twice.
  if (!isThere && (way === 'missing' || way === 'duplicate' || path.includes('text'))) return undefined;
  const by = (value: Json | undefined): Spoiled => {
    switch (way) {
      case 'wrong type':
        return wrongType[kind];
      case 'null':
        return null;
      case 'missing':
        return missing;
      case 'unknown value':
        return unknownValue[kind];
      case 'absurd time':
        return absurdTime[kind] ?? { Seconds: 9e15 };
      case 'duplicate':
        return twice(value, field);
    }
  };
  const spoilt = changed(answer, path, { by, isTwice: way === 'duplicate' && path.includes('each'), nth });
  if (spoilt === missing || JSON.stringify(spoilt) === JSON.stringify(answer)) return undefined;
  return spoilt;
};
