/** A text that is edited anywhere in it, of one line or of several: keys in, the next text and cursor out. */

export type Edited = {
  readonly text: string;
  /** Code units before the cursor; absent where it stands at the end. */
  readonly cursor?: number;
};

// Made with the first key that moves or deletes: that takes 14 ms (issue 17).
let segmenter: Intl.Segmenter | undefined;
const segments = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
};

const placeOf = ({ text, cursor = text.length }: Edited): number => Math.min(cursor, text.length);

/** What stands before the cursor, and behind it. */
export const aroundCursor = (edited: Edited): readonly [before: string, after: string] => {
  const place = placeOf(edited);
  return [edited.text.slice(0, place), edited.text.slice(place)];
};

const at = (text: string, place: number): Edited =>
  place >= text.length ? { text } : { text, cursor: Math.max(0, place) };

/** Code units of the last character of a text: an emoji of several is one. */
const lastLength = (text: string): number => [...segments(text.slice(-64))].at(-1)?.segment.length ?? 0;
const firstLength = (text: string): number => {
  const [first] = segments(text.slice(0, 64));
  return first?.segment.length ?? 0;
};

const wordBefore = /[^\s]*\s*$/;
const wordAfter = /^\s*[^\s]*/;
const matched = (text: string, pattern: RegExp): number => pattern.exec(text)?.[0].length ?? 0;

const charactersIn = (text: string): readonly string[] =>
  Array.from(segments(text), ({ segment }) => segment);

/** The line above or below, at the same column as far as it goes; the start or the end where there is none. */
const acrossLines = (before: string, after: string, by: -1 | 1): number => {
  const lines = before.split('\n');
  const rest = after.split('\n');
  const column = charactersIn(lines.at(-1) ?? '').length;
  const lengthTo = (line: string): number => charactersIn(line).slice(0, column).join('').length;
  if (by < 0) {
    const above = lines.at(-2);
    return above === undefined ? 0 : [...lines.slice(0, -2), ''].join('\n').length + lengthTo(above);
  }
  const below = rest[1];
  const whole = before.length + after.length;
  return below === undefined ? whole : before.length + (rest[0] ?? '').length + 1 + lengthTo(below);
};

/** The text with something put in at the cursor. */
export const insertText = (edited: Edited, piece: string, mostChars: number): Edited => {
  const [before, after] = aroundCursor(edited);
  // No half of a character at the end.
  const taken = piece.slice(0, Math.max(0, mostChars - edited.text.length)).replace(/[\ud800-\udbff]$/, '');
  return at(`${before}${taken}${after}`, before.length + taken.length);
};

/** What a key makes of it; undefined for keys that edit nothing. */
export const editKey = (edited: Edited, key: string): Edited | undefined => {
  const { text } = edited;
  const [before, after] = aroundCursor(edited);
  const place = before.length;
  const lineStart = before.lastIndexOf('\n') + 1;
  const toLineEnd = after.includes('\n') ? after.indexOf('\n') : after.length;
  const without = (from: number, to: number): Edited => at(text.slice(0, from) + text.slice(to), from);
  switch (key) {
    case 'left':
    case 'ctrl-b':
      return at(text, place - lastLength(before));
    case 'right':
    case 'ctrl-f':
      return at(text, place + firstLength(after));
    case 'ctrl-left':
    case 'alt-left':
    case 'alt-b':
      return at(text, place - matched(before, wordBefore));
    case 'ctrl-right':
    case 'alt-right':
    case 'alt-f':
      return at(text, place + matched(after, wordAfter));
    case 'home':
    case 'ctrl-a':
      return at(text, lineStart);
    case 'end':
    case 'ctrl-e':
      return at(text, place + toLineEnd);
    case 'up':
    case 'down':
      return text.includes('\n') ? at(text, acrossLines(before, after, key === 'up' ? -1 : 1)) : edited;
    case 'backspace':
      return without(place - lastLength(before), place);
    case 'delete':
      return without(place, place + firstLength(after));
    case 'ctrl-w':
      return without(place - matched(before, wordBefore), place);
    case 'alt-d':
      return without(place, place + matched(after, wordAfter));
    case 'ctrl-k':
      // At the end of a line its break goes, as in a shell.
      return without(place, place + (toLineEnd === 0 && after !== '' ? 1 : toLineEnd));
    case 'ctrl-u':
      return { text: '' };
    default:
      return undefined;
  }
};
