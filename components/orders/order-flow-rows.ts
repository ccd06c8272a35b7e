/** Orders in flight as rows: a table of statuses, and those that are late. */
import { formatClock, formatDuration, formatNumber } from '../../src/format.ts';
import type { Flow, LateOrder, OrdersSnapshot } from '../../src/orders/orders.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Role, Row, Span } from '../../src/terminal/row.ts';
import { pad } from '../../src/terminal/width.ts';
import type { Look } from '../frame/layout.ts';

/** `1,640.50 EUR`: money is told whole, but for small change of large sums. */
export const moneyText = (value: number, currency: string | undefined): string => {
  const digits = Number.isInteger(value) || Math.abs(value) >= 10_000 ? 0 : 2;
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return currency === undefined ? text : `${text} ${currency}`;
};

const statusCells = 18;
const columns = [
  { name: 'now', cells: 7 },
  { name: 'oldest', cells: 8 },
  { name: 'p50', cells: 7 },
  { name: 'p99', cells: 7 },
  { name: 'in/min', cells: 8 },
  { name: 'out/min', cells: 8 },
  { name: 'late', cells: 7 },
  { name: 'value', cells: 17 },
] as const;

const seconds = (value: number | undefined): string =>
  value === undefined ? '-' : formatDuration(value * 1000);
const rate = (value: number): string => formatNumber(Math.round(value * 10) / 10);

export const flowHeading: Row = [
  {
    text: ` ${pad('status', statusCells)}${columns.map(({ name, cells }) => pad(name, cells, 'right')).join('')}`,
    role: 'dim',
  },
];

const roleOf = ({ late, isFailed, isFinished, count }: Flow): Role => {
  if (late > 0) return 'warn';
  if (isFailed && count > 0) return 'bad';
  return isFinished ? 'dim' : 'text';
};

/** A row a status and currency, those on their way before those that are finished. */
export const flowRow = (flow: Flow, now: number): Row => {
  const oldest = flow.oldestSince === undefined ? '-' : formatDuration(Math.max(0, now - flow.oldestSince));
  const texts = [
    formatNumber(flow.count),
    flow.isFinished ? '-' : oldest,
    seconds(flow.p50Seconds),
    seconds(flow.p99Seconds),
    rate(flow.inPerMinute),
    rate(flow.outPerMinute),
    flow.objectiveMs === undefined ? '-' : formatNumber(flow.late),
    flow.value === undefined ? '' : moneyText(flow.value, flow.currency),
  ];
  const role = roleOf(flow);
  return [
    { text: ` ${pad(flow.status, statusCells)}`, role, bold: role !== 'text' && role !== 'dim' },
    ...columns.map(({ cells }, index): Span => ({ text: pad(texts[index] ?? '', cells, 'right'), role })),
    ...(flow.objectiveMs === undefined
      ? []
      : [{ text: `  objective ${formatDuration(flow.objectiveMs)}`, role: 'dim' as const }]),
  ];
};

export const sortedFlows = (flows: readonly Flow[]): readonly Flow[] =>
  flows.toSorted((a, b) => Number(a.isFinished) - Number(b.isFinished));

/** `42 open, 3 late, known since 19:28`. */
export const ordersHead = ({ open, flows, knownSince, evicted, table }: OrdersSnapshot, look: Look): Row => {
  const late = flows.reduce((sum, flow) => sum + flow.late, 0);
  const values = flows.filter(({ lateValue }) => lateValue !== undefined && lateValue > 0);
  const worth = values.map(({ lateValue = 0, currency }) => ({ lateValue, currency }));
  const byCurrency = new Map<string | undefined, number>();
  for (const { lateValue, currency } of worth)
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + lateValue);
  const money = [...byCurrency].map(([currency, value]) => moneyText(value, currency)).join(' + ');
  const { warn } = glyphsFor(look.ascii);
  return [
    { text: ` ${table}`, role: 'title', bold: true },
    { text: `  ${formatNumber(open)} on their way` },
    late === 0
      ? { text: ', none late', role: 'ok' }
      : {
          text: `, ${warn} ${formatNumber(late)} late${money === '' ? '' : `, ${money}`}`,
          role: 'warn',
          bold: true,
        },
    { text: `  known since ${formatClock(knownSince, { utc: look.utc })}`, role: 'dim' },
    { text: evicted === 0 ? '' : `  ${formatNumber(evicted)} forgotten for want of room`, role: 'warn' },
  ];
};

/** `ORD-10432  PLACED  4m12s, 3m12s past its 1m  59.90 EUR`. */
export const lateRow = (late: LateOrder, now: number, look: Look): Row => {
  const age = now - late.since;
  return [
    { text: ` ${pad(late.orderId, 20)}`, role: 'key' },
    { text: ` ${pad(late.status, 14)}`, role: 'warn' },
    { text: ` since ${formatClock(late.since, { utc: look.utc, seconds: true })}`, role: 'dim' },
    { text: `  ${pad(formatDuration(age), 8, 'right')}` },
    { text: `  ${pad(`+${formatDuration(age - late.objectiveMs)}`, 9, 'right')}`, role: 'warn' },
    { text: ` past ${pad(formatDuration(late.objectiveMs), 5)}`, role: 'dim' },
    { text: late.value === undefined ? '' : `  ${pad(moneyText(late.value, late.currency), 14, 'right')}` },
  ];
};
