/** A request's body, of which no more is ever held than an AWS client sends. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ServiceError } from '../wire/service-error.ts';
import { serializationError } from '../wire/shape.ts';

/** As it came and unpacked. AWS takes 1 MB for metrics, logs and records; what is larger is no client of what is here. */
const mostRequestBytes = 4 * 1024 * 1024;

const tooLarge: ServiceError = {
  code: 'RequestEntityTooLargeException',
  message: `The request's body is larger than ${mostRequestBytes} bytes.`,
  status: 413,
};

export type RequestBody =
  | { readonly body: Uint8Array }
  | { readonly error: ServiceError }
  /** The client went away before the end. */
  | 'gone';

/** True where the headers alone say that the body is too large. */
export const announcesTooMuch = (request: IncomingMessage): boolean =>
  Number(request.headers['content-length'] ?? 0) > mostRequestBytes;

/** Reads a body and unpacks it. Where it is an error more of it may follow, which is left unread. */
export const readBody = async (request: IncomingMessage): Promise<RequestBody> => {
  if (announcesTooMuch(request)) return { error: tooLarge };
  const raw = await readRaw(request);
  if (raw === 'gone' || 'error' in raw) return raw;
  if (String(request.headers['content-encoding'] ?? '').toLowerCase() !== 'gzip') return raw;
  return promisify(gunzip)(raw.body, { maxOutputLength: mostRequestBytes }).then(
    (body) => ({ body }),
    (cause) => ({ error: isTooLarge(cause) ? tooLarge : serializationError('The body is not valid gzip.') }),
  );
};

const isTooLarge = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';

/** By events: to leave a loop over the request would break the connection, and with it the answer. */
const readRaw = (request: IncomingMessage): Promise<RequestBody> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (result: RequestBody): void => {
      request.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > mostRequestBytes) settle({ error: tooLarge });
      else chunks.push(chunk);
    };
    request.on('data', take);
    request.on('end', () => settle({ body: Buffer.concat(chunks) }));
    request.on('close', () => settle('gone'));
  });
