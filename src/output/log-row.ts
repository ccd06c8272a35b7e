/** One log line as a row of spans: `14:03:18 payment-worker ERROR charge failed ORD-10432 gateway timeout`. */

import type { LogEvent } from '../observation/logs.ts';
import { allMatches, type BoundedPattern } from '../patterns/bounded-pattern.ts';
import { shortGroup } from '../pipeline/log-groups.ts';
import { readWholeLine } from '../reading/log-lines.ts';
import { isError, type LogLevel, type ReadLine } from '../reading/log-reading.ts';
import { readLog } from '../reading/read-log.ts';
import { originSpans, type RowLook, timeOfRow } from '../terminal/origin-spans.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { pad } from '../terminal/width.ts';
import { pickFields } from './log-fields.ts';

export const levelRoles: Readonly<Record<LogLevel, Role>> = {
  FATAL: 'bad',
  ERROR: 'bad',
  WARN: 'warn',
  INFO: 'text',
  DEBUG: 'dim',
  TRACE: 'dim',
};

const ofGroup = ({ group }: LogEvent): string => shortGroup(group);

export type LogRowLook = RowLook & {
  readonly withGroup: boolean;
  /** What its group is called; the end of the group's own name where absent. */
  readonly nameOf?: (entry: LogEvent) => string;
  /** Cells of the group's column; as many as it takes where absent. */
  readonly groupWidth?: number;
  /** Only these fields of the line. */
  readonly fields?: readonly string[];
  /** What is searched for stands out. */
  readonly highlight?: BoundedPattern | undefined;
};

const mostMarks = 20;

/** The text in spans, what matches apart. */
const marked = (text: string, role: Role, highlight: BoundedPattern | undefined): Span[] => {
  if (highlight === undefined) return [{ text, role }];
  const spans: Span[] = [];
  let from = 0;
  for (const match of allMatches(highlight, text)) {
    if (spans.length >= mostMarks) break;
    spans.push(
      { text: text.slice(from, match.from), role },
      { text: match.text, role: 'accent', bold: true },
    );
    from = match.to;
  }
  return [...spans, { text: text.slice(from), role }];
};

/** The text without a service that is called as its stage or its group: that stands beside it. */
export const withoutService = (text: string, ...names: readonly string[]): string => {
  const at = text.lastIndexOf(' service=');
  return at > 0 && names.includes(text.slice(at + ' service='.length)) ? text.slice(0, at) : text;
};

/** The text and the invocation that wrote it, for pipes: what `grep` finds all lines of an invocation by. */
export const withRequestId = (text: string, requestId: string | undefined): string =>
  requestId === undefined || text.split(/[\s:=]+/).includes(requestId)
    ? text
    : `${text} requestId=${requestId}`;

/** Texts up to here are told whole in any row. */
const shortChars = 200;

/** What a row tells of a line beside its time and its group: a text, and for a pipe the invocation that wrote it. */
const textOf = (
  entry: LogEvent,
  line: ReadLine,
  { fields = [], whole = false }: LogRowLook,
  group: string,
): string => {
  const read = whole && entry.message.length > shortChars ? readWholeLine(entry.message) : line;
  if (fields.length > 0) return pickFields(read, fields);
  const text = withoutService(read.text, group, shortGroup(entry.group));
  return whole ? withRequestId(text, read.requestId) : text;
};

const levelWords: Readonly<Record<LogLevel, RegExp>> = {
  FATAL: /\bFATAL\b/,
  ERROR: /\bERROR\b/,
  WARN: /\bWARN(?:ING)?\b/,
  INFO: /\bINFO\b/,
  DEBUG: /\bDEBUG\b/,
  TRACE: /\bTRACE\b/,
};

/** `14:03:18 payment-worker ERROR charge failed ORD-10432 gateway timeout`. */
export const logRow = (entry: LogEvent, look: LogRowLook): Row => {
  const { ascii, withGroup, nameOf = ofGroup, groupWidth, fields = [], highlight } = look;
  const group = nameOf(entry);
  const line = readLog(entry);
  const role =
    line.level === undefined ? (line.runtime === undefined ? 'text' : 'dim') : levelRoles[line.level];
  const text = textOf(entry, line, look, group);
  return [
    { text: `${timeOfRow(entry.at, look)} `, role: 'dim' },
    ...(entry.late ? [{ text: ascii ? '<late ' : '↩ late ', role: 'warn' as const }] : []),
    ...originSpans(entry, look),
    ...(withGroup
      ? [{ text: `${groupWidth === undefined ? group : pad(group, groupWidth)} `, role: 'accent' as const }]
      : []),
    ...(line.level === undefined || fields.length > 0 || levelWords[line.level].test(line.text)
      ? []
      : [{ text: `${line.level.padEnd(5)} `, role, bold: isError(line.level) }]),
    ...marked(ascii ? text.replaceAll('⏎', '|') : text, role, highlight),
  ];
};
