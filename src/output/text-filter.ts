/** What a reader types to see only some lines: `/a regular expression/`, or a text in any case. */

const parts = /^\/(.+?)\/?$/s;

/** Matches what is wanted, in any case; undefined for an empty filter. A wrong expression is taken as plain text. */
export const filterPattern = (filter: string): RegExp | undefined => {
  if (filter === '') return undefined;
  const [, expression] = parts.exec(filter) ?? [];
  if (expression !== undefined) {
    try {
      return new RegExp(expression, 'i');
    } catch {
      // Half typed: it may become right with the next key.
    }
  }
  return new RegExp(filter.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
};
