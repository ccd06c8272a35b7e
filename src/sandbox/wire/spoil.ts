/** Answers as no service gives them, but proxies, captive portals and bugs do. */
import { createRandom, type Random } from '../simulation/random.ts';
import type { EncodedBody } from './protocol/protocol.ts';
import { isInstant, isObject, type WireObject } from './value.ts';

/** A list goes on after this token, to itself. */
const loopToken = 'loop';

/** Where an operation says where to go on, and what of the last one on a page it names. */
const continuations = [
  { after: 'NextToken', next: 'NextToken' },
  { after: 'nextToken', next: 'nextToken' },
  { after: 'ExclusiveStartStreamArn', next: 'LastEvaluatedStreamArn', list: 'Streams', id: 'StreamArn' },
  { after: 'ExclusiveStartShardId', next: 'LastEvaluatedShardId', list: 'Shards', id: 'ShardId' },
  { after: 'ExclusiveStartTableName', next: 'LastEvaluatedTableName', list: 'TableNames' },
] as const;

/** A request without the token of a loop, and whether it had one: it leads round again for ever. */
export const withoutLoop = (data: unknown): { readonly data: unknown; readonly isLoop: boolean } => {
  if (!isObject(data)) return { data, isLoop: false };
  const { NextToken, nextToken, ...question } = data;
  return NextToken === loopToken || nextToken === loopToken
    ? { data: question, isLoop: true }
    : { data, isLoop: false };
};

/** The page with a token that leads to itself; as it is where the operation has no pages. */
export const looped = (output: WireObject, data: unknown, members: readonly string[]): WireObject => {
  const way = continuations.find(({ after }) => members.includes(after));
  if (way === undefined) return output;
  if (!('list' in way)) return { ...output, [way.next]: loopToken };
  const holder = isObject(output['StreamDescription']) ? output['StreamDescription'] : output;
  const list = holder[way.list];
  const last = Array.isArray(list) ? list.at(-1) : undefined;
  const asked = isObject(data) ? data[way.after] : undefined;
  const token = asked ?? ('id' in way && isObject(last) ? last[way.id] : last);
  const paged = { ...holder, [way.next]: token };
  return holder === output ? paged : { ...output, StreamDescription: paged };
};

/** Values of every type that JSON has, so that one is of a wrong type wherever it stands. */
const wrongs: readonly unknown[] = [null, 7, 'x', true, {}, [], [null]];

/** All places in a value but its root. */
const placesIn = (
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] => {
  const children: readonly (readonly [string | number, unknown])[] =
    isInstant(value) || value instanceof Uint8Array
      ? []
      : Array.isArray(value)
        ? value.map((child, nth) => [nth, child] as const)
        : isObject(value)
          ? Object.entries(value).filter(([, child]) => child !== undefined)
          : [];
  return children.flatMap(([key, child]) => [[...path, key], ...placesIn(child, [...path, key])]);
};

const replaced = (value: unknown, path: readonly (string | number)[], by: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((child, nth) => (nth === key ? replaced(child, rest, by) : child));
  return isObject(value) ? { ...value, [key]: replaced(value[key], rest, by) } : value;
};

const typeOf = (value: unknown): string =>
  isInstant(value) ? 'number' : value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (within, key) =>
      Array.isArray(within) ? within[Number(key)] : isObject(within) ? within[key] : undefined,
    value,
  );

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)];

/** One field, drawn from `detail` (0 to 1), is null (half of the time) or of a wrong type. */
export const spoilt = (output: WireObject, detail: number): WireObject => {
  const random = createRandom(Math.floor(detail * 2 ** 32));
  const place = pick(placesIn(output), random);
  if (place === undefined) return output;
  const type = typeOf(valueAt(output, place));
  const wrong =
    random() < 0.5
      ? null
      : pick(
          wrongs.filter((one) => one !== null && typeOf(one) !== type),
          random,
        );
  const result = replaced(output, place, wrong);
  return isObject(result) ? result : output;
};

export type Foreign = EncodedBody & { readonly status: number };

/** No body at all, with 200 or 204. */
export const emptyAnswer = (headers: EncodedBody['headers'], detail: number): Foreign => ({
  headers,
  body: Buffer.alloc(0),
  status: detail < 0.5 ? 200 : 204,
});

/** The page of a proxy, or of a network that wants a login first. */
export const proxyPage = (detail: number): Foreign => {
  const status = detail < 1 / 3 ? 200 : detail < 2 / 3 ? 502 : 403;
  const title = { 200: 'Welcome', 502: 'Bad Gateway', 403: 'Access Denied' }[status];
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: Buffer.from(
      `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>proxy.example</p></body></html>\n`,
    ),
    status,
  };
};
