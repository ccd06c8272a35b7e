/** From one frame to the next: the fewest bytes that turn what the terminal shows into what it should show. */
import { type Frame, plainStyle, type Style, styleOf } from './frame.ts';
import { isOneCell } from './width.ts';

export type Difference = {
  /** What to send; empty when the frames are equal. */
  readonly output: string;
  /** Cells that changed. */
  readonly cells: number;
  /** How often the cursor moves without writing. */
  readonly moves: number;
  /** Bytes of `output` that only move the cursor. */
  readonly moveBytes: number;
  /** How the terminal paints after `output`. */
  readonly style: Style;
};

const csi = '\x1b[';

/** SGR from one style to another: what must end makes a fresh start, else only what is new is said. */
const restyle = (from: Style, to: Style): string => {
  if (to.sgr === from.sgr) return '';
  if (to.sgr === '') return `${csi}m`;
  const ends = from.attributes.some((attribute) => !to.attributes.includes(attribute));
  if (ends) return `${csi}0;${to.sgr}m`;
  const added = to.attributes.filter((attribute) => !from.attributes.includes(attribute));
  const colour = to.colour === from.colour ? [] : [to.colour === '' ? '39' : to.colour];
  return `${csi}${[...added, ...colour].join(';')}m`;
};

/** Opens a link, or ends the one that is open (OSC 8). */
const relink = (from: Style, to: Style): string =>
  from.link === to.link ? '' : `\x1b]8;;${to.link ?? ''}\x1b\\`;

const change = (from: Style, to: Style): string => `${relink(from, to)}${restyle(from, to)}`;

/** A blank that is written, or erased, takes nothing of it. */
const leavesBlanks = ({ marksBlanks, link }: Style): boolean => !marksBlanks && link === undefined;

const shortest = (options: readonly string[]): string =>
  options.reduce((best, option) => (option.length < best.length ? option : best));

type Cursor = { readonly x: number; readonly y: number };

/** The cheapest way for the cursor; `from` is undefined where nobody knows where it is. */
const moveTo = (from: Cursor | undefined, { x, y }: Cursor): string => {
  if (from?.x === x && from.y === y) return '';
  const absolute = `${csi}${y + 1}${x === 0 ? '' : `;${x + 1}`}H`;
  if (from === undefined) return absolute;
  const along = (start: number): string => (x === start ? '' : `${csi}${x - start === 1 ? '' : x - start}C`);
  if (from.y === y) {
    const inRow = [absolute, `${csi}${x === 0 ? '' : x + 1}G`];
    return shortest(x > from.x ? [...inRow, along(from.x)] : inRow);
  }
  return from.y + 1 === y ? shortest([absolute, `\r\n${along(0)}`]) : absolute;
};

