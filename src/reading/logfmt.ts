/** logfmt: `time=… level=error msg="no gateway" orderId=ORD-1`, as most Go programs write it. */
import type { Json } from './log-reading.ts';

const name = /([A-Za-z_@][\w.@/-]{0,60})=/y;
const bare = /[^\s"']?\S*/y;
const looksLikePairs = /^[A-Za-z_@][\w.@/-]{0,60}=\S/;
const leastPairs = 2;

const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/gs, (_, escaped: string) =>
        escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped,
      )
    : text;

/** Where the quote that opens at `from` is closed; -1 where it is not. A backslash keeps what follows from closing it. */
const closing = (text: string, from: number): number => {
  const quote = text.charAt(from);
  for (let at = text.indexOf(quote, from + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    let escapes = 0;
    while (text.charAt(at - 1 - escapes) === '\\') escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return -1;
};

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\n';

/** The pairs of a text that is nothing but pairs, as many as are wanted; undefined for any other. */
export const readLogfmt = (text: string, mostPairs: number): Json | undefined => {
  if (!looksLikePairs.test(text)) return undefined;
  const fields: [string, string][] = [];
  let at = 0;
  while (at < text.length && fields.length < mostPairs) {
    name.lastIndex = at;
    const [whole = '', key = ''] = name.exec(text) ?? [];
    if (whole === '') return undefined;
    at += whole.length;
    const quote = text.charAt(at);
    if (quote === '"' || quote === "'") {
      const end = closing(text, at);
      if (end < 0) return undefined;
      fields.push([key, unescaped(text.slice(at + 1, end))]);
      at = end + 1;
    } else {
      bare.lastIndex = at;
      const value = bare.exec(text)?.[0] ?? '';
      fields.push([key, value]);
      at += value.length;
    }
    if (at < text.length && !isBlank(text.charAt(at))) return undefined;
    while (isBlank(text.charAt(at))) at += 1;
  }
  return fields.length < leastPairs ? undefined : Object.fromEntries(fields);
};
