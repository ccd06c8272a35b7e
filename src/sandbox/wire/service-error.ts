import type { WireObject } from './value.ts';

/** An error as a service words it; the protocol gives it its shape on the wire. */
export type ServiceError = {
  /** The error's name in the JSON and CBOR protocols, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** Its name in the query protocol and in `x-amzn-query-error`, where that differs from `code`. */
  readonly queryCode?: string;
  /** Members of the error's shape beside its message. */
  readonly details?: WireObject;
};

/** What an operation gives: its output, or the error that AWS would give. */
export type Answer = { readonly output: WireObject } | { readonly error: ServiceError };

/** An answer that is an error of the caller's making (400, if not told otherwise). */
export const refuse = (
  code: string,
  message: string,
  queryCode?: string,
  status = 400,
): { error: ServiceError } => ({
  error: { code, message, status, ...(queryCode === undefined ? {} : { queryCode }) },
});

/** CloudWatch says ValidationError to the query protocol, and in `x-amzn-query-error` to all others. */
export const refuseMetricInput = (message: string): { error: ServiceError } =>
  refuse('ValidationException', message, 'ValidationError');
