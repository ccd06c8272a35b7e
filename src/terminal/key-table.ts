/**
 * One table of keys for a screen: it feeds dispatch, the footer, the `?` help, the `:` palette and the README, so that
 * none of them can say something else than what a key does.
 */
import { beside, fitRow } from './paint.ts';
import type { Row, Span } from './row.ts';
import { pad, textWidth } from './width.ts';

export type Binding<Command extends string, State> = {
  readonly command: Command;
  /** Names as `KeyPress` has them, the one to show first. */
  readonly keys: readonly string[];
  /** What it does, in a word or two. */
  readonly label: string;
  /** Heading in the help. */
  readonly section: string;
  /** In the footer where there is room for it, or whatever the width is. */
  readonly footer?: 'room' | 'always';
  /** What it leads to is on the screen: marked in the footer. */
  readonly isOn?: boolean;
  /** Why the key does nothing now. */
  readonly disabled?: (state: State) => string | undefined;
};

export type KeyTable<Command extends string, State> = readonly Binding<Command, State>[];

export type KeyMeaning<Command> =
  | { readonly kind: 'run'; readonly command: Command }
  | { readonly kind: 'disabled'; readonly label: string; readonly reason: string };

const meaningOf = <Command extends string, State>(
  { command, label, disabled }: Binding<Command, State>,
  state: State,
): KeyMeaning<Command> => {
  const reason = disabled?.(state);
  return reason === undefined ? { kind: 'run', command } : { kind: 'disabled', label, reason };
};

/** What a key does now; undefined for a key that is not in the table. */
export const commandFor = <Command extends string, State>(
  table: KeyTable<Command, State>,
  key: string,
  state: State,
): KeyMeaning<Command> | undefined => {
  const binding = table.find(({ keys }) => keys.includes(key));
  return binding === undefined ? undefined : meaningOf(binding, state);
};

const shownKeys: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  'shift-left': 'Shift-Left',
  'shift-right': 'Shift-Right',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
};

/** A key as people read it: `PgUp`, `Ctrl-C`, `g`. */
export const keyLabel = (key: string): string =>
  shownKeys[key] ??
  key.replace(
    /^(ctrl|alt)-(.)$/,
    (_, modifier: string, letter: string) =>
      `${modifier === 'ctrl' ? 'Ctrl' : 'Alt'}-${letter.toUpperCase()}`,
  );

const footerItem = <Command extends string, State>(
  binding: Binding<Command, State>,
  state: State,
): readonly Span[] => {
  const isDisabled = binding.disabled?.(state) !== undefined;
  if (binding.isOn === true) {
    const text = ` ${keyLabel(binding.keys[0] ?? '')} ${binding.label} `;
    return [{ text, role: 'key', bold: true, selected: true }];
  }
  return [
    { text: ` ${keyLabel(binding.keys[0] ?? '')}`, role: isDisabled ? 'dim' : 'key', bold: !isDisabled },
    { text: ` ${binding.label} `, role: isDisabled ? 'dim' : 'text' },
  ];
};

const rowWidth = (row: Row): number => row.reduce((sum, { text }) => sum + textWidth(text), 0);

/** The keys worth knowing, in exactly `width` cells; where the room ends those marked `always` remain. */
export const footerRow = <Command extends string, State>(
  table: KeyTable<Command, State>,
  state: State,
  width: number,
): Row => {
  const items = table
    .filter(({ footer }) => footer !== undefined)
    .map((binding) => ({ spans: footerItem(binding, state), always: binding.footer === 'always' }));
  let left =
    width - items.filter(({ always }) => always).reduce((sum, { spans }) => sum + rowWidth(spans), 0);
  const kept = items.filter(({ spans, always }) => {
    if (always) return true;
    left -= rowWidth(spans);
    return left >= 0;
  });
  return fitRow(
    kept.flatMap(({ spans }) => spans),
    width,
  );
};

const keysOf = (keys: readonly string[]): string => keys.map(keyLabel).join(' ');

const helpColumnWidth = 40;
/** Names of one binding in the help: the rest are there for fingers that know them. */
const helpKeys = 3;

/** Sections of the help one after the other, without regard to the height. */
const helpLines = <Command extends string, State>(
  table: KeyTable<Command, State>,
  state: State,
  width: number,
): Row[] => {
  const keyWidth = Math.min(
    Math.floor(width / 2),
    Math.max(0, ...table.map(({ keys }) => textWidth(keysOf(keys.slice(0, helpKeys))))) + 2,
  );
  const sections = [...new Set(table.map(({ section }) => section))];
  return sections.flatMap((section, i): Row[] => [
    ...(i === 0 ? [] : [[]]),
    [{ text: section, role: 'title', bold: true }],
    ...table
      .filter((binding) => binding.section === section)
      .map(({ keys, label, disabled }): Row => {
        const reason = disabled?.(state);
        const isDisabled = reason !== undefined;
        return [
          { text: pad(keysOf(keys.slice(0, helpKeys)), keyWidth), role: isDisabled ? 'dim' : 'key' },
          { text: label, role: isDisabled ? 'dim' : 'text' },
          ...(isDisabled ? [{ text: ` (${reason})`, role: 'dim' } as const] : []),
        ];
      }),
  ]);
};

/** All keys by section, in as many columns as the width holds; a disabled key says why. */
export const helpRows = <Command extends string, State>(
  table: KeyTable<Command, State>,
  state: State,
  width: number,
): Row[] => {
  const count = Math.max(1, Math.min(3, Math.floor(width / helpColumnWidth)));
  const columnWidth = Math.floor(width / count);
  const lines = helpLines(table, state, columnWidth - 1);
  const height = Math.ceil(lines.length / count);
  const columns = Array.from({ length: count }, (_, i) => ({
    rows: lines.slice(i * height, (i + 1) * height),
    width: columnWidth,
  }));
  return beside(columns, height).map((row) => fitRow(row, width));
};

export type PaletteEntry<Command> = {
  readonly label: string;
  readonly keys: string;
  readonly meaning: KeyMeaning<Command>;
};

/** Lower is better: where the typed letters stand in the label, one after the other. */
const distance = (label: string, typed: string): number | undefined => {
  const prefix = label.indexOf(typed);
  if (prefix >= 0) return prefix;
  let at = -1;
  for (const letter of typed) {
    at = label.indexOf(letter, at + 1);
    if (at < 0) return undefined;
  }
  return 100 + at;
};

/** The commands whose label or name holds the typed letters in their order, the nearest first. */
export const paletteEntries = <Command extends string, State>(
  table: KeyTable<Command, State>,
  typed: string,
  state: State,
): readonly PaletteEntry<Command>[] =>
  table
    .map((binding) => ({
      binding,
      score: distance(`${binding.label} ${binding.command}`.toLowerCase(), typed.trim().toLowerCase()),
    }))
    .filter((entry): entry is typeof entry & { score: number } => entry.score !== undefined)
    .sort((a, b) => a.score - b.score)
    .map(({ binding }) => ({
      label: binding.label,
      keys: keysOf(binding.keys),
      meaning: meaningOf(binding, state),
    }));

/** The table for the README. */
export const keysAsMarkdown = <Command extends string, State>(table: KeyTable<Command, State>): string =>
  [
    '| key | what it does |',
    '| --- | --- |',
    ...table.map(({ keys, label }) => {
      const shown = keys.map((key) => `\`${keyLabel(key).replace('|', '\\|')}\``).join(' ');
      return `| ${shown} | ${label} |`;
    }),
  ].join('\n');
