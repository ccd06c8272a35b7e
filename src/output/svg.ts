/**
 * A frame as a picture that a browser opens. It brings its own colours and its own metrics: each run of cells is set
 * at its column and stretched to its width, so that it looks alike whatever monospace font is there.
 */

import { fitRows } from '../terminal/paint.ts';
import { themes } from '../terminal/palettes.ts';
import { isInverse, type Row, type Span } from '../terminal/row.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { Look, ThemeName } from '../terminal/theme.ts';
import { clusters, isOneCell, textWidth } from '../terminal/width.ts';

const cellWidth = 8.4;
const cellHeight = 17;
const fontSize = 14;
/** From the top of a cell to the line that letters stand on. */
const baseline = 13;
const margin = 12;

const xml: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string =>
  sanitize(text).replace(/[&<>"]/g, (character) => xml[character] ?? '');

/** Two decimals, no trailing zeros: pictures live in the repository. */
const units = (value: number): string => String(Math.round(value * 100) / 100);

type Run = { readonly x: number; readonly cells: number; readonly text: string; readonly span: Span };

/**
 * Cuts a span where cells could drift: runs of one-cell characters stay together, blanks between words split them, and
 * any other character stands alone in its cells.
 */
const runsOf = (span: Span, from: number): readonly Run[] => {
  if (isOneCell(span.text)) {
    return [...span.text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({
      x: from + match.index,
      cells: match[0].length,
      text: match[0],
      span,
    }));
  }
  const runs: Run[] = [];
  let x = from;
  for (const { text, cells } of clusters(span.text)) {
    const last = runs.at(-1);
    const joins =
      isOneCell(text) &&
      text !== ' ' &&
      last !== undefined &&
      isOneCell(last.text) &&
      last.x + last.cells === x;
    if (joins) runs[runs.length - 1] = { ...last, cells: last.cells + 1, text: last.text + text };
    else if (text !== ' ') runs.push({ x, cells, text, span });
    x += cells;
  }
  return runs;
};

type Colours = { readonly foreground: string; readonly background: string };

const coloursOf = (look: Look, span: Span, { foreground, background }: Colours): Colours => {
  const ink = look.hex ?? foreground;
  // As the terminal has it: what is inverse by its role stays so where it is selected.
  const inverse = isInverse(span, look.attributes?.includes('inverse') ?? false);
  return inverse ? { foreground: background, background: ink } : { foreground: ink, background };
};

/** A standalone SVG document of `width` x `height` cells. Its texts are sanitised and escaped; it loads nothing. */
export const frameSvg = (
  rows: readonly Row[],
  width: number,
  height: number,
  theme: ThemeName = 'dark',
  title = 'orders-watch',
): string => {
  const { looks, ...own } = themes[theme];
  const boxes: string[] = [];
  const texts: string[] = [];
  for (const [y, row] of fitRows(rows, width, height).entries()) {
    let column = 0;
    const top = margin + y * cellHeight;
    for (const span of row) {
      const look = looks[span.role ?? 'text'];
      const { foreground, background } = coloursOf(look, span, own);
      const cells = textWidth(span.text);
      if (background !== own.background) {
        const x = units(margin + column * cellWidth);
        boxes.push(
          `<rect x="${x}" y="${units(top)}" width="${units(cells * cellWidth)}" height="${cellHeight}" fill="${background}"/>`,
        );
      }
      const bold = span.bold === true || look.attributes?.includes('bold') === true;
      const style = [
        foreground === own.foreground ? '' : ` fill="${foreground}"`,
        bold ? ' font-weight="bold"' : '',
        look.attributes?.includes('dim') === true ? ' opacity="0.65"' : '',
        look.attributes?.includes('underline') === true ? ' text-decoration="underline"' : '',
      ].join('');
      for (const run of runsOf(span, column)) {
        const x = units(margin + run.x * cellWidth);
        const length = units(run.cells * cellWidth);
        texts.push(
          `<text x="${x}" y="${units(top + baseline)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escapeXml(run.text)}</text>`,
        );
      }
      column += cells;
    }
  }
  const pixelWidth = units(2 * margin + width * cellWidth);
  const pixelHeight = units(2 * margin + height * cellHeight);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixelWidth}" height="${pixelHeight}" viewBox="0 0 ${pixelWidth} ${pixelHeight}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${own.background}"/>`,
    ...boxes,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}" fill="${own.foreground}" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};
