/** Log lines as patterns: a row for all that say the same, most first (issue 14). */
import { sparkline } from '../../src/chart/sparkline.ts';
import { formatClock, formatNumber } from '../../src/format.ts';
import { levelRoles } from '../../src/output/log-row.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { isError } from '../../src/reading/log-reading.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { originSpans, type RowLook } from '../../src/terminal/origin-spans.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { pad } from '../../src/terminal/width.ts';
import type { Size } from '../frame/layout.ts';
import { listRows } from '../lists/list-rows.ts';
import type { ListState } from '../lists/list-state.ts';
import {
  firstOf,
  patternText,
  type SameLines,
  sameLineKeys,
  spanText,
  timesText,
} from '../lists/same-lines.ts';

export type Pattern = SameLines & {
  /** Of all lines, 0 to 1; of those of before only errors and warnings are held, which do not count. Undefined where all are of before. */
  readonly share: number | undefined;
  /** Lines over time, oldest first; undefined where not all lines are held and none is: that is no zero. */
  readonly counts: readonly (number | undefined)[];
};

export type Patterns = {
  /** Most first. */
  readonly keys: readonly string[];
  readonly of: ReadonlyMap<string, Pattern>;
};

export const noPatterns: Patterns = { keys: [], of: new Map() };

type PatternTimes = {
  readonly now: number;
  /** Before that there are errors and warnings only. */
  readonly wholeSince?: number | undefined;
};

/** Cells of the sparkline; a narrow screen has a third of them. */
const wideSpark = 24;
const narrowSpark = wideSpark / 3;
const wideCells = 110;
const countCells = 7;
const nameCells = 16;

type Counting = {
  first: SameLines;
  count: number;
  /** Since all lines are held. */
  whole: number;
  last: SameLines['last'];
  readonly buckets: number[];
};

/** Counts lines by what they say, over the time from the oldest line to now. */
export const patternsOf = (
  entries: readonly LogEntry[],
  pipeline: Pipeline | undefined,
  { now, wholeSince = Number.NEGATIVE_INFINITY }: PatternTimes,
): Patterns => {
  const keyOf = sameLineKeys(pipeline);
  const oldest = entries.find(({ type }) => type === 'log');
  const from = oldest?.type === 'log' ? oldest.at : now;
  const bucketMs = Math.max(1, (now - from) / wideSpark);
  const counting = new Map<string, Counting>();
  let whole = 0;
  for (const entry of entries) {
    if (entry.type !== 'log') continue;
    const key = keyOf(entry);
    let one = counting.get(key);
    if (one === undefined) {
      const first = firstOf(entry, key, pipeline);
      one = { first, count: 0, whole: 0, last: entry, buckets: new Array<number>(wideSpark).fill(0) };
      counting.set(key, one);
    }
    one.count += 1;
    one.last = entry;
    if (entry.at >= wholeSince) {
      one.whole += 1;
      whole += 1;
    }
    // What came with a clock ahead of ours is of now.
    const bucket = Math.max(0, Math.min(wideSpark - 1, Math.floor((entry.at - from) / bucketMs)));
    one.buckets[bucket] = (one.buckets[bucket] ?? 0) + 1;
  }
  const of = new Map<string, Pattern>();
  for (const [key, one] of counting) {
    of.set(key, {
      ...one.first,
      count: one.count,
      last: one.last,
      share: one.whole === 0 ? undefined : one.whole / whole,
      counts: one.buckets.map((count, index) =>
        count > 0 || from + (index + 1) * bucketMs > wholeSince ? count : undefined,
      ),
    });
  }
  const keys = [...of.values()]
    .sort((a, b) => b.count - a.count || b.last.at - a.last.at || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
  return { keys, of };
};

/** Three cells as one. */
const narrowed = (counts: Pattern['counts']): Pattern['counts'] =>
  Array.from({ length: narrowSpark }, (_, index) => {
    const known = counts.slice(index * 3, index * 3 + 3).filter((count) => count !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, count) => sum + count, 0);
  });

const shareText = (share: number | undefined): string => {
  if (share === undefined) return '-';
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
};

const timeCells = (isWide: boolean): number => (isWide ? 'hh:mm:ss-hh:mm:ss' : 'hh:mm-hh:mm').length;

