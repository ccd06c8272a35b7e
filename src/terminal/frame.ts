/** A frame: what every cell of the screen shows. Made of rows, compared by the screen writer. */
import { fitRow, type Paint } from './paint.ts';
import type { Row } from './row.ts';
import { clusters, isOneCell, take, toAscii } from './width.ts';

/** How a cell looks. Equal styles are one object, so they compare by identity. */
export type Style = {
  /** SGR parameters from a plain start: `1;38;5;203`. */
  readonly sgr: string;
  /** Attributes as SGR codes, sorted. */
  readonly attributes: readonly string[];
  /** SGR parameters of the foreground; empty for the terminal's own. */
  readonly colour: string;
  /** Whether a blank shows it: inverse video and underline do, a colour does not. */
  readonly marksBlanks: boolean;
  /** The page that it leads to (OSC 8). */
  readonly link?: string;
};

export type Frame = {
  readonly columns: number;
  readonly rows: number;
  /** Row after row. The right half of a wide character is an empty text. */
  readonly texts: readonly string[];
  readonly styles: readonly Style[];
  /** Rows that hold a character on whose width terminals disagree. */
  readonly uncertain: ReadonlySet<number>;
};

/** The terminal's own look. */
export const plainStyle: Style = { sgr: '', attributes: [], colour: '', marksBlanks: false };

const styles = new Map<string, Style>([['', plainStyle]]);
/** As many as a theme has looks, many times over. */
const mostStyles = 4096;

/** An address that stands in an escape code: printable ASCII, of a web page. */
const isAddress = (link: string): boolean => /^https:\/\/[\x21-\x7e]{1,2000}$/.test(link);

/** The style of SGR parameters as a painter gives them: attributes in their order, then the foreground. */
export const styleOf = (sgr: string, page?: string): Style => {
  const link = page !== undefined && isAddress(page) ? page : undefined;
  const key = link === undefined ? sgr : `${sgr}\n${link}`;
  const known = styles.get(key);
  if (known !== undefined) return known;
  const codes = sgr.split(';');
  const firstColour = codes.findIndex((code) => !/^[1247]$/.test(code));
  const attributes = firstColour < 0 ? codes : codes.slice(0, firstColour);
  const style: Style = {
    sgr,
    attributes,
    colour: firstColour < 0 ? '' : codes.slice(firstColour).join(';'),
    marksBlanks: attributes.includes('4') || attributes.includes('7'),
    ...(link === undefined ? {} : { link }),
  };
  // The plain one is told by its identity.
  if (styles.size > mostStyles) {
    styles.clear();
    styles.set('', plainStyle);
  }
  styles.set(key, style);
  return style;
};

/**
 * Rows as cells, exactly `columns` x `height`: what lies outside is cut, what is missing is blank. As in `paintRow`, text is
 * made harmless on its way: a control character becomes a visible mark.
 */
export const frameOf = (
  rows: readonly Row[],
  columns: number,
  height: number,
  { painter, ascii, links = false }: Paint,
): Frame => {
  const texts = new Array<string>(columns * height).fill(' ');
  const cellStyles = new Array<Style>(columns * height).fill(plainStyle);
  const uncertain = new Set<number>();
  /** False where a text did not fit. */
  const putRow = (row: Row, y: number): boolean => {
    let x = 0;
    const put = (text: string, cells: number, style: Style): void => {
      const at = y * columns + x;
      texts[at] = text;
      // A blank looks the same in every colour, so that a change of colour alone costs nothing there.
      const isPlainBlank = text === ' ' && !style.marksBlanks && style.link === undefined;
      cellStyles[at] = isPlainBlank ? plainStyle : style;
      for (let half = 1; half < cells; half += 1) {
        texts[at + half] = '';
        cellStyles[at + half] = style;
      }
      x += cells;
    };
    for (const span of row) {
      const { text, whole } = take(span.text, columns - x);
      if (!whole) return false;
      const shown = ascii ? toAscii(text) : text;
      const style = styleOf(painter(span), links ? span.link : undefined);
      if (isOneCell(shown)) for (const character of shown) put(character, 1, style);
      else {
        for (const { text: cluster, cells, certain } of clusters(shown)) {
          if (cells === 0) continue;
          put(cluster, cells, style);
          if (!certain) uncertain.add(y);
        }
      }
    }
    return true;
  };
  for (const [y, row] of rows.slice(0, height).entries()) {
    if (putRow(row, y)) continue;
    // Most rows were made to fit; of one that was not the cut is marked, as in print.
    texts.fill(' ', y * columns, (y + 1) * columns);
    cellStyles.fill(plainStyle, y * columns, (y + 1) * columns);
    uncertain.delete(y);
    putRow(fitRow(row, columns), y);
  }
  return { columns, rows: height, texts, styles: cellStyles, uncertain };
};
