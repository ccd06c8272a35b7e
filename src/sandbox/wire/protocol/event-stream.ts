import { EventStreamCodec } from '@smithy/core/event-streams';
import type { ServiceError } from '../service-error.ts';
import type { WireObject } from '../value.ts';

/** `application/vnd.amazon.eventstream`: messages with a checksum each, for as long as the connection lasts. */

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

const message = (headers: Readonly<Record<string, string>>, body: WireObject): Uint8Array =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body: Buffer.from(JSON.stringify(body)),
  });

export const eventStreamHeaders = { 'content-type': 'application/vnd.amazon.eventstream' };

/** One event by the name of its member. `initial-response` goes first: clients of RPC protocols wait for it. */
export const eventMessage = (name: string, body: WireObject): Uint8Array =>
  message({ ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' }, body);

/** An error in mid-stream; nothing follows it. */
export const exceptionMessage = (error: ServiceError): Uint8Array =>
  message(
    { ':exception-type': error.code, ':content-type': 'application/json', ':message-type': 'exception' },
    { message: error.message },
  );
