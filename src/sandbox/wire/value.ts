/** What an operation answers with: members as the service's model names them; an absent member is `undefined`. */
export type WireObject = Readonly<Record<string, unknown>>;

/**
 * A moment in an answer. Each protocol writes it in its own way: JSON as epoch seconds (`toJSON` does it without a
 * replacer), CBOR as tag 1, XML as ISO 8601.
 */
export type Instant = { readonly epochMs: number; readonly toJSON: () => number };

/** An instant from epoch milliseconds. */
export const instant = (epochMs: number): Instant => ({ epochMs, toJSON: () => epochMs / 1000 });

export const isInstant = (value: unknown): value is Instant =>
  typeof value === 'object' && value !== null && 'epochMs' in value && 'toJSON' in value;

export const isObject = (value: unknown): value is WireObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
