/** A story's sentence as rows: what, since when and why, then what followed, each part in the colour of what it means. */
import { type SentencePart, sentenceOf } from '../../src/story/sentence.ts';
import type { Story } from '../../src/story/story.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { wordRows } from './words.ts';

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

/** What is said first where not all is: what changed before comes late, for cut it would be read as the reason. */
const worth: readonly SentencePart['kind'][] = [
  'calm',
  'unknown',
  'what',
  'why',
  'message',
  'effect',
  'orders',
  'change',
  'trend',
  'next',
];

const byWorth = (parts: readonly SentencePart[]): readonly SentencePart[] => {
  const rank = ({ kind, isLesser }: SentencePart): number =>
    isLesser === true ? worth.length : worth.indexOf(kind);
  return [...parts].sort((a, b) => rank(a) - rank(b));
};

/**
 * The sentence in at most so many rows of this width, the most telling part first, then how many other incidents there are. The last row holds
 * all that is left: who fits it to the screen leaves a mark there.
 */
export const sentenceRows = (
  story: Story,
  at: number,
  look: Pick<Look, 'utc'>,
  width: number,
  most: number,
  others: readonly Story[] = [],
): Row[] => {
  const isNarrow = width < roomyCells;
  const parts = sentenceOf(story, { at, utc: look.utc }).map((part) =>
    isNarrow ? { ...part, text: part.short ?? part.text } : part,
  );
  const said = parts.filter(({ text }) => text !== '');
  const [other] = others;
  const [what] = other === undefined ? [] : sentenceOf(other, { at, utc: look.utc });
  const more: Row =
    what === undefined
      ? []
      : [{ text: ` · +${others.length} more${isNarrow ? '' : `: ${what.text}`}`, role: 'dim' }];
  return wordRows([...joined(byWorth(said)), ...more], width, most);
};
