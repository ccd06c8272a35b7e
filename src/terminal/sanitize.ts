/**
 * Makes any text harmless to print. What comes from AWS can hold escape sequences (set the title, write the
 * clipboard, move the cursor), text that runs backwards, and characters that cannot be seen. None of it is lost
 * silently: what was there shows as a mark of one cell.
 */

const printableAscii = /^[\x20-\x7e]*$/;

/** Stands for what cannot be shown: one cell wide in every terminal. */
const replacement = '\ufffd';

// The pictures of C0 stand for the control characters themselves: an escape shows as ␛ and the rest of its sequence as
// plain text, so that a reader sees what was tried. C1 and the rest have no pictures.
const c0 = /[\x00-\x1f\x7f]/g;
const pictureOf = (character: string): string => {
  if (character === '\t') return ' ';
  return character === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0));
};

// Variation selectors choose between two pictures of one character, of which terminals measure one wrongly. A joiner
// between two emoji makes one picture of them in some terminals and not in others. Both are dropped, nothing is hidden.
const presentation =
  /[\ufe00-\ufe0f]|(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)\u200d(?=\p{Extended_Pictographic})/gu;

// Cc: C1 by now. Cf, Default_Ignorable: bidi controls, zero-width characters, tags, soft hyphens. Zl, Zp: line separators.
// Cs: lone surrogates, what is left of text that was cut or was no UTF-8. Cn: unassigned and noncharacters, whose width nobody knows. (Hangul fillers are among them.)
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** Marks pile up on one base character: three are more than any written language needs. */
const marks = /(^|[^\p{M}])(\p{M}+)/gu;
const maxMarks = 3;

const limitMarks = (_: string, base: string, pile: string): string => {
  // With no base of its own the mark would deface what stands before the text.
  if (base === '' || base === ' ') return `${base}${replacement}`;
  const characters = [...pile];
  return characters.length <= maxMarks
    ? `${base}${pile}`
    : `${base}${characters.slice(0, maxMarks).join('')}${replacement}`;
};

/**
 * The text with nothing in it that a terminal would obey: no C0, C1, escape, bidi control, zero-width character, lone
 * surrogate or flood of combining marks. Idempotent. A line break at the end goes, a tab becomes a blank, anything else
 * becomes a visible mark.
 */
export const sanitize = (text: string): string => {
  if (printableAscii.test(text)) return text;
  return text
    .replace(/[\r\n]+$/, '')
    .replace(c0, pictureOf)
    .replace(presentation, '')
    .replace(invisible, replacement)
    .replace(marks, limitMarks);
};
