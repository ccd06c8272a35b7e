import { cbor, tag } from '@smithy/core/cbor';
import { serializationError } from '../shape.ts';
import { isInstant, isObject } from '../value.ts';
import { type Protocol, queryErrorHeader } from './protocol.ts';

/** smithy-rpc-v2-cbor, which newer botocores speak to CloudWatch. */
export const cborProtocol = (options: { readonly errorNamespace: string }): Protocol => {
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return {
    decode: (body) => {
      if (body.length === 0) return { data: {} };
      try {
        return { data: fromCbor(cbor.deserialize(body)) };
      } catch {
        return { error: serializationError('The request body is not valid CBOR.') };
      }
    },
    encodeOutput: (_operation, output) => ({ headers, body: cbor.serialize(toCbor(output)) }),
    encodeError: (error) => ({
      headers: { ...headers, 'x-amzn-errortype': error.code, ...queryErrorHeader(error) },
      body: cbor.serialize({ __type: `${options.errorNamespace}${error.code}`, message: error.message }),
    }),
  };
};

const epochTag = 1;

/** Timestamps come as tag 1 around seconds. */
const fromCbor = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(fromCbor);
  if (!isObject(value)) return value;
  if ('tag' in value && 'value' in value && Number(value['tag']) === epochTag) {
    return new Date(Number(value['value']) * 1000);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fromCbor(member)]));
};

const toCbor = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toCbor);
  if (isInstant(value)) return tag({ tag: epochTag, value: value.epochMs / 1000 });
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, toCbor(member)]])),
  );
};
