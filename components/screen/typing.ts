/** The line that is being typed: a filter, the name of a command, a query or a value for one. */
import { filterHint } from '../../src/output/text-filter.ts';
import { mostQueryChars } from '../../src/pipeline/queries/named-query.ts';
import { footerRow, type KeyTable, paletteEntries } from '../../src/terminal/key-table.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';

export type Typing = {
  /** `value` is one for a query, which is typed by itself too. */
  readonly kind: 'filter' | 'palette' | 'query' | 'value';
  readonly text: string;
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

const typed = (typing: Typing, text: string): TypingStep => {
  // Blanks in the quotes of a query are meant.
  const blanks = typing.kind === 'query' || typing.kind === 'value' ? /[\r\n\t]+/g : /\s+/g;
  return {
    kind: 'typing',
    typing: { ...typing, text: text.replaceAll(blanks, ' ').slice(0, maxChars[typing.kind]) },
  };
};

/** One key of an input: letters, Backspace, Ctrl-U, Ctrl-W, Enter, Esc. */
export const typeKey = (typing: Typing, { key, text }: KeyPress): TypingStep => {
  switch (key) {
    case 'enter':
      return { kind: 'done', typing };
    case 'escape':
      return { kind: 'cancelled' };
    case 'backspace':
    case 'delete':
      return typing.text === ''
        ? { kind: 'cancelled' }
        : typed(typing, [...typing.text].slice(0, -1).join(''));
    case 'ctrl-u':
      return typed(typing, '');
    case 'ctrl-w':
      return typed(typing, typing.text.replace(/\S*\s*$/, ''));
    default:
      return typed(typing, `${typing.text}${text}`);
  }
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

/** The end of a text in at most `width` cells. */
const endOf = (text: string, width: number): string => {
  const characters = [...text].slice(-width);
  while (textWidth(characters.join('')) > width) characters.shift();
  return characters.join('');
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
  // Of a long line the end is seen: that is where it is typed.
  const shown = endOf(typing.text, Math.max(10, width - textWidth(`${sign}${hint}`) - 3));
  const line: Row = [
    { text: ` ${sign}${shown}`, role: 'accent', bold: true },
    { text: cursor, role: 'accent' },
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
