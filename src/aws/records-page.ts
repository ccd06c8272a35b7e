/**
 * GetRecords' answers, read without the SDK's deserializer: it goes through each value by its schema, which takes ten
 * times as long as all else that becomes of a record, and decides how fast a stream can be tailed. Errors, signing and
 * retries stay the SDK's.
 */

import type { Handler } from './handler.ts';

/** A page as it is on the wire: JSON whose records nobody has looked at, binary still base64, times in seconds. */
export type RecordsPage = {
  readonly records: readonly unknown[];
  /** `NextShardIterator`: absent at the shard's end. */
  readonly next?: string;
};

/** A body as the SDK hands it on, and how to collect it. */
export type Collect<Body> = (body: Body) => Promise<Uint8Array>;

const nothing = new Uint8Array();

/** The body of an answer that succeeded; the SDK is left an empty one. Undefined for others, whose errors the SDK reads. */
export const bodyTakenOf = async (
  response: unknown,
  collect: Collect<unknown>,
): Promise<Uint8Array | undefined> => {
  if (typeof response !== 'object' || response === null) return undefined;
  const status: unknown = Reflect.get(response, 'statusCode');
  if (typeof status !== 'number' || status >= 300) return undefined;
  const body: unknown = Reflect.get(response, 'body');
  const bytes = body === undefined ? nothing : await collect(body);
  Reflect.set(response, 'body', nothing);
  return bytes;
};

/** Bytes of a wire's text, without a copy. */
export const textOfBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/**
 * For `addRelativeTo(takeBody(…), { relation: 'after', toMiddleware: 'deserializerMiddleware' })`: hands the body of an
 * answer that succeeded to `keep`, and leaves the deserializer an empty one.
 */
export const takeBody =
  (collect: Collect<unknown>, keep: (body: Uint8Array) => void) =>
  <Call, Result extends { readonly response: unknown }>(next: Handler<Call, Result>): Handler<Call, Result> =>
  async (call) => {
    const result = await next(call);
    const body = await bodyTakenOf(result.response, collect);
    if (body !== undefined) keep(body);
    return result;
  };

/** Throws a SyntaxError where the body is not what GetRecords gives. */
export const readRecordsPage = (body: Uint8Array): RecordsPage => {
  const answer: unknown = JSON.parse(textOfBytes(body));
  if (typeof answer !== 'object' || answer === null) throw new SyntaxError('GetRecords answered no object');
  // An answer without the list is no answer, not an empty one.
  const records: unknown = Reflect.get(answer, 'Records');
  const next: unknown = Reflect.get(answer, 'NextShardIterator') ?? undefined;
  if (!Array.isArray(records) || (next !== undefined && typeof next !== 'string')) {
    throw new SyntaxError('GetRecords answered no records');
  }
  return { records, ...(next === undefined ? undefined : { next }) };
};
