import { describe, expect, test } from 'vitest';
import {
  commandFor,
  footerRow,
  helpRows,
  type KeyTable,
  keysAsMarkdown,
  paletteEntries,
} from '../../src/terminal/key-table.ts';
import { textWidth } from '../../src/terminal/width.ts';

type Command = 'up' | 'filter' | 'copy' | 'help' | 'quit';
type State = { readonly rows: number };

const table: KeyTable<Command, State> = [
  { command: 'up', keys: ['up', 'k'], label: 'up', section: 'Lists' },
  { command: 'filter', keys: ['/'], label: 'filter', section: 'Lists', footer: 'room' },
  {
    command: 'copy',
    keys: ['y'],
    label: 'copy the row',
    section: 'Lists',
    footer: 'room',
    disabled: ({ rows }) => (rows === 0 ? 'no row' : undefined),
  },
  { command: 'help', keys: ['?'], label: 'help', section: 'Everywhere', footer: 'always' },
  { command: 'quit', keys: ['q', 'ctrl-c'], label: 'quit', section: 'Everywhere', footer: 'always' },
];
const full: State = { rows: 3 };
const empty: State = { rows: 0 };
const shown = (rows: readonly (readonly { readonly text: string }[])[]): string[] =>
  rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

describe('one table of keys', () => {
  test('dispatches, and a disabled key says why', () => {
    expect(commandFor(table, 'k', full)).toEqual({ kind: 'run', command: 'up' });
    expect(commandFor(table, 'y', full)).toEqual({ kind: 'run', command: 'copy' });
    expect(commandFor(table, 'y', empty)).toEqual({
      kind: 'disabled',
      label: 'copy the row',
      reason: 'no row',
    });
    expect(commandFor(table, 'F', full)).toBeUndefined();
  });

  test('makes a footer of exactly the width, the way out always in it', () => {
    expect(shown([footerRow(table, full, 60)])).toEqual([' / filter  y copy the row  ? help  q quit']);
    expect(shown([footerRow(table, full, 30)])).toEqual([' / filter  ? help  q quit']);
    for (const width of [5, 16, 30, 60]) {
      expect(footerRow(table, full, width).reduce((sum, { text }) => sum + textWidth(text), 0)).toBe(width);
    }
  });

  test('makes the help', () => {
    expect(shown(helpRows(table, empty, 39))).toEqual([
      'Lists',
      'Up k      up',
      '/         filter',
      'y         copy the row (no row)',
      '',
      'Everywhere',
      '?         help',
      'q Ctrl-C  quit',
    ]);
    expect(helpRows(table, full, 90)).toHaveLength(4);
  });

  test('completes what is typed, nearest first', () => {
    expect(paletteEntries(table, 'q', full).map(({ label }) => label)).toEqual(['quit']);
    expect(paletteEntries(table, 'cr', full).map(({ label }) => label)).toEqual(['copy the row']);
    expect(paletteEntries(table, '', full)).toHaveLength(table.length);
    expect(paletteEntries(table, 'copy', empty)[0]?.meaning).toEqual({
      kind: 'disabled',
      label: 'copy the row',
      reason: 'no row',
    });
  });

  test('writes the table for the README', () => {
    expect(keysAsMarkdown(table).split('\n')).toContain('| `q` `Ctrl-C` | quit |');
  });
});
