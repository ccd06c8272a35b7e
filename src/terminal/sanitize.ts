/**
 * Makes any text harmless to print. What comes from AWS can hold escape sequences (set the title, write the
 * clipboard, move the cursor), text that runs backwards, and characters that cannot be seen. None of it is lost
 * silently: what was there shows as a mark of one cell.
 */

import { markOf, withoutPresentation } from '../harmless-text.ts';

const printableAscii = /^[\x20-\x7e]*$/;

// Cc: C0 and C1. Cf, Default_Ignorable: bidi controls, zero-width characters, tags, soft hyphens. Zl, Zp: line separators.
// Cs: lone surrogates, what is left of text that was cut or was no UTF-8. Cn: unassigned and noncharacters, whose width nobody knows. (Hangul fillers are among them.)
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** Marks pile up on one base character: three are more than any written language needs. */
const marks = /(^|[^\p{M}])(\p{M}+)/gu;
const maxMarks = 3;
const overflow = '\ufffd';

const limitMarks = (_: string, base: string, pile: string): string => {
  // With no base of its own the mark would deface what stands before the text.
  if (base === '' || base === ' ') return `${base}${overflow}`;
  const characters = [...pile];
  return characters.length <= maxMarks
    ? `${base}${pile}`
    : `${base}${characters.slice(0, maxMarks).join('')}${overflow}`;
};

/**
 * The text with nothing in it that a terminal would obey: no C0, C1, escape, bidi control, zero-width character, lone
 * surrogate or flood of combining marks. Idempotent. A line break at the end goes, a tab becomes a blank, anything else
 * becomes a visible mark.
 */
export const sanitize = (text: string): string => {
  if (printableAscii.test(text)) return text;
  return withoutPresentation(text.replace(/[\r\n]+$/, ''))
    .replace(invisible, markOf)
    .replace(marks, limitMarks);
};
