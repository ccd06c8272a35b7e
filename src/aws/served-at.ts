/** The service's own time, from each answer's Date header: a middleware of the SDK writes it down by the call's input. */

import type { Handler } from './handler.ts';

const servedAtByInput = new WeakMap<object, number>();

const dateOf = (response: unknown): number | undefined => {
  if (typeof response !== 'object' || response === null) return undefined;
  const headers: unknown = Reflect.get(response, 'headers');
  const date = typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'date') : undefined;
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
};

/** For `middlewareStack.add(noteServedAt, { step: 'deserialize' })`. */
export const noteServedAt =
  <Call extends { readonly input: object }, Result extends { readonly response: unknown }>(
    next: Handler<Call, Result>,
  ): Handler<Call, Result> =>
  async (call) => {
    const result = await next(call);
    const at = dateOf(result.response);
    if (at !== undefined) servedAtByInput.set(call.input, at);
    return result;
  };

/** When the call with this very input object was served. */
export const servedAtOf = (input: object): number | undefined => servedAtByInput.get(input);
