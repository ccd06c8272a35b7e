import { parseJsonPattern } from './json-pattern.ts';
import type { PatternResult } from './pattern-result.ts';
import { parseSpacePattern } from './space-pattern.ts';
import { parseTerms } from './terms.ts';

/**
 * CloudWatch Logs' filter patterns: terms, `%regex%`, `{ $.json = "conditions" }` and `[columns, of, a, line]`. After "Filter pattern syntax" in
 * the CloudWatch Logs user guide.
 */

/** Reads a filter pattern. An empty one matches every message. */
export const parseLogPattern = (text: string): PatternResult => {
  const pattern = text.trim();
  if (pattern === '') return { matches: () => true };
  if (pattern.startsWith('{')) return parseJsonPattern(pattern);
  if (pattern.startsWith('[')) return parseSpacePattern(pattern);
  return parseTerms(pattern);
};
