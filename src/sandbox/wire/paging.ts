import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * Pages and their tokens. A token says after which key to go on, never at which offset: entries that come or go
 * between two pages neither repeat nor hide others.
 */

export type Page<Entry> = { readonly entries: readonly Entry[]; readonly last: string | undefined };

/** The page of `entries` after the key `after`, in the order of their keys; `last` is there if more follow. */
export const pageAfter = <Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  after: string | undefined,
  limit: number,
): Page<Entry> => {
  const keyed = entries.map((entry) => ({ key: keyOf(entry), entry }));
  const rest = keyed
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = rest.slice(0, limit);
  return {
    entries: page.map(({ entry }) => entry),
    last: rest.length > limit ? page.at(-1)?.key : undefined,
  };
};

const tokenShape = z.object({ for: z.string(), at: z.unknown() });

/** A token for going on with the same question: `question` is all of it that must not change between pages. */
export const makeToken = (question: unknown, at: unknown): string =>
  Buffer.from(JSON.stringify({ for: fingerprint(question), at })).toString('base64url');

/** What a token holds, if it is one of ours for the same question and holds what `shape` says. */
export const readToken = <Shape extends z.ZodType>(
  question: unknown,
  token: string,
  shape: Shape,
): z.output<Shape> | undefined => {
  const parsed = tokenShape.safeParse(parseJson(Buffer.from(token, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.for !== fingerprint(question)) return undefined;
  const at = shape.safeParse(parsed.data.at);
  return at.success ? at.data : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fingerprint = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);
