/** Text that no terminal obeys: the last look at all that is printed, whoever made it (issue 15, `src/text-out.ts`). */

/** Stands for what cannot be shown: one cell wide in every terminal. */
const replacement = '\ufffd';

/**
 * What stands in the place of a character that is not shown. The pictures of C0 stand for the control characters themselves: an
 * escape shows as ␛ and the rest of its sequence as plain text, so that a reader sees what was tried. C1 and the rest have none.
 */
export const markOf = (character: string): string => {
  if (character === '\t') return ' ';
  if (character === '\x7f') return '\u2421';
  return character < ' ' ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : replacement;
};

// Variation selectors choose between two pictures of one character, of which terminals measure one wrongly. A joiner
// between two emoji makes one picture of them in some terminals and not in others. Both are dropped, nothing is hidden.
const presentation =
  /[\ufe00-\ufe0f]|(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)\u200d(?=\p{Extended_Pictographic})/gu;

export const withoutPresentation = (text: string): string => text.replace(presentation, '');

const plain = /^[\x20-\x7e\n]*$/;
/** Controls, bidi, what is not seen, line separators, lone surrogates: all but the line feed. */
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Lines with nothing in them but text: what a terminal would obey, or a reader not see, is a visible mark. Idempotent. */
export const harmlessText = (text: string): string =>
  plain.test(text) ? text : withoutPresentation(text).replace(unsafe, markOf);
