/** The line that is being typed: a filter, the name of a command, a query or a value for one. */
import { filterHint } from '../../src/output/text-filter.ts';
import { mostQueryChars } from '../../src/pipeline/queries/named-query.ts';
import { footerRow, type KeyTable, paletteEntries } from '../../src/terminal/key-table.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { cut, textWidth } from '../../src/terminal/width.ts';
import { aroundCursor, type Edited, editKey, insertText } from './line-edit.ts';

export type Typing = Edited & {
  /** `value` is one for a query, which is typed by itself too. */
  readonly kind: 'filter' | 'palette' | 'query' | 'value';
  /** What the value is of. */
  readonly label?: string;
};

/** What a key makes of the line. What is pasted is cut to the length that the line may have. */
export type TypingStep =
  | { readonly kind: 'typing'; readonly typing: Typing }
  | { readonly kind: 'done'; readonly typing: Typing }
  | { readonly kind: 'cancelled' };

const maxChars: Readonly<Record<Typing['kind'], number>> = {
  filter: 200,
  palette: 200,
  query: mostQueryChars,
  value: 200,
};

/** A query keeps its lines: a comment ends with its line. Blanks in its quotes, and in those of a value, are meant. */
const cleaned = (kind: Typing['kind'], text: string): string => {
  switch (kind) {
    case 'query':
      return text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ');
    case 'value':
      return text.replaceAll(/[\r\n\t]+/g, ' ');
    case 'filter':
    case 'palette':
      return text.replaceAll(/\s+/g, ' ');
  }
};

const typed = ({ kind, label }: Typing, edited: Edited): TypingStep => ({
  kind: 'typing',
  typing: { kind, ...(label === undefined ? {} : { label }), ...edited },
});

/**
 * One key of an input. Moves: Left, Right, Home, End, by words, Ctrl-A, Ctrl-E, in a query of several lines Up and Down.
 * Deletes: Backspace, Delete, Ctrl-W, Ctrl-K, Ctrl-U. Enter and Esc end it.
 */
export const typeKey = (typing: Typing, { key, text }: KeyPress): TypingStep => {
  if (key === 'enter') return { kind: 'done', typing };
  if (key === 'escape' || (key === 'backspace' && typing.text === '')) return { kind: 'cancelled' };
  const edited =
    editKey(typing, key) ?? insertText(typing, cleaned(typing.kind, text), maxChars[typing.kind]);
  return typed(typing, edited);
};

const shownCommands = 5;

const signOf = ({ kind, label = '' }: Typing): string => {
  switch (kind) {
    case 'filter':
      return '/';
    case 'palette':
      return ':';
    case 'query':
      return 'query: ';
    case 'value':
      return `${label}: `;
  }
};

const hints: Readonly<Record<Typing['kind'], string>> = {
  filter: `  ${filterHint}; Enter keeps it, Esc lets it go`,
  palette: '',
  query: '  Enter runs it, Ctrl-U empties it',
  value: '  Enter runs the query with it',
};

/** The end of a text in at most `width` cells, with a mark where something was cut. */
const endOf = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  const characters = [...text].slice(-width);
  while (textWidth(characters.join('')) > width - 1) characters.shift();
  return `…${characters.join('')}`;
};

const lineBreak = '↵';

/** The part around the cursor in at most `width` cells: before it and behind it. */
const partAround = (typing: Typing, width: number): readonly [before: string, after: string] => {
  const onOneLine = (text: string): string => text.replaceAll('\n', lineBreak);
  const [before, after] = aroundCursor(typing);
  const [left, right] = [onOneLine(before), onOneLine(after)];
  // Where all does not fit, a third of it is for what comes.
  const room = Math.max(Math.floor(width / 3), width - textWidth(left));
  const behind = Math.min(textWidth(right), room);
  return [endOf(left, width - behind), cut(right, behind)];
};

/** The bottom row of a screen: what is typed, a notice, or the keys. */
export const bottomRow = <Command extends string, State>(
  table: KeyTable<Command, State>,
  state: State & { readonly typing: Typing | undefined; readonly notice: string | undefined },
  width: number,
  cursor: string,
): Row => {
  const { typing, notice } = state;
  if (typing === undefined) {
    return notice === undefined
      ? footerRow(table, state, width)
      : fitRow([{ text: ` ${notice}`, role: 'accent' }], width);
  }
  const sign = signOf(typing);
  const hint = hints[typing.kind];
  const [before, after] = partAround(typing, Math.max(10, width - textWidth(`${sign}${hint}`) - 3));
  const line: Row = [
    { text: ` ${sign}${before}`, role: 'accent', bold: true },
    { text: cursor, role: 'accent' },
    ...(after === '' ? [] : [{ text: after, role: 'accent' as const, bold: true }]),
  ];
  if (typing.kind !== 'palette') return fitRow([...line, { text: hint, role: 'dim' }], width);
  const found = paletteEntries(table, typing.text, state).slice(0, shownCommands);
  const names = found.map(({ label, keys }, index) => ({
    text: `  ${label} (${keys})`,
    role: index === 0 ? ('accent' as const) : ('dim' as const),
  }));
  return fitRow(
    [...line, ...(found.length === 0 ? [{ text: '  no such command', role: 'warn' as const }] : names)],
    width,
  );
};
