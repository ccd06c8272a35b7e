/** Frames like those of the dashboard, without its sources: what changes from one to the next is the scenario. */
import { plot } from '../../src/chart/plot.ts';
import { beside, fitRow, fitRows } from '../../src/terminal/paint.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { seededRandom } from './hostile.ts';

export type Scenario = 'quiet' | 'busy';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 15, 12, 0, 0);
const frameMs = 500;

const noise = (seed: number): number => seededRandom(seed)();

const chart = (index: number, minute: number, width: number, height: number): Row[] => {
  const to = startMs + minute * minuteMs;
  const from = to - 60 * minuteMs;
  const points = Array.from({ length: 60 }, (_, i) => ({
    at: from + i * minuteMs,
    value: 40 + 10 * Math.sin((minute + i) / 7 + index) + 5 * noise(index * 1000 + minute + i),
    settled: i < 58,
  }));
  const role: Role = index % 2 === 0 ? 'series1' : 'series2';
  return plot({
    series: [{ points, role, label: 'p99' }],
    from,
    to,
    periodMs: minuteMs,
    unit: 'ms',
    width,
    height,
    utc: true,
  });
};

const levels = ['INFO ', 'INFO ', 'INFO ', 'WARN ', 'ERROR'] as const;

const logLine = (number: number): Row => {
  const level = levels[Math.floor(noise(number) * levels.length)] ?? 'INFO ';
  const order = 10_000 + Math.floor(noise(number * 3) * 9999);
  const time = new Date(startMs + number * 170).toISOString().slice(11, 19);
  return [
    { text: ` ${time} `, role: 'dim' },
    { text: `${level} `, role: level === 'ERROR' ? 'bad' : level === 'WARN ' ? 'warn' : 'text' },
    {
      text: `charged ORD-${order} ${(noise(number * 7) * 200).toFixed(2)} EUR in ${Math.floor(noise(number * 5) * 400)} ms`,
    },
  ];
};

/** Frame `index` of a scenario, two a second: quiet moves the clock, busy also three log rows and, each ten, the graphs. */
export const benchRows = (scenario: Scenario, index: number, columns: number, rows: number): Row[] => {
  const isBusy = scenario === 'busy';
  const time = new Date(startMs + index * frameMs).toISOString().slice(11, 19);
  const minute = isBusy ? Math.floor(index / 10) : 0;
  const firstLog = isBusy ? index * 3 : 0;
  const chartRows = Math.max(4, Math.floor(rows / 3));
  const chartColumns = columns >= 120 ? 3 : 1;
  const chartWidth = Math.floor(columns / chartColumns);
  const header: Row[] = [
    [
      { text: ' orders \u00b7 prod', role: 'title' },
      { text: '  \u2716 2 ALARM', role: 'bad' },
      { text: `   ${time} UTC`, role: 'dim' },
    ],
    [{ text: '\u2500'.repeat(columns), role: 'border' }],
    [
      { text: ' orders-api \u25cf \u2500\u25b6 intake \u25cf \u2500\u25b6 payments ' },
      { text: '\u2716', role: 'bad' },
      { text: isBusy ? ` ${40 + (index % 9)}/s` : ' 42/s' },
    ],
    [{ text: '\u2500'.repeat(columns), role: 'border' }],
  ];
  const charts = beside(
    Array.from({ length: chartColumns }, (_, i) => ({
      rows: chart(i, minute, chartWidth, chartRows),
      width: chartWidth,
    })),
    chartRows,
  );
  const logRows = rows - header.length - chartRows - 1;
  const logs = Array.from({ length: Math.max(0, logRows) }, (_, i) => logLine(firstLog + i));
  const footer: Row = [{ text: ' 1 pipeline  2 metrics  3 alarms  ? help  q quit', role: 'key' }];
  return fitRows([...header, ...charts, ...logs, fitRow(footer, columns)], columns, rows);
};
