/**
 * The text of a query in Logs Insights' language, as far as the tool must understand it: what is written in quotes, in
 * a regular expression or in a comment is left alone, and the rest is the query itself.
 */

export type QueryPart = {
  readonly kind: 'code' | 'quoted' | 'regex' | 'comment';
  readonly text: string;
};

/** What a regular expression stands behind; a slash behind anything else divides. */
const beforeRegex = /(?:\blike|=~|\bparse(?:\s+(?:[\w@.]+|`[^`]*`))?)\s*$/i;

const closed: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"\\]|\\.)*"?/sy,
  "'": /'(?:[^'\\]|\\.)*'?/sy,
  '`': /`[^`]*`?/sy,
  '#': /#[^\n]*/y,
  '/': /\/(?:[^/\\\n]|\\.)*\/?/y,
};
const kinds: Readonly<Record<string, QueryPart['kind']>> = { '#': 'comment', '/': 'regex' };

/** The parts of a query, in order; put together again they are the query. */
export const queryParts = (query: string): readonly QueryPart[] => {
  const parts: QueryPart[] = [];
  let start = 0;
  let at = 0;
  while (at < query.length) {
    const sign = query.charAt(at);
    const shape = closed[sign];
    // A few words before it say what a slash is.
    if (shape === undefined || (sign === '/' && !beforeRegex.test(query.slice(Math.max(0, at - 300), at)))) {
      at += 1;
      continue;
    }
    shape.lastIndex = at;
    const text = shape.exec(query)?.[0] ?? sign;
    if (at > start) parts.push({ kind: 'code', text: query.slice(start, at) });
    parts.push({ kind: kinds[sign] ?? 'quoted', text });
    at += text.length;
    start = at;
  }
  if (at > start) parts.push({ kind: 'code', text: query.slice(start) });
  return parts;
};

const withCode = (query: string, change: (code: string) => string): string =>
  queryParts(query)
    .map(({ kind, text }) => (kind === 'code' ? change(text) : text))
    .join('');

/** The query on one line, for a line that is typed: without comments, which would swallow what follows them. */
export const onOneLine = (query: string): string =>
  queryParts(query)
    .map(({ kind, text }) => {
      if (kind === 'comment') return '';
      return kind === 'code' ? text.replaceAll(/\s+/g, ' ') : text.replaceAll(/\r?\n/g, ' ');
    })
    .join('')
    .replaceAll(/ {2,}\|/g, ' |')
    .trim();

const placeholder = /\{([A-Za-z]\w*)\}/g;

/** Names that stand for a value: `{id}` in `filter @message like {id}`. Braces in quotes and patterns are none. */
export const placeholdersOf = (query: string): readonly string[] => {
  const found = queryParts(query).flatMap(({ kind, text }) =>
    kind === 'code' ? [...text.matchAll(placeholder)].map(([, name = '']) => name) : [],
  );
  return [...new Set(found)];
};

/** A name inside quotes, where it is text and no value: `'{id}'`. Of `'/orders/{id}'`, a route, it is `isWhole` false. */
export type QuotedPlaceholder = { readonly name: string; readonly isWhole: boolean };

export const quotedPlaceholders = (query: string): readonly QuotedPlaceholder[] =>
  queryParts(query).flatMap(({ kind, text }) =>
    kind === 'quoted' && !text.startsWith('`')
      ? [...text.matchAll(placeholder)].map(([whole, name = '']) => ({
          name,
          isWhole: whole === text.slice(1, -1),
        }))
      : [],
  );

export const inQuotesHint = (name: string): string =>
  `Write it without quotes: filter @message like {${name}}; the value comes in as a text`;

/** Text as a string of the query language: nothing in it is read as anything else. */
export const quoted = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\r\n]+/g, ' ')}"`;

/** The query with a quoted text in the place of each name that has a value. */
export const fillPlaceholders = (query: string, values: Readonly<Record<string, string>>): string =>
  withCode(query, (code) =>
    code.replaceAll(placeholder, (written, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? written : quoted(value);
    }),
  );

const codeOf = (query: string): string =>
  queryParts(query)
    .map(({ kind, text }) => (kind === 'code' ? text : ' '))
    .join('');

/** True for `stats … by bin(…)`: its rows are points in time. */
export const isOverTime = (query: string): boolean =>
  /\bstats\b[^|]*\bby\b[^|]*\b(?:bin|datefloor|dateceil)\s*\(/i.test(codeOf(query));

const unitsMs: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|weeks?)$/, 7 * 86_400_000],
];

/** Width of the buckets of `bin(5m)` in ms; undefined where it has none that is always the same. */
export const binMs = (query: string): number | undefined => {
  const [, count, unit = ''] = /\bbin\s*\(\s*(\d{1,6})\s*([a-z]+)\s*\)/i.exec(codeOf(query)) ?? [];
  const unitMs = unitsMs.find(([shape]) => shape.test(unit.toLowerCase()))?.[1];
  return count === undefined || unitMs === undefined ? undefined : Number(count) * unitMs;
};
