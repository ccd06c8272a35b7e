/** Log lines that say the same (issue 14): those of one stage, one level and one pattern. */
import { formatClock } from '../../src/format.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import { originName } from '../../src/origin.ts';
import { levelRoles } from '../../src/output/log-row.ts';
import { groupName, stageOfGroup } from '../../src/pipeline/log-groups.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { patternOfEvent } from '../../src/reading/event-pattern.ts';
import { isError, type LogLevel } from '../../src/reading/log-reading.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { originSpans, type RowLook } from '../../src/terminal/origin-spans.ts';
import type { Row } from '../../src/terminal/row.ts';

export type SameLines = {
  /** What only these lines have in common. */
  readonly key: string;
  /** Of their stage; of their group where no stage is known. */
  readonly name: string;
  readonly level: LogLevel | undefined;
  readonly pattern: string;
  readonly count: number;
  /** Oldest and newest. */
  readonly first: LogEvent;
  readonly last: LogEvent;
};

/** Whether lines of this key are errors: where `n` goes. */
export const isErrorKey = (key: string): boolean => /\n(?:ERROR|FATAL)\n/.test(key);

/** What lines of this key say. */
export const patternOfKey = (key: string): string => key.slice(key.lastIndexOf('\n') + 1);

const keysOf = (pipeline: Pipeline | undefined): ((entry: LogEvent) => string) => {
  const places = new Map<string, string>();
  const known = new WeakMap<LogEvent, string>();
  return (entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const group = `${originName(entry)} ${entry.group}`;
    let place = places.get(group);
    if (place === undefined) {
      place = stageOfGroup(entry, pipeline)?.name ?? group;
      places.set(group, place);
    }
    const key = `${place}\n${readLog(entry).level ?? ''}\n${patternOfEvent(entry)}`;
    known.set(entry, key);
    return key;
  };
};

const withoutPipeline = keysOf(undefined);
const byPipeline = new WeakMap<Pipeline, (entry: LogEvent) => string>();

/** What a line is counted under: found out once a line, however often lines are counted. */
export const sameLineKeys = (pipeline: Pipeline | undefined): ((entry: LogEvent) => string) => {
  if (pipeline === undefined) return withoutPipeline;
  const keys = byPipeline.get(pipeline) ?? keysOf(pipeline);
  byPipeline.set(pipeline, keys);
  return keys;
};

/** The first of lines that say the same, counted alone. */
export const firstOf = (entry: LogEvent, key: string, pipeline: Pipeline | undefined): SameLines => ({
  key,
  name: groupName(entry, pipeline),
  level: readLog(entry).level,
  pattern: patternOfEvent(entry),
  count: 1,
  first: entry,
  last: entry,
});

/** Only some lines: those that say one thing, of one stage. */
export type LinesOf = Pick<SameLines, 'key' | 'name' | 'pattern'> & {
  /** Epoch milliseconds of the first and the last of a run; all that are held where absent. */
  readonly run?: { readonly from: number; readonly to: number };
};

/** All lines of a pattern that are held. */
export const linesOfPattern = ({ key, name, pattern }: SameLines): LinesOf => ({ key, name, pattern });

/** The lines of a row that was folded. */
export const linesOfRun = ({ key, name, pattern, first, last }: SameLines): LinesOf => ({
  key,
  name,
  pattern,
  run: { from: first.at, to: last.at },
});

/** Whether an entry is one of them; lines that were lost could have been. */
export const isAmong = (
  { key, run }: LinesOf,
  pipeline: Pipeline | undefined,
): ((entry: LogEntry) => boolean) => {
  const keyOf = sameLineKeys(pipeline);
  return (entry) => {
    if (entry.type === 'gap') return run === undefined;
    return (run === undefined || (entry.at >= run.from && entry.at <= run.to)) && keyOf(entry) === key;
  };
};

/** `log · payment-worker 19:25:03-19:31:44, charge failed …`. */
export const linesOfTitle = ({ name, pattern, run }: LinesOf, look: Pick<RowLook, 'utc' | 'ascii'>): string =>
  [
    `log ${glyphsFor(look.ascii).dot} ${name}`,
    run === undefined ? '' : ` ${spanText(run.from, run.to, look)}`,
    `, ${patternText(pattern, look)}`,
  ].join('');

/** Characters of a pattern as this terminal can show them. */
export const patternText = (pattern: string, { ascii }: Pick<RowLook, 'ascii'>): string =>
  ascii ? pattern.replaceAll('…', '...') : pattern;

/** `×684`. */
export const timesText = (count: number, { ascii }: Pick<RowLook, 'ascii'>): string =>
  `${ascii ? 'x' : '×'}${count}`;

/** `19:25:03 to 19:31:44`; one clock where they are of one second. */
export const spanText = (
  from: number,
  to: number,
  { utc, seconds = true }: { readonly utc: boolean; readonly seconds?: boolean },
): string => {
  const [first, last] = [from, to].map((at) => formatClock(at, { utc, seconds }));
  return first === last ? `${first}` : `${first}-${last}`;
};

/** `19:25:03-19:31:44 payment-worker ×684 ERROR charge failed … gateway timeout after … ms`. */
export const foldRow = ({ name, level, pattern, count, first, last }: SameLines, look: RowLook): Row => {
  const role = level === undefined ? 'text' : levelRoles[level];
  return [
    { text: `${spanText(first.at, last.at, look)} `, role: 'dim' },
    ...originSpans(first, look),
    { text: `${name} `, role: 'accent' },
    { text: `${timesText(count, look)} `, bold: true },
    ...(level === undefined || pattern.includes(level)
      ? []
      : [{ text: `${level.padEnd(5)} `, role, bold: isError(level) } as const]),
    { text: patternText(pattern, look), role },
  ];
};
