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

// Made with the first text that needs it: that takes 14 ms, and most screens need none (issue 17).
let segmenter: Intl.Segmenter | undefined;
const segments = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};

/** What takes a place on the screen as one: a character with its marks, or an emoji. */
export type Cluster = {
  readonly text: string;
  readonly cells: number;
  /** False where terminals are known to disagree on the width. */
  readonly certain: boolean;
};

/** Whether every terminal gives this character one cell. */
export const isOneCell = (character: string): boolean => oneCellEach.test(character);

const measure = (text: string): Cluster => {
  if (oneCellEach.test(text)) return { text, cells: 1, certain: true };
  if (twoCellsEach.test(text)) return { text, cells: 2, certain: true };
  return { text, cells: stringWidth(text), certain: false };
};

// A screen shows the same few hundred clusters again and again, and measuring an emoji takes long.
const measured = new Map<string, Cluster>();
const maxMeasured = 5000;

const clusterOf = (text: string): Cluster => {
  const known = measured.get(text);
  if (known !== undefined) return known;
  if (measured.size >= maxMeasured) measured.clear();
  const cluster = measure(text);
  measured.set(text, cluster);
  return cluster;
};

/**
 * Letters of a few Indic scripts that Unicode joins with whatever follows (UAX 29, Grapheme_Cluster_Break=Prepend, less the
 * invisible ones), as it joins a lone skin tone or a Thai vowel with what stands before. Where that is a blank no terminal does:
 * each takes its own cells, and a text is as wide with its padding as it is without, and the padding.
 */
const prepended =
  /[\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/u;
const isJoined = new RegExp(`^ .|${prepended.source}`, 'su');
const joint = new RegExp(`(?<=${prepended.source})(?=\\P{M})|(?<=^ )`, 'u');

const clustersOfSegment = ({ segment }: Intl.SegmentData): readonly Cluster[] =>
  isJoined.test(segment) ? segment.split(joint).map(clusterOf) : [clusterOf(segment)];

/** The clusters of a text that has been sanitised. */
export const clusters = (text: string): readonly Cluster[] =>
  oneCellEach.test(text)
    ? Array.from(text, clusterOf)
    : Array.from(segments(text)).flatMap(clustersOfSegment);

/** Cells that a text takes on the screen. */
export const textWidth = (text: string): number => {
  const clean = sanitize(text);
  if (oneCellEach.test(clean)) return clean.length;
  return clusters(clean).reduce((sum, { cells }) => sum + cells, 0);
};

export type Taken = {
  readonly text: string;
  readonly cells: number;
  /** False where something of the text was left out. */
  readonly whole: boolean;
};

/**
 * As much of the beginning of a text as `width` cells hold. A wide character that does not fit whole is left out. Costs
 * what `width` costs, however long the text is: more code units than the cells can hold are cut off before measuring.
 */
export const take = (text: string, width: number): Taken => {
  if (width <= 0) return { text: '', cells: 0, whole: text === '' };
  const units = width * 4 + 64;
  const near = text.length > units ? text.slice(0, units) : text;
  const isAll = near.length === text.length;
  const clean = sanitize(near);
  if (oneCellEach.test(clean)) {
    const fits = clean.length <= width;
    const kept = fits ? clean : clean.slice(0, width);
    return { text: kept, cells: kept.length, whole: fits && isAll };
  }
  let cells = 0;
  let kept = '';
  for (const cluster of clusters(clean)) {
    if (cells + cluster.cells > width) return { text: kept, cells, whole: false };
    kept += cluster.text;
    cells += cluster.cells;
  }
  return { text: kept, cells, whole: isAll };
};

/** The text cut to at most `width` cells, with `ellipsis` as its last cells where something was cut. */
export const cut = (text: string, width: number, ellipsis = '…'): string => {
  const taken = take(text, width);
  if (taken.whole || width <= 0) return taken.text;
  const tail = textWidth(ellipsis) <= width ? ellipsis : '';
  return `${take(taken.text, width - textWidth(tail)).text}${tail}`;
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

/** The text in at least `width` cells: filled with blanks, never cut. For pipes, which have no width. */
export const fill = (text: string, width: number): string =>
  `${text}${' '.repeat(Math.max(0, width - textWidth(text)))}`;

/** The mark of what was cut, where only ASCII is drawn. */
const asciiEllipsis = '~';
/** The mark of a line's end in a text that is typed. */
const asciiLineBreak = '\\';

/** The text with a `?` for each cell of what is not ASCII; what was cut keeps a mark of its own. */
export const toAscii = (text: string): string => {
  const clean = sanitize(text);
  return clusters(clean)
    .map(({ text: cluster, cells }) => {
      if (cluster === '…') return asciiEllipsis;
      if (cluster === '↵') return asciiLineBreak;
      return /^[\x20-\x7e]$/.test(cluster) ? cluster : '?'.repeat(cells);
    })
    .join('');
};
