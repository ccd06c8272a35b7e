/** The row above a graph of several lines: what each is and how much, at the crosshair where there is one. */
import { formatClock } from '../format.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import type { Role } from '../terminal/row.ts';
import { cut } from '../terminal/width.ts';
import { type Grid, textCells } from './grid.ts';
import { type Figured, figureAt, newestOf, type Reason } from './newest.ts';

export type Legend = {
  /** Those that are worth most come first: where there is no room the last ones go. */
  readonly series: readonly {
    readonly points: readonly Point[];
    readonly reasons?: readonly Reason[];
    readonly role: Role;
    readonly label: string;
    /** A line of before: its label cut would read as that of now. */
    readonly dotted?: boolean;
    /** Its own, where the lines count different things. */
    readonly unit?: SeriesUnit;
    readonly periodMs?: number;
  }[];
  readonly unit: SeriesUnit;
  readonly utc: boolean;
  /** Start of the newest bucket that is known of anything beside them. */
  readonly asOf?: number | undefined;
  /** A moment whose values are shown, in the place of the newest ones. */
  readonly cursor?: number | undefined;
  readonly periodMs: number;
  readonly ascii?: boolean;
  /** `false` where nothing is drawn in the colour of a label. */
  readonly coloured?: boolean;
};

type Entry = {
  readonly label: string;
  readonly figure: string;
  readonly role: Role;
  readonly isWhole: boolean;
  readonly isOld: boolean;
};

/** The figure beside a label, and whether it is one of long ago. */
const figureOf = (
  line: Figured,
  unit: SeriesUnit,
  { cursor, asOf, ...legend }: Legend,
): Pick<Entry, 'figure' | 'isOld'> => {
  const { periodMs = legend.periodMs } = line;
  if (cursor !== undefined) {
    return { figure: ` ${figureAt(line, unit, periodMs, cursor) ?? '-'}`, isOld: false };
  }
  const isSettled = line.points.some(({ settled, value }) => settled && Number.isFinite(value));
  const newest =
    isSettled || (line.reasons ?? []).length > 0 ? newestOf(line, unit, periodMs, asOf) : undefined;
  return { figure: newest === undefined ? '' : ` ${newest.text}`, isOld: newest?.isOld === true };
};

/** What a figure with this unit says by itself. */
const saidByFigure = (unit: SeriesUnit): RegExp => {
  switch (unit) {
    case 'percent':
      return / %$/;
    case 'count/s':
    case 'rate':
      return /\/s$/;
    default:
      return /$^/;
  }
};

/**
 * How many words all labels begin with: these say nothing. What is left is a name in each: not the inside of a bracket, the
 * figure that a word stands before (`[avg: 12] api`, `shard 1`), or nothing.
 */
const sharedWords = (words: readonly (readonly string[])[]): number => {
  const [first = []] = words;
  const same = first.findIndex((word, index) =>
    words.some((others) => others[index] !== word || index >= others.length - 1),
  );
  const named = first
    .slice(0, Math.max(0, same))
    .findIndex((word) => !/^\p{L}[\p{L}\p{N}._/-]*$/u.test(word));
  const most = named === -1 ? same : named;
  return words.length > 1 && words.every((all) => /^\p{L}/u.test(all[most] ?? '')) ? Math.max(0, most) : 0;
};

/** Words that all labels begin with, and units that the figures have, say nothing. */
const shortLabels = (labels: readonly string[], units: readonly SeriesUnit[]): readonly string[] => {
  const words = labels.map((label) => label.split(' '));
  const shared = sharedWords(words);
  return words.map((all, index) =>
    all
      .slice(shared)
      .join(' ')
      .replace(saidByFigure(units[index] ?? 'none'), ''),
  );
};

/** A label cut to less says nothing. */
const leastLabelCells = 4;

/** Nothing is cut in the middle of a figure: what has no room is left out, and that there is more is said. */
export const drawLegend = (grid: Grid, legend: Legend): void => {
  const { series, utc, cursor, periodMs, ascii = false, coloured = true } = legend;
  const mark = coloured ? (ascii ? '- ' : '─ ') : '';
  const more = ascii ? '..' : '…';
  const clock = cursor === undefined ? '' : formatClock(cursor, { utc, seconds: periodMs < 60_000 });
  const entries = series.map(
    ({ label, role, dotted = false, unit = legend.unit, ...line }): Entry => ({
      label,
      role,
      ...figureOf(line, unit, legend),
      isWhole: dotted,
    }),
  );
  const short = shortLabels(
    series.map(({ label }) => label),
    series.map(({ unit = legend.unit }) => unit),
  );
  const shortened = entries.map((entry, index) => ({ ...entry, label: short[index] ?? entry.label }));
  const roleOf = ({ role, isOld }: Entry): Role => (isOld ? 'dim' : role);
  const textOf = ({ label, figure }: Entry): string => `${mark}${label}${figure}`;
  const cellsOf = (shown: readonly Entry[], gap: number): number =>
    shown.reduce(
      (sum, entry) => sum + textCells(textOf(entry)) + gap,
      clock === '' ? -gap : textCells(clock),
    );
  const ways = [
    { shown: entries, gap: 2 },
    { shown: shortened, gap: 2 },
    { shown: shortened, gap: 1 },
  ];
  const { shown, gap } = ways.find((way) => cellsOf(way.shown, way.gap) <= grid.width) ?? {
    shown: shortened,
    gap: 1,
  };
  let column = 0;
  const put = (text: string, role: Role): void => {
    grid.put(0, column, text, role);
    column += textCells(text) + gap;
  };
  if (clock !== '') put(clock, 'title');
  for (const [index, entry] of shown.entries()) {
    const isLast = index === shown.length - 1;
    const room = grid.width - column - (isLast ? 0 : gap + more.length);
    if (textCells(textOf(entry)) > room) {
      // A label may be cut, its figure not.
      const cells = room - textCells(textOf({ ...entry, label: '' }));
      const isCut = cells >= leastLabelCells && !entry.isWhole;
      if (isCut) put(textOf({ ...entry, label: cut(entry.label, cells, more) }), roleOf(entry));
      if (!isCut || !isLast) put(more, 'dim');
      return;
    }
    put(textOf(entry), roleOf(entry));
  }
};