/** The level has a column of its own. */
const withoutLevel = ({ pattern, level }: SameLines): string =>
  level !== undefined && pattern.startsWith(`${level} `) ? pattern.slice(level.length + 1) : pattern;

export type PatternLook = RowLook & { readonly width: number; readonly withGroup: boolean };

/** Names the columns of `patternRow`. */
export const patternHeadRow = ({ width, withGroup }: PatternLook): Row => {
  const isWide = width >= wideCells;
  const columns = [
    'count'.padStart(countCells),
    'share',
    'level',
    'first-last'.padEnd(timeCells(isWide)),
    'trend'.padEnd(isWide ? wideSpark : narrowSpark),
    ...(withGroup && isWide ? ['stage'.padEnd(nameCells)] : []),
    'pattern',
  ];
  return [{ text: ` ${columns.join(' ')}`, role: 'dim' }];
};

/** `   ×684  34 % ERROR 19:25:03-19:31:44 ▁▁▂▇█ payment-worker charge failed … gateway timeout`. */
export const patternRow = (pattern: Pattern, look: PatternLook): Row => {
  const { name, level, count, share, counts, first, last } = pattern;
  const { utc, ascii, width, withGroup } = look;
  const isWide = width >= wideCells;
  const role = level === undefined ? 'text' : levelRoles[level];
  const spark = isWide ? counts : narrowed(counts);
  const seen = spanText(first.at, last.at, { utc, seconds: isWide });
  return [
    { text: timesText(count, look).padStart(countCells), bold: true },
    { text: ` ${shareText(share).padStart(5)} ` },
    { text: `${(level ?? '').padEnd(5)} `, role, bold: isError(level) },
    { text: `${seen.padEnd(timeCells(isWide))} `, role: 'dim' },
    ...sparkline(spark, spark.length, { ascii }),
    { text: ' ' },
    ...originSpans(first, look),
    ...(withGroup && isWide ? [{ text: `${pad(name, nameCells)} `, role: 'accent' as const }] : []),
    { text: patternText(withoutLevel(pattern), look), role },
    // Beside a narrow sparkline what is said comes first.
    ...(withGroup && !isWide ? [{ text: `  ${name}`, role: 'accent' as const }] : []),
  ];
};

/** Rows by key; empty for one that is gone. */
export const patternRowOf =
  (of: Patterns['of'], look: PatternLook) =>
  (key: string): Row => {
    const pattern = of.get(key);
    return pattern === undefined ? [] : patternRow(pattern, look);
  };

/** What the counts are of: `12 patterns of 8.3 k lines since 19:25:03, share of those since 19:31:11`. */
export const patternsNote = (
  { keys, of }: Patterns,
  { wholeSince }: Pick<PatternTimes, 'wholeSince'>,
  { utc }: Pick<RowLook, 'utc'>,
): string => {
  const all = [...of.values()];
  if (all.length === 0) return '';
  const clock = (at: number): string => formatClock(at, { utc, seconds: true });
  const lines = all.reduce((sum, { count }) => sum + count, 0);
  const since = Math.min(...all.map(({ first }) => first.at));
  const share =
    wholeSince === undefined || wholeSince <= since
      ? ''
      : `, shares since ${clock(wholeSince)}: before errors and warnings only`;
  return `${keys.length} of ${formatNumber(lines)} lines since ${clock(since)}${share}`;
};

type PatternPanel = Omit<PatternLook, 'width'> & {
  readonly patterns: Patterns;
  readonly state: ListState<string>;
  readonly size: Size;
  readonly empty: Row;
  readonly wrapped: boolean;
};

/** The columns' names and the patterns: exactly the rows of the size. */
export const patternPanel = ({ patterns, size, ...panel }: PatternPanel): Row[] => {
  const look: PatternLook = { ...panel, width: size.width };
  return [
    fitRow(patternHeadRow(look), size.width),
    ...listRows({
      items: patterns.keys,
      state: panel.state,
      restsAt: 'start',
      rowOf: patternRowOf(patterns.of, look),
      empty: panel.empty,
      size: { ...size, height: size.height - 1 },
      focused: true,
      wrapped: panel.wrapped,
    }),
  ];
};
