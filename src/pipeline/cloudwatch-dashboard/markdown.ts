/** Markdown of text widgets as rows: headings, lists, tables, links, code, buttons. What it does not know stays text. */
import type { Role, Row, Span } from '../../terminal/row.ts';
import { sanitize } from '../../terminal/sanitize.ts';
import { pad, take, textWidth } from '../../terminal/width.ts';

type Options = { readonly width: number; readonly ascii?: boolean };

/** Links, images, code and emphasis, in the order in which they are looked for. */
const inline =
  /!\[([^\]]*)\]\([^)\s]*[^)]*\)|\[([^\]]+)\]\(([^)\s]*)[^)]*\)|`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\b_([^_]+)_\b/g;

/** `[button:primary:Runbook](…)`: what stands on the button. */
const buttonLabel = (text: string): string => text.replace(/^button:(primary:|normal:)?/, '');

const inlineSpans = (text: string, role: Role): Span[] => {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, image, link, , code, strong, strong2, soft, soft2] = match;
    if (match.index > at) spans.push({ text: text.slice(at, match.index), role });
    if (image !== undefined) spans.push({ text: image, role: 'dim' });
    else if (link !== undefined) spans.push({ text: buttonLabel(link), role: 'accent' });
    else if (code !== undefined) spans.push({ text: code, role: 'key' });
    else if (strong ?? strong2) spans.push({ text: strong ?? strong2 ?? '', role, bold: true });
    else spans.push({ text: soft ?? soft2 ?? '', role });
    at = match.index + whole.length;
  }
  if (at < text.length) spans.push({ text: text.slice(at), role });
  return spans;
};

/**
 * Breaks spans at blanks into rows of `width` cells; a word that is longer than a row goes on in the next one. `indent` stands
 * before all rows but the first, where it leaves room for words.
 */
const wrap = (spans: readonly Span[], width: number, indent = ''): Row[] => {
  const most = Math.max(1, width);
  const hang = textWidth(indent) * 2 <= most ? indent : '';
  const hangCells = textWidth(hang);
  const rows: Span[][] = [[]];
  let used = 0;
  const breakRow = (): void => {
    rows.push(hang === '' ? [] : [{ text: hang }]);
    used = hangCells;
  };
  for (const { text, ...look } of spans) {
    for (const word of sanitize(text).split(/(?<=\s)/)) {
      const bare = word.trimEnd();
      if (used > hangCells && used + textWidth(bare) > most) breakRow();
      let rest = used + textWidth(word) > most ? bare : word;
      while (rest !== '') {
        const { text: piece, cells } = take(rest, most - used);
        // A character that is wider than a whole row has no place anywhere.
        if (piece === '' && used <= hangCells) break;
        if (piece !== '') rows.at(-1)?.push({ ...look, text: piece });
        used += cells;
        rest = rest.slice(piece.length);
        if (rest !== '') breakRow();
      }
    }
  }
  return rows;
};

const cellsOfLine = (text: string): string[] =>
  text
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

const isTableRule = (text: string): boolean =>
  /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(text) && text.includes('-');

const plainText = (text: string): string =>
  inlineSpans(text, 'text')
    .map((span) => span.text)
    .join('');

const gapCells = 2;

/** Cells of the columns: what each wants; where that is too much the widest give way, down to one width for all of them. */
const columnCells = (wanted: readonly number[], room: number): readonly number[] => {
  const within = (most: number): number => wanted.reduce((sum, cells) => sum + Math.min(cells, most), 0);
  let most = Math.min(room, Math.max(...wanted));
  while (most > 1 && within(most) > room) most -= 1;
  return wanted.map((cells) => Math.min(cells, most));
};

/** Cells that are too long for their column go on below. */
const tableRows = (lines: readonly string[], width: number): Row[] => {
  const table = lines.filter((text) => !isTableRule(text)).map((text) => cellsOfLine(text).map(plainText));
  const count = Math.max(...table.map((cells) => cells.length));
  const wanted = Array.from({ length: count }, (_, i) =>
    Math.max(3, ...table.map((cells) => textWidth(cells[i] ?? ''))),
  );
  const room = width - gapCells * (count - 1);
  // More columns than there are cells: as lines of text.
  if (room < count) return table.flatMap((cells) => wrap([{ text: cells.join(' | '), role: 'text' }], width));
  const widths = columnCells(wanted, room);
  return table.flatMap((cells, row) => {
    const wrapped = widths.map((cellWidth, i) =>
      wrap([{ text: cells[i] ?? '' }], cellWidth).map((part) => part.map(({ text }) => text).join('')),
    );
    const height = Math.max(...wrapped.map((parts) => parts.length));
    return Array.from({ length: height }, (_, line): Row => {
      const text = wrapped
        .map((parts, i) => pad(parts[line] ?? '', widths[i] ?? 0))
        .join(' '.repeat(gapCells));
      return [{ text, role: row === 0 ? 'title' : 'text' }];
    });
  });
};

/** As many rows as the text takes at this width. */
export const markdownRows = (markdown: string, { width, ascii = false }: Options): Row[] => {
  const rows: Row[] = [];
  const lines = markdown.split(/\r?\n/);
  let fenced = false;
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (/^\s*```/.test(text)) {
      fenced = !fenced;
      continue;
    }
    if (fenced) {
      rows.push(...wrap([{ text, role: 'key' }], width));
      continue;
    }
    if (text.includes('|') && isTableRule(lines[at + 1] ?? '')) {
      const end = lines.findIndex((other, index) => index > at && !other.includes('|'));
      const table = lines.slice(at, end < 0 ? lines.length : end);
      rows.push(...tableRows(table, width));
      at += table.length - 1;
      continue;
    }
    rows.push(...lineRows(text, width, ascii));
  }
  // Empty lines at the ends would cost rows that a widget does not have.
  const isBlank = (row: Row) => row.every((span) => span.text.trim() === '');
  const first = rows.findIndex((row) => !isBlank(row));
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex((row) => !isBlank(row)) + 1);
};

const lineRows = (text: string, width: number, ascii: boolean): Row[] => {
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(text);
  if (heading !== null) return wrap(inlineSpans(heading[1] ?? '', 'title'), width);
  if (/^\s{0,3}([-*_])\s*(\1\s*){2,}$/.test(text)) {
    return [[{ text: (ascii ? '-' : '─').repeat(Math.max(0, width)), role: 'border' }]];
  }
  const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(text);
  if (item !== null) {
    const [, blanks = '', bullet = '', rest = ''] = item;
    const mark = `${blanks}${/\d/.test(bullet) ? bullet : ascii ? '-' : '•'} `;
    return wrap(
      [{ text: mark, role: 'dim' }, ...inlineSpans(rest, 'text')],
      width,
      ' '.repeat(textWidth(mark)),
    );
  }
  const quote = /^\s*>\s?(.*)$/.exec(text);
  if (quote !== null) {
    const mark = ascii ? '| ' : '▏ ';
    return wrap([{ text: mark, role: 'border' }, ...inlineSpans(quote[1] ?? '', 'dim')], width, mark);
  }
  return wrap(inlineSpans(text.trim(), 'text'), width);
};
