/** Requests and answers of AWS's protocols, as far as one must know them to spoil them: JSON and CBOR bodies. */
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { cbor, tag } from '@smithy/core/cbor';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type Members = { readonly [name: string]: unknown };
export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isStamp(value);

/** A timestamp of CBOR: tag 1 around seconds. */
const isStamp = (value: unknown): value is { readonly tag: number | bigint; readonly value: number } =>
  typeof value === 'object' && value !== null && 'tag' in value && 'value' in value;

/** The operation, as the request names it. */
export const operationOf = (headers: IncomingHttpHeaders, path: string): string => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return /\/operation\/([^/?]+)/.exec(path)?.[1] ?? 'unknown';
};

const isCbor = (headers: Readonly<Record<string, unknown>>): boolean =>
  String(headers['content-type'] ?? '').includes('cbor');

const stampsKept = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stampsKept);
  if (isStamp(value)) return tag({ tag: Number(value.tag), value: value.value });
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stampsKept(member)]));
};

/** What a body says; undefined where it says nothing that can be read. */
export const readBody = (headers: Readonly<Record<string, unknown>>, body: Uint8Array): unknown => {
  try {
    return isCbor(headers) ? cbor.deserialize(body) : JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** The same answer with another body; lengths and checksums fit it. */
export const withBody = (answer: Answer, body: Uint8Array): Answer => ({
  ...answer,
  body,
  headers: {
    ...answer.headers,
    'content-length': String(body.length),
    ...(answer.headers['x-amz-crc32'] === undefined ? {} : { 'x-amz-crc32': String(crc32(body)) }),
  },
});

export const withData = (answer: Answer, data: unknown): Answer =>
  withBody(
    answer,
    isCbor(answer.headers) ? cbor.serialize(stampsKept(data)) : Buffer.from(JSON.stringify(data)),
  );

/** An error as AWS says it, in the protocol of the request. */
export const errorAnswer = (
  request: IncomingHttpHeaders,
  status: number,
  name: string,
  message: string,
): Answer => {
  const data = { __type: name, message };
  const inCbor = request['smithy-protocol'] === 'rpc-v2-cbor';
  const body = inCbor ? cbor.serialize(data) : Buffer.from(JSON.stringify(data));
  return {
    status,
    headers: {
      'content-type': inCbor ? 'application/cbor' : 'application/x-amz-json-1.1',
      ...(inCbor ? { 'smithy-protocol': 'rpc-v2-cbor' } : {}),
      'x-amzn-errortype': name,
      'content-length': String(body.length),
    },
    body,
  };
};

export const htmlAnswer = (status: number, title: string): Answer => {
  const body = Buffer.from(
    `<!doctype html><html><head><title>${title}</title></head><body>${title}</body></html>`,
  );
  return { status, headers: { 'content-type': 'text/html', 'content-length': String(body.length) }, body };
};
