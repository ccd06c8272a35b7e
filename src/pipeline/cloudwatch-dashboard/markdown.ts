/** Markdown of text widgets as rows: headings, lists, tables, links, code, buttons. What it does not know stays text. */
import type { Role, Row, Span } from '../../terminal/row.ts';
import { cut, pad, textWidth } from '../../terminal/width.ts';

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

/** Breaks spans at blanks into rows of `width` cells; `indent` stands before all rows but the first. */
const wrap = (spans: readonly Span[], width: number, indent = ''): Row[] => {
  const rows: Span[][] = [[]];
  let used = 0;
  for (const { text, ...look } of spans) {
    for (const word of text.split(/(?<=\s)/)) {
      const cells = textWidth(word.trimEnd());
      if (used > textWidth(indent) && used + cells > width) {
        rows.push(indent === '' ? [] : [{ text: indent }]);
        used = textWidth(indent);
      }
      const piece = used + textWidth(word) > width ? cut(word.trimEnd(), width - used, '') : word;
      rows.at(-1)?.push({ ...look, text: piece });
      used += textWidth(piece);
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

const tableRows = (lines: readonly string[], width: number): Row[] => {
  const table = lines.filter((text) => !isTableRule(text)).map((text) => cellsOfLine(text).map(plainText));
  const count = Math.max(...table.map((cells) => cells.length));
  const widths = Array.from({ length: count }, (_, i) =>
    Math.min(
      Math.max(3, ...table.map((cells) => textWidth(cells[i] ?? ''))),
      Math.max(3, Math.floor(width / count)),
    ),
  );
  return table.map((cells, row) => [
    {
      text: widths.map((cellWidth, i) => pad(cells[i] ?? '', cellWidth, 'left', '..')).join('  '),
      role: row === 0 ? 'title' : 'text',
    },
  ]);
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
      rows.push([{ text, role: 'key' }]);
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
