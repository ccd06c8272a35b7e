import type * as z from 'zod';
import type { ServiceError } from '../service-error.ts';
import type { WireObject } from '../value.ts';

export type EncodedBody = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** One of AWS's wire protocols: how a request's body is read and an answer written. */
export type Protocol = {
  /** Reads a body into plain data; the shape is for protocols that carry text only. */
  readonly decode: (
    body: Uint8Array,
    shape: z.ZodType,
  ) => { readonly data: unknown } | { readonly error: ServiceError };
  readonly encodeOutput: (operation: string, output: WireObject, requestId: string) => EncodedBody;
  readonly encodeError: (error: ServiceError, requestId: string) => EncodedBody;
};

/** The header by which services born with the query protocol tell JSON and CBOR clients the old name of an error. */
export const queryErrorHeader = (error: ServiceError): Readonly<Record<string, string>> => ({
  'x-amzn-query-error': `${error.queryCode ?? error.code};${error.status >= 500 ? 'Receiver' : 'Sender'}`,
});
