/** The line that is being typed: a filter, or the name of a command. */
import { filterHint } from '../src/output/text-filter.ts';
import { footerRow, type KeyMeaning, type KeyTable, paletteEntries } from '../src/terminal/key-table.ts';
import type { KeyPress } from '../src/terminal/keys.ts';
import { fitRow } from '../src/terminal/paint.ts';
import type { Row } from '../src/terminal/row.ts';

export type Typing = { readonly kind: 'filter' | 'palette'; readonly text: string };

/** What a key makes of the line. Lines are short: what is pasted is cut. */
export type TypingStep =
  | { readonly kind: 'typing'; readonly typing: Typing }
  | { readonly kind: 'done'; readonly typing: Typing }
  | { readonly kind: 'cancelled' };

const maxChars = 200;

const typed = (typing: Typing, text: string): TypingStep => ({
  kind: 'typing',
  typing: { ...typing, text: text.replaceAll(/\s+/g, ' ').slice(0, maxChars) },
});

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

/** The command that Enter picks in the palette; undefined for any other key, and while a filter is typed. */
export const chosenCommand = <Command extends string, State>(
  table: KeyTable<Command, State>,
  typing: Typing,
  { key }: KeyPress,
  state: State,
): KeyMeaning<Command> | undefined =>
  typing.kind === 'palette' && key === 'enter'
    ? paletteEntries(table, typing.text, state)[0]?.meaning
    : undefined;

const shownCommands = 5;

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
  const sign = typing.kind === 'filter' ? '/' : ':';
  const line: Row = [
    { text: ` ${sign}${typing.text}`, role: 'accent', bold: true },
    { text: cursor, role: 'accent' },
  ];
  if (typing.kind === 'filter') {
    return fitRow([...line, { text: `  ${filterHint}; Enter keeps it, Esc lets it go`, role: 'dim' }], width);
  }
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
