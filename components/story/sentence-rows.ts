/** A story's sentence as rows: what, since when and why, then what followed, each part in the colour of what it means. */
import { type SentencePart, sentenceOf } from '../../src/story/sentence.ts';
import type { Story } from '../../src/story/story.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { wordRows } from './words.ts';

/** Of the second line: what followed, and who is hit. */
const isTail = ({ kind }: SentencePart): boolean => kind === 'effect' || kind === 'orders';

/** From here on every part is said whole. */
const roomyCells = 97;

const spanOf = ({ kind, text, role }: SentencePart): Span =>
  kind === 'what' ? { text, role, bold: true } : role === 'text' ? { text } : { text, role };

/** What stands before a part: `what: why, message · change`. */
const joint = ({ kind }: SentencePart, before: SentencePart | undefined): string => {
  if (before === undefined) return '';
  if (before.kind === 'what' && kind === 'why') return ': ';
  return kind === 'message' ? ', ' : ' · ';
};

const joined = (parts: readonly SentencePart[]): Row =>
  parts.flatMap((part, index): Span[] => [{ text: joint(part, parts[index - 1]) }, spanOf(part)]);

/** The whole sentence in one row, however long. */
export const sentenceRow = (story: Story, at: number, { utc }: Pick<Look, 'utc'>): Row =>
  joined(sentenceOf(story, { at, utc }));

/**
 * The sentence in at most so many rows of this width. In one row all parts stand one after the other, the most telling first; in several
 * what followed has a row of its own. The last row holds all that is left: who fits it to the screen leaves a mark there.
 */
export const sentenceRows = (
  story: Story,
  at: number,
  look: Pick<Look, 'utc'>,
  width: number,
  most: number,
): Row[] => {
  const isNarrow = width < roomyCells;
  const parts = sentenceOf(story, { at, utc: look.utc }).map((part) =>
    isNarrow ? { ...part, text: part.short ?? part.text } : part,
  );
  // Where little is seen, what changed before comes last: cut, it would be read as the reason.
  const isLate = (part: SentencePart): boolean =>
    isTail(part) || (isNarrow && (part.kind === 'change' || part.kind === 'trend'));
  const tail = [...parts.filter(isTail), ...parts.filter((part) => isLate(part) && !isTail(part))];
  const head = parts.filter((part) => !isLate(part));
  if (most < 2 || tail.length === 0) return wordRows(joined([...head, ...tail]), width, most);
  const first = wordRows(joined(head), width, most - 1);
  return [...first, ...wordRows(joined(tail), width, most - first.length)];
};
