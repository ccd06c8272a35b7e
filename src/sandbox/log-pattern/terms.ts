import type { PatternResult } from './pattern-result.ts';
import { parseRegex } from './regex.ts';

type Term = {
  readonly role: 'required' | 'optional' | 'excluded';
  readonly isIn: (message: string) => boolean;
};

const roles: Readonly<Record<string, Term['role']>> = { '?': 'optional', '-': 'excluded' };

/** One term: its mark, then a "quoted phrase", a %regex% or a bare word. */
const termShape = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"%]+))(?=\s|$)/y;

/**
 * Terms of an unstructured pattern: all the required ones must be in the message and none of the excluded ones. Optional
 * ones count only where there is no other kind of term: beside others AWS ignores them. A term is a case-sensitive
 * piece of text, inside of words too.
 */
export const parseTerms = (pattern: string): PatternResult => {
  const terms: Term[] = [];
  termShape.lastIndex = 0;
  while (termShape.lastIndex < pattern.length) {
    const at = termShape.lastIndex;
    const match = termShape.exec(pattern);
    if (match === null) return { error: `Invalid filter pattern near '${pattern.slice(at).trim()}'` };
    const [, mark = '', phrase, regex, word] = match;
    const role = roles[mark] ?? 'required';
    if (regex !== undefined) {
      const parsed = parseRegex(regex);
      if ('error' in parsed) return parsed;
      terms.push({ role, isIn: (message) => parsed.test(message) });
    } else if (phrase !== undefined) {
      const wanted = phrase.replace(/\\(.)/g, '$1');
      // A quoted blank is AWS's own way to say "everything".
      terms.push({ role, isIn: (message) => wanted.trim() === '' || message.includes(wanted) });
    } else if (word !== undefined) {
      if (!/^[\p{L}\p{N}_]+$/u.test(word)) return { error: `Invalid character(s) in term '${word}'` };
      terms.push({ role, isIn: (message) => message.includes(word) });
    }
  }
  const optional = terms.filter((term) => term.role === 'optional');
  const others = terms.filter((term) => term.role !== 'optional');
  if (others.length === 0) return { matches: (message) => optional.some((term) => term.isIn(message)) };
  return { matches: (message) => others.every((term) => term.isIn(message) === (term.role === 'required')) };
};
