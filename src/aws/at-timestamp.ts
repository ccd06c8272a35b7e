/**
 * AT_TIMESTAMP of DynamoDB Streams' GetShardIterator. The service's model has it (botocore 1.44.8: a `timestamp` of JSON 1.0, epoch
 * seconds with milliseconds); the SDK's, 3.1141.0, knows neither the type nor `Timestamp` and leaves it out. So it is written into the
 * body between the SDK's serializer and its signature.
 */
import type { Handler } from './handler.ts';
import { textOfBytes } from './records-page.ts';

const secondMs = 1000;

const textOf = (body: unknown): string | undefined =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? textOfBytes(body) : undefined;

/** For `addRelativeTo(atTimestamp(…), { relation: 'after', toMiddleware: 'serializerMiddleware' })`; epoch ms. */
export const atTimestamp =
  (atMs: number) =>
  <Call extends { readonly request: unknown }, Result>(next: Handler<Call, Result>): Handler<Call, Result> =>
  async (call) => {
    const { request } = call;
    const text =
      typeof request === 'object' && request !== null ? textOf(Reflect.get(request, 'body')) : undefined;
    if (typeof request !== 'object' || request === null || text === undefined) return next(call);
    const input: unknown = JSON.parse(text);
    const timed = {
      ...(typeof input === 'object' ? input : undefined),
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: atMs / secondMs,
    };
    Reflect.set(request, 'body', JSON.stringify(timed));
    return next(call);
  };
