/** Cells: how much of a row a text takes. Everything here works on what will be printed, so it sanitises first. */
import stringWidth from 'string-width';
import { sanitize } from './sanitize.ts';

/**
 * Characters that take one cell each and join with nothing: ASCII, Latin, arrows, control pictures, box drawing, blocks,
 * geometric shapes (less two wide ones) and Braille. Nearly all that a dashboard shows.
 */
const oneCellEach =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2400-\u2426\u2500-\u25fc\u25ff\u2716\u2800-\u28ff\ufffd]*$/;

/** Characters that every terminal draws two cells wide: Kana, Han, Hangul syllables, full-width forms. */
const twoCellsEach = /^[\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What takes a place on the screen as one: a character with its marks, or an emoji. */
export type Cluster = {
  readonly text: string;
  readonly cells: number;
  /** False where terminals are known to disagree on the width. */
  readonly certain: boolean;
};

const clusterOf = (text: string): Cluster => {
  if (oneCellEach.test(text)) return { text, cells: 1, certain: true };
  if (twoCellsEach.test(text)) return { text, cells: 2, certain: true };
  return { text, cells: stringWidth(text), certain: false };
};

const simpleClusters = new Map<string, Cluster>();
const simpleCluster = (text: string): Cluster => {
  const known = simpleClusters.get(text);
  if (known !== undefined) return known;
  const made: Cluster = { text, cells: 1, certain: true };
  // At most as many as there are characters in `oneCellEach`.
  simpleClusters.set(text, made);
  return made;
};

/** The clusters of a text that has been sanitised. */
export const clusters = (text: string): readonly Cluster[] =>
  oneCellEach.test(text)
    ? Array.from(text, simpleCluster)
    : Array.from(segmenter.segment(text), ({ segment }) => clusterOf(segment));

/** Cells that a text takes on the screen. */
export const textWidth = (text: string): number => {
  const clean = sanitize(text);
  if (oneCellEach.test(clean)) return clean.length;
  return clusters(clean).reduce((sum, { cells }) => sum + cells, 0);
};

/** More code units than `width` cells can hold: a line of 90,000 characters is cut here before it costs anything. */
const enoughFor = (text: string, width: number): string => {
  const units = width * 4 + 64;
  return text.length > units ? text.slice(0, units) : text;
};

/**
 * The text cut to at most `width` cells, with `ellipsis` as its last cells where something was cut. A wide character
 * that does not fit whole is left out. Costs what `width` costs, however long the text is.
 */
export const cut = (text: string, width: number, ellipsis = '…'): string => {
  if (width <= 0) return '';
  const near = enoughFor(text, width);
  const clean = sanitize(near);
  const whole = near.length === text.length;
  if (whole && textWidth(clean) <= width) return clean;
  const tail = textWidth(ellipsis) <= width ? ellipsis : '';
  const room = width - textWidth(tail);
  if (oneCellEach.test(clean)) return `${clean.slice(0, room)}${tail}`;
  let used = 0;
  let kept = '';
  for (const { text: cluster, cells } of clusters(clean)) {
    if (used + cells > room) break;
    kept += cluster;
    used += cells;
  }
  return `${kept}${tail}`;
};

/** The text in exactly `width` cells: cut where it is longer, filled with blanks where it is shorter. */
export const pad = (
  text: string,
  width: number,
  align: 'left' | 'right' = 'left',
  ellipsis = '…',
): string => {
  const fitting = cut(text, width, ellipsis);
  const blanks = ' '.repeat(Math.max(0, width - textWidth(fitting)));
  return align === 'left' ? `${fitting}${blanks}` : `${blanks}${fitting}`;
};
