/** The tool's own characters, in Unicode and in ASCII. All of them are one cell wide, except the arrows, which are two. */

export type Glyphs = {
  /** Health has a shape as well as a colour. */
  readonly ok: string;
  readonly warn: string;
  readonly bad: string;
  readonly unknown: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly cross: string;
  readonly teeDown: string;
  readonly teeUp: string;
  readonly teeRight: string;
  readonly teeLeft: string;
  /** From a stage to the next: two cells. */
  readonly hop: string;
  /** From an old value to a new one. */
  readonly becomes: string;
  readonly up: string;
  readonly down: string;
  readonly left: string;
  readonly right: string;
  readonly gap: string;
  readonly deployed: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly bar: string;
  /** Shades of a state line, emptiest first. */
  readonly levels: readonly string[];
  readonly pointer: string;
  readonly folded: string;
  readonly unfolded: string;
  readonly cursor: string;
};

export const unicodeGlyphs: Glyphs = {
  ok: '●',
  warn: '▲',
  bad: '✖',
  unknown: '○',
  horizontal: '─',
  vertical: '│',
  cross: '┼',
  teeDown: '┬',
  teeUp: '┴',
  teeRight: '├',
  teeLeft: '┤',
  hop: '─▶',
  becomes: '→',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  gap: '┄',
  deployed: '◆',
  dot: '·',
  ellipsis: '…',
  bar: '█',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  pointer: '▸',
  folded: '▸',
  unfolded: '▾',
  cursor: '▏',
};

export const asciiGlyphs: Glyphs = {
  ok: 'o',
  warn: '!',
  bad: 'X',
  unknown: '?',
  horizontal: '-',
  vertical: '|',
  cross: '+',
  teeDown: '+',
  teeUp: '+',
  teeRight: '+',
  teeLeft: '+',
  hop: '->',
  becomes: '>',
  up: '^',
  down: 'v',
  left: '<',
  right: '>',
  gap: '~',
  deployed: '*',
  dot: '.',
  ellipsis: '~',
  bar: '#',
  levels: ['_', '.', ':', '-', '=', '+', '*', '#'],
  pointer: '>',
  folded: '+',
  unfolded: '-',
  cursor: '|',
};

export const glyphsFor = (ascii: boolean): Glyphs => (ascii ? asciiGlyphs : unicodeGlyphs);
