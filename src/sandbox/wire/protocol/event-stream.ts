import { EventStreamCodec } from '@smithy/core/event-streams';
import type { ServiceError } from '../service-error.ts';
import { isObject, type WireObject } from '../value.ts';

/** `application/vnd.amazon.eventstream`: messages with a checksum each, for as long as the connection lasts. */

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

const message = (headers: Readonly<Record<string, string>>, body: WireObject | undefined): Uint8Array =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
  });

export const eventStreamHeaders = { 'content-type': 'application/vnd.amazon.eventstream' };

/** One event by the name of its member, without a payload where there is no body. `initial-response` goes first: clients of RPC protocols wait for it. */
export const eventMessage = (name: string, body: WireObject | undefined): Uint8Array =>
  message({ ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' }, body);

/** An error in mid-stream; nothing follows it. */
export const exceptionMessage = (error: ServiceError): Uint8Array =>
  message(
    { ':exception-type': error.code, ':content-type': 'application/json', ':message-type': 'exception' },
    { message: error.message },
  );

/** Reads one of these messages again: the event's name, empty for an exception, and its body. */
export const messageIn = (bytes: Uint8Array): { readonly name: string; readonly body: WireObject } => {
  const { headers, body } = codec.decode(bytes);
  const read: unknown = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8'));
  return { name: String(headers[':event-type']?.value ?? ''), body: isObject(read) ? read : {} };
};
