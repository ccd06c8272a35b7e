/** A frame read back from painted rows: another way to the same cells than the tool's own. */
import { type Frame, plainStyle, type Style, styleOf } from '../../src/terminal/frame.ts';
import { sanitize } from '../../src/terminal/sanitize.ts';
import { clusters } from '../../src/terminal/width.ts';

/** SGR codes that end attributes, as ECMA-48 has them. */
const endings: Readonly<Record<string, readonly string[]>> = { '22': ['1', '2'], '24': ['4'], '27': ['7'] };

type Pen = { readonly attributes: Set<string>; colour: string };

const applySgr = (pen: Pen, parameters: string): void => {
  const codes = parameters.split(';');
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? '';
    if (code === '' || code === '0') {
      pen.attributes.clear();
      pen.colour = '';
    } else if (code === '38' || code === '48') {
      const length = codes[i + 1] === '2' ? 5 : 3;
      if (code === '38') pen.colour = codes.slice(i, i + length).join(';');
      i += length - 1;
    } else if (/^[1247]$/.test(code)) pen.attributes.add(code);
    else if (/^(3|9)[0-7]$/.test(code)) pen.colour = code;
    else if (code === '39') pen.colour = '';
    else for (const attribute of endings[code] ?? []) pen.attributes.delete(attribute);
  }
};

const sgrOf = ({ attributes, colour }: Pen): string =>
  [...[...attributes].sort(), ...(colour === '' ? [] : [colour])].join(';');

const sgrSequence = /\x1b\[([\d;]*)m/;

/**
 * Reads painted rows, separated by line feeds, into a frame of exactly `columns` x `rows` cells. It knows SGR and
 * nothing else: any other control character becomes a visible mark. What lies outside is dropped.
 */
export const readFrame = (painted: string, columns: number, rows: number): Frame => {
  const texts = new Array<string>(columns * rows).fill(' ');
  const cellStyles = new Array<Style>(columns * rows).fill(plainStyle);
  const uncertain = new Set<number>();
  const pen: Pen = { attributes: new Set(), colour: '' };
  for (const [y, line] of painted.split('\n').slice(0, rows).entries()) {
    let x = 0;
    let style = styleOf(sgrOf(pen));
    // Splitting by a pattern with one group gives text, parameters, text, parameters ...
    for (const [i, part] of line.split(sgrSequence).entries()) {
      if (i % 2 === 1) {
        applySgr(pen, part);
        style = styleOf(sgrOf(pen));
        continue;
      }
      for (const { text, cells, certain } of clusters(sanitize(part))) {
        if (cells === 0 || x + cells > columns) {
          x += cells;
          continue;
        }
        const at = y * columns + x;
        texts[at] = text;
        // A blank looks the same in every colour, so that a change of colour alone costs nothing there.
        cellStyles[at] = text === ' ' && !style.marksBlanks ? plainStyle : style;
        for (let half = 1; half < cells; half += 1) {
          texts[at + half] = '';
          cellStyles[at + half] = style;
        }
        if (!certain) uncertain.add(y);
        x += cells;
      }
    }
  }
  return { columns, rows, texts, styles: cellStyles, uncertain };
};
