/** One order as a waterfall: what happened where, how long it took, how long it waited before. */
import { formatClock, formatStamp } from '../../src/format.ts';
import { levelRoles, withRequestId } from '../../src/output/log-row.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Role, Row, Span } from '../../src/terminal/row.ts';
import { pad, textWidth } from '../../src/terminal/width.ts';
import { type Hop, type OrderSummary, waitText } from '../../src/trace/hops.ts';
import type { OrderEvent } from '../../src/trace/order-event.ts';
import { mainEvents } from '../../src/trace/order-events.ts';
import { withoutOrderId } from '../../src/trace/order-id.ts';
import type { OrderTrace } from '../../src/trace/order-trace.ts';
import type { Look } from '../frame/layout.ts';

const timeCells = 12;
const leastWaitCells = 9;
const maxStageCells = 18;
/** Without this much there is no room for bars beside the words. */
const barsFrom = 84;

/** `14:00:06.112`, for a pipe the whole moment; a change is known to the second. */
const timeText = ({ at, kind }: OrderEvent, { utc }: Look, whole: boolean): string => {
  if (whole) return formatStamp(at, { utc, seconds: kind === 'change' });
  const clock = formatClock(at, { utc, seconds: true });
  return kind === 'change' ? clock : `${clock}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
};

const ordinal = (count: number): string => {
  const ending = count === 2 ? 'nd' : count === 3 ? 'rd' : 'th';
  return `${count}${ending}`;
};

/** What happened, without the id that stands above all of it. */
const textOf = ({ text, attempt, requestId }: OrderEvent, orderId: string, whole: boolean): string => {
  const words = withoutOrderId(text, orderId).trim();
  const said =
    attempt === undefined || /\battempt\b/i.test(words) ? words : `${words}, ${ordinal(attempt)} try`;
  return whole ? withRequestId(said, requestId) : said;
};

const roleOf = ({ kind, level }: OrderEvent): Role => {
  if (level !== undefined) return levelRoles[level];
  return kind === 'change' ? 'modify' : 'text';
};

/** The Region of all the stages that stand in several, where it is one: `@eu-west-1`. */
const placeOf = (events: readonly OrderEvent[]): string => {
  const places = new Set(events.flatMap(({ stage }) => /@[\w-]+$/.exec(stage)?.[0] ?? []));
  const [only = '', second] = places;
  return second === undefined ? only : '';
};

/** `ORD-10432  PLACED > PAID > FAILED  3m12s, of which 2m58s in payments`. */
export const orderHead = ({ orderId, events, summary }: OrderTrace, look: Look): Row => {
  const place = placeOf(events);
  const { becomes } = glyphsFor(look.ascii);
  const id: Span = { text: ` ${orderId}`, role: 'key', bold: true };
  if (summary === undefined) return [id, { text: '  nothing found', role: 'dim' }];
  const { statuses, slowest } = summary;
  const total = waitText({ waitMs: summary.totalMs, mostMs: summary.mostMs });
  return [
    id,
    ...(place === '' ? [] : [{ text: `  ${place.slice(1)}`, role: 'dim' as const }]),
    ...(statuses.length === 0 ? [] : [{ text: `  ${statuses.join(` ${becomes} `)}`, bold: true }]),
    { text: `  ${total}` },
    ...(slowest === undefined
      ? []
      : [
          { text: ', of which ' },
          {
            text: `${waitText(slowest)} ${slowest.where.replaceAll(place, '')}`,
            role: 'warn' as const,
            bold: true,
          },
        ]),
  ];
};

/** The wait as a thin line, then the call as a bar, at least one cell, wherever it is; an alarm as long as it was on. */
const barSpans = (
  event: OrderEvent,
  hop: Hop | undefined,
  { from, to, slowest }: OrderSummary,
  cells: number,
  look: Look,
): Span[] => {
  const { bar, gap, horizontal, cursor } = glyphsFor(look.ascii);
  const cellOf = (at: number): number =>
    to <= from ? 0 : Math.max(0, Math.min(cells - 1, Math.floor(((at - from) / (to - from)) * cells)));
  const start = cellOf(event.place);
  if (event.kind === 'alarm') {
    const end = cellOf(event.endedAt ?? Number.POSITIVE_INFINITY);
    return [
      { text: cursor, role: 'border' },
      { text: ' '.repeat(start) },
      { text: gap.repeat(end - start + 1), role: roleOf(event) },
    ];
  }
  const end = cellOf(event.endedAt ?? event.place);
  const waited = hop === undefined ? start : Math.min(start, cellOf(hop.from) + 1);
  return [
    { text: cursor, role: 'border' },
    { text: ' '.repeat(waited) },
    { text: horizontal.repeat(start - waited), role: hop !== undefined && hop === slowest ? 'warn' : 'dim' },
    { text: bar.repeat(end - start + 1), role: event.kind === 'call' ? roleOf(event) : 'series1' },
  ];
};

/** `+0.81 s`, and the longest with a mark. */
const waitWords = (hop: Hop, { slowest }: OrderSummary, look: Look): string =>
  `${hop === slowest ? `${glyphsFor(look.ascii).warn} ` : ''}+${waitText(hop)}`;

const waitSpan = (hop: Hop | undefined, summary: OrderSummary, cells: number, look: Look): Span => {
  if (hop === undefined) return { text: ' '.repeat(cells) };
  const isSlowest = hop === summary.slowest;
  const text = pad(waitWords(hop, summary, look), cells, 'right');
  return { text, role: isSlowest ? 'warn' : 'dim', bold: isSlowest };
};

/** Several alarms are one row: the page is the order's. */
const foldedAlarms = (events: readonly OrderEvent[]): readonly OrderEvent[] => {
  const alarms = events.filter(({ kind }) => kind === 'alarm');
  const [first, second] = alarms;
  if (first === undefined || second === undefined) return events;
  const names = alarms.map(({ text }) => text.replace(/^ALARM /, '').replace(/ .*/s, ''));
  const ends = alarms.map(({ endedAt = Number.POSITIVE_INFINITY }) => endedAt);
  const end = Math.max(...ends);
  const { endedAt: _, ...begin } = first;
  const strip: OrderEvent = {
    ...begin,
    ...(Number.isFinite(end) ? { endedAt: end } : {}),
    stage: 'alarms',
    text: `${alarms.length} on meanwhile: ${names.join(', ')}`,
  };
  return [strip, ...events.filter(({ kind }) => kind !== 'alarm')];
};

/** `waiting in payments for 4m (2 of 3 tries failed: gateway timeout)`, above all else. */
const verdictRows = ({ verdict }: OrderTrace): readonly Row[] =>
  verdict === undefined ? [] : [[{ text: ` ${verdict.text}`, role: verdict.level, bold: true }]];

/** Cells of the bars where there is no edge. */
const wholeBarCells = 34;

/** The head and a row for each event, each of exactly `width` cells; nothing is cut where that is infinite, as a pipe is. */
export const orderRows = (trace: OrderTrace, width: number, look: Look): Row[] => {
  const { events, summary } = trace;
  const whole = !Number.isFinite(width);
  const inWidth = (row: Row): Row => (whole ? row : fitRow(row, width));
  if (summary === undefined) return [inWidth(orderHead(trace, look))];
  const shown = foldedAlarms(mainEvents(events));
  const place = placeOf(events);
  const nameOf = ({ stage }: OrderEvent): string =>
    stage.endsWith(place) ? stage.slice(0, stage.length - place.length) : stage;
  const longest = (of: (event: OrderEvent) => string): number =>
    Math.max(...shown.map((event) => textWidth(of(event))));
  const stageCells = Math.min(whole ? width : maxStageCells, Math.max(6, longest(nameOf)));
  const waits = summary.hops.map((hop) => textWidth(waitWords(hop, summary, look)));
  const waitCells = Math.max(leastWaitCells, ...waits.map((cells) => cells + 1));
  const barCells = whole
    ? wholeBarCells
    : width < barsFrom
      ? 0
      : Math.max(12, Math.min(44, Math.floor(width * 0.28)));
  const textCells = Math.max(
    10,
    whole
      ? longest((event) => textOf(event, trace.orderId, whole))
      : width - 1 - timeCells - 2 - stageCells - 2 - waitCells - 1 - (barCells === 0 ? 0 : barCells + 2),
  );
  const hopOf = new Map(summary.hops.map((hop) => [hop.to, hop]));
  const rows = shown.map((event): Row => {
    const hop = hopOf.get(event);
    return inWidth([
      { text: ` ${timeText(event, look, whole).padEnd(whole ? 29 : timeCells)}  `, role: 'dim' },
      { text: `${pad(nameOf(event), stageCells)}  `, role: 'accent' },
      { text: pad(textOf(event, trace.orderId, whole), textCells), role: roleOf(event) },
      waitSpan(hop, summary, waitCells, look),
      { text: ' ' },
      ...(barCells === 0 ? [] : barSpans(event, hop, summary, barCells, look)),
    ]);
  });
  return [...verdictRows(trace).map(inWidth), inWidth(orderHead(trace, look)), ...rows];
};
