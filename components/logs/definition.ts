/** Log lines as they come: the list, what came when above it, and one line opened. */
import { formatClock, formatDuration, formatNumber } from '../../src/format.ts';
import { gapRow } from '../../src/output/change-row.ts';
import { logRow, readLog, shortGroup } from '../../src/output/log-row.ts';
import { filterPattern } from '../../src/output/text-filter.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { type LogEntry, type Snapshot, scopeKey } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { cut, textWidth } from '../../src/terminal/width.ts';
import { logDetail } from '../details.ts';
import { type Look, titleRow } from '../layout.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { orderEventsIn, orderIdIn } from '../order/order-events-in.ts';
import { orderRows } from '../order/order-rows.ts';
import { emptyRow } from '../panels.ts';
import { histogramOf, histogramSpans } from './histogram.ts';

export type LogListInput = {
  readonly snapshot: Snapshot;
  /** Log groups that are followed. */
  readonly groups: readonly string[];
  /** Account, Regions; or what is waited for. */
  readonly names: readonly string[];
  /** Where it is known: a line that names an order opens with the order's way. */
  readonly pipeline: Pipeline | undefined;
  /** Only these fields of each line; all that a line says where empty. */
  readonly fields: readonly string[];
};

/** Cells of the histogram; fewer on a narrow screen. */
const histogramCells = (width: number): number => Math.max(10, Math.min(30, width - 90));
const rateMs = 60_000;
const maxGroupCells = 20;

/** `complete up to 14:03:19`, over all groups; empty until each has been read once. */
const completeText = ({ completeUpTo }: Snapshot, groups: readonly string[], { utc }: Look): string => {
  const times = [...completeUpTo].flatMap(([key, at]) => (key.startsWith(scopeKey('logs', '')) ? at : []));
  if (groups.length === 0 || times.length < groups.length) return '';
  return `complete up to ${formatClock(Math.min(...times), { utc, seconds: true })}`;
};

/** `/aws/lambda/payment-worker`, or the ends of the names of several. */
const groupsText = (groups: readonly string[]): string =>
  groups.length === 1 ? (groups[0] ?? '') : groups.map(shortGroup).join(', ');

const troubleRows = ({ problems }: Snapshot): Row[] =>
  problems.flatMap(({ failure, scope }): Row[] =>
    failure === undefined
      ? []
      : [[{ text: ` ${scope}: ${failure.message}. ${failure.hint}`, role: 'warn' as const }]],
  );

const matches = (entry: LogEntry, pattern: RegExp): boolean =>
  entry.type === 'gap' || pattern.test(entry.message) || pattern.test(entry.group);

const headRow = ({ snapshot, groups, names }: LogListInput, width: number, look: Look): Row => {
  const { items } = snapshot.logs;
  const histogram = histogramOf(items, snapshot.at, histogramCells(width));
  const errors = histogram.errors.reduce((sum, count) => sum + count, 0);
  let recent = 0;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const entry = items[index];
    if (entry?.type !== 'log') continue;
    if (entry.at < snapshot.at - rateMs) break;
    recent += 1;
  }
  const right: Span[] = [
    { text: `${formatNumber(recent / (rateMs / 1000))}/s `.padStart(8), bold: true },
    ...histogramSpans(histogram, look.ascii),
    { text: ` of ${formatDuration(histogram.bucketMs)}`, role: 'dim' },
    ...(errors > 0 ? [{ text: `  ${formatNumber(errors)} errors`, role: 'bad' as const }] : []),
    { text: `  ${completeText(snapshot, groups, look)} `, role: 'ok' },
  ];
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  const room = width - right.reduce((sum, { text }) => sum + textWidth(text), 0);
  const title = ` ${[groupsText(groups), ...names].filter((name) => name !== '').join(dot)}`;
  const shown = room < 12 ? '' : cut(title, room, glyphsFor(look.ascii).ellipsis);
  const fill = ' '.repeat(Math.max(0, room - textWidth(shown)));
  return fitRow([{ text: shown, role: 'title', bold: true }, { text: fill }, ...right], width);
};

/** The way of the order that a line names, as far as the lines in memory tell it. */
const orderDetail = (
  { snapshot, pipeline }: LogListInput,
  entry: LogEntry,
  width: number,
  look: Look,
): readonly Row[] => {
  if (pipeline === undefined) return [];
  const orderId = orderIdIn(entry, pipeline);
  if (orderId === undefined) return [];
  const trace = orderEventsIn(snapshot, orderId, pipeline);
  return [
    [],
    titleRow(`${orderId}, as far as it is in memory`, width, look),
    ...orderRows(trace, width, look),
  ];
};

/** Log lines and gaps in order of time. */
export const logList = (input: LogListInput): ListDefinition<LogEntry> => {
  const { snapshot, groups, fields } = input;
  const { logs } = snapshot;
  const groupWidth = Math.min(
    maxGroupCells,
    Math.max(...groups.map((group) => textWidth(shortGroup(group)))),
  );
  return {
    restsAt: 'end',
    itemsOf: (filter) => {
      const pattern = filterPattern(filter);
      return pattern === undefined ? logs.items : logs.items.filter((entry) => matches(entry, pattern));
    },
    head: ({ filter, list, paused }, width, look) => {
      const notes = [
        paused ? 'PAUSED' : '',
        filter === '' ? '' : `filter: ${filter}`,
        list.at === undefined ? '' : 'f follows again',
        logs.evicted > 0 ? `${logs.evicted} older dropped from memory` : '',
        snapshot.progress.get('logs') ?? '',
      ].filter((note) => note !== '');
      const columns = fields.length === 0 ? 'message' : fields.join(' ');
      return [
        headRow(input, width, look),
        ...troubleRows(snapshot),
        titleRow(
          `time     ${groups.length > 1 ? 'group'.padEnd(groupWidth + 1) : ''}${columns}`,
          width,
          look,
          {
            right: notes.join(', '),
          },
        ),
      ];
    },
    rowOf: (entry, _width, look, filter) =>
      entry.type === 'gap'
        ? gapRow(entry, look)
        : logRow(entry, {
            ...look,
            withGroup: groups.length > 1,
            groupWidth,
            fields,
            highlight: filterPattern(filter),
          }),
    empty: (filter) => emptyRow(snapshot, 'logs', filter),
    titleOf: (entry) => (entry.type === 'gap' ? 'gap' : `line of ${entry.group}`),
    detail: (entry, { width }, look) => [
      ...logDetail(entry, width, look),
      ...orderDetail(input, entry, width, look),
    ],
    textOf: (entry) => (entry.type === 'gap' ? '' : entry.message),
    isTrouble: (entry) => entry.type === 'gap' || readLog(entry).level === 'ERROR',
  };
};