/** Writes cells, keeping track of where the cursor is and how it paints. */
const createPen = (frame: Frame, firstStyle: Style) => {
  let output = '';
  let moves = 0;
  let moveBytes = 0;
  let cursor: Cursor | undefined;
  let style = firstStyle;
  const { columns, texts, styles } = frame;

  const go = (to: Cursor): void => {
    const move = moveTo(cursor, to);
    if (move === '') return;
    output += move;
    moves += 1;
    moveBytes += move.length;
  };

  const put = (y: number, x: number): void => {
    const text = texts[y * columns + x] ?? '';
    if (text === '') return;
    const wanted = styles[y * columns + x] ?? plainStyle;
    go({ x, y });
    const blankInAnyColour = text === ' ' && wanted === plainStyle && leavesBlanks(style);
    if (wanted !== style && !blankInAnyColour) {
      output += change(style, wanted);
      style = wanted;
    }
    output += text;
    let next = x + 1;
    while (next < columns && texts[y * columns + next] === '') next += 1;
    // Behind the last column terminals wait in different ways, and on some characters' width they disagree.
    const known = next < columns && (!frame.uncertain.has(y) || isOneCell(text));
    cursor = known ? { x: next, y } : undefined;
  };

  const erase = (y: number, x: number): void => {
    go({ x, y });
    // What is erased takes the background, which we never set, and in some terminals inverse video.
    if (!leavesBlanks(style)) {
      output += change(style, plainStyle);
      style = plainStyle;
    }
    output += `${csi}K`;
    cursor = { x, y };
  };

  return {
    put,
    erase,
    /** Whether writing the unchanged cells up to `x` is cheaper than a move over them. */
    bridges: (y: number, x: number): boolean => {
      if (cursor === undefined || cursor.y !== y || x <= cursor.x || x - cursor.x > 4) return false;
      for (let i = y * columns + cursor.x; i < y * columns + x; i += 1) {
        const plainAscii = /^[\x20-\x7e]$/.test(texts[i] ?? '');
        const fits =
          styles[i] === style || (texts[i] === ' ' && styles[i] === plainStyle && leavesBlanks(style));
        if (!plainAscii || !fits) return false;
      }
      return true;
    },
    x: () => cursor?.x ?? 0,
    finish: () => {
      // No link is left open between two frames: what others write there would be part of it.
      const closed = styleOf(style.sgr);
      return { output: `${output}${relink(style, closed)}`, moves, moveBytes, style: closed };
    },
  };
};

/** The column from which a row holds nothing but blanks. */
const blankFrom = ({ columns, texts, styles }: Frame, y: number): number => {
  let x = columns;
  while (x > 0 && texts[y * columns + x - 1] === ' ' && styles[y * columns + x - 1] === plainStyle) x -= 1;
  return x;
};

const columnsWhere = (columns: number, holds: (x: number) => boolean): number[] => {
  const found: number[] = [];
  for (let x = 0; x < columns; x += 1) if (holds(x)) found.push(x);
  return found;
};

/** Erasing the rest of a row costs three bytes. */
const worthErasing = 3;

/**
 * What to send so that a terminal which shows `shown` shows `next`; with `shown` undefined, or of another size, every
 * row is written anew. A row with a character on whose width terminals disagree is written whole, from its start and
 * with the cursor set after each such character, so that it comes out the same as on a fresh screen. `style` is how the
 * terminal paints now, as the difference before left it: a ticking clock needs no colour said again.
 */
export const difference = (shown: Frame | undefined, next: Frame, style = plainStyle): Difference => {
  const { columns, rows, texts, styles } = next;
  const known = shown?.columns === columns && shown.rows === rows ? shown : undefined;
  const pen = createPen(next, known === undefined ? plainStyle : style);
  let cells = 0;
  for (let y = 0; y < rows; y += 1) {
    const start = y * columns;
    const isBlank = (at: number) => texts[at] === ' ' && styles[at] === plainStyle;
    const isShown = (at: number) => known?.texts[at] === texts[at] && known?.styles[at] === styles[at];
    let changed = columnsWhere(columns, (x) => !isShown(start + x));
    if (changed.length === 0) continue;
    cells += changed.length;
    const blankAt = blankFrom(next, y);
    const unsure = next.uncertain.has(y);
    if (known === undefined || known.uncertain.has(y) || unsure) {
      pen.erase(y, 0);
      changed = columnsWhere(blankAt, (x) => unsure || !isBlank(start + x));
    }
    for (const [i, x] of changed.entries()) {
      if (x >= blankAt && changed.length - i > worthErasing) {
        pen.erase(y, x);
        break;
      }
      if (pen.bridges(y, x)) for (let between = pen.x(); between < x; between += 1) pen.put(y, between);
      pen.put(y, x);
    }
    // What was drawn wider than expected may have left something behind the row's end.
    if (unsure && blankAt < columns) pen.erase(y, blankAt);
  }
  const { output, ...rest } = pen.finish();
  return { ...rest, cells, output: known === undefined ? `${csi}m${output}` : output };
};
