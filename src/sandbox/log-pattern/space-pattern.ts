import { comparison, numberOf } from './comparison.ts';
import type { PatternResult } from './pattern-result.ts';

/** A column of a pattern in brackets; `rest` is `...`, any number of columns. */
type Column = { readonly isRest: boolean; readonly matches: (field: string) => boolean };

/** A pattern in brackets: columns of a line that is parted by spaces, each with a name and conditions if need be. */
export const parseSpacePattern = (pattern: string): PatternResult => {
  if (!pattern.endsWith(']')) return { error: 'Invalid pattern: it does not end with ]' };
  const columns: Column[] = [];
  for (const text of pattern.slice(1, -1).match(/(?:"[^"]*"|%[^%]*%|[^,"%])+/g) ?? []) {
    const column = parseColumn(text.trim());
    if ('error' in column) return column;
    columns.push(column);
  }
  const restAt = columns.findIndex((column) => column.isRest);
  if (columns.filter((column) => column.isRest).length > 1) {
    return { error: 'Invalid pattern: ... may come once' };
  }
  return {
    matches: (message) => {
      const fields = fieldsOf(message);
      if (restAt < 0 ? fields.length !== columns.length : fields.length < columns.length - 1) return false;
      const shift = fields.length - columns.length;
      return columns.every((column, nth) => {
        const at = restAt >= 0 && nth > restAt ? nth + shift : nth;
        return column.isRest || column.matches(fields[at] ?? '');
      });
    },
  };
};

/** What stands in quotes or in brackets is one field. */
const fieldsOf = (message: string): readonly string[] =>
  [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, bare]) => quoted ?? bracketed ?? bare ?? '',
  );

const conditionShape = /^\s*[\w.$-]+\s*(!=|<=|>=|=|<|>)\s*("[^"]*"|%[^%]*%|.+?)\s*$/s;

const parseColumn = (text: string): Column | { readonly error: string } => {
  if (text === '...') return { isRest: true, matches: () => true };
  if (/^[\w.$-]*$/.test(text)) return { isRest: false, matches: () => true };
  const bare = text.replace(/^\((.*)\)$/s, '$1');
  const alternatives: (readonly ((field: string) => boolean)[])[] = [];
  for (const alternative of bare.split('||')) {
    const conditions: ((field: string) => boolean)[] = [];
    for (const condition of alternative.split('&&')) {
      const [, operator, value] = conditionShape.exec(condition) ?? [];
      if (operator === undefined || value === undefined) {
        return { error: `Invalid pattern near '${condition.trim()}'` };
      }
      const test = comparison(operator, value, (field) => numberOf(String(field)));
      if ('error' in test) return { error: `Invalid pattern: ${test.error}` };
      conditions.push(test);
    }
    alternatives.push(conditions);
  }
  return {
    isRest: false,
    matches: (field) => alternatives.some((conditions) => conditions.every((test) => test(field))),
  };
};
