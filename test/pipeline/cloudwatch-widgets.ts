/** Dashboards of one widget, as a test reads them: what is asked for, and what is drawn. */
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Point } from '../../src/observation/metrics.ts';
import { dashboardRows } from '../../src/pipeline/cloudwatch-dashboard/dashboard-rows.ts';
import {
  type CloudWatchDashboard,
  seriesOfDashboard,
} from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { parseDashboard } from '../../src/pipeline/cloudwatch-dashboard/parse-dashboard.ts';

export const minute = 60_000;
/** The end of what is drawn; it begins three hours before. */
export const to = Date.UTC(2026, 0, 15, 14, 0);
const from = to - 180 * minute;

export const readBody = (
  body: object,
  chosen: Readonly<Record<string, string>> = {},
): CloudWatchDashboard => {
  const read = parseDashboard(JSON.stringify(body), {
    name: 'd',
    region: 'us-east-1',
    variables: { chosen },
  });
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

export const metricWidget = (properties: object, size: object = { width: 24, height: 6 }) => ({
  widgets: [{ type: 'metric', x: 0, y: 0, ...size, properties: { region: 'us-east-1', ...properties } }],
});

export const textWidget = (markdown: string, width = 24, height = 6) => ({
  widgets: [{ type: 'text', x: 0, y: 0, width, height, properties: { markdown } }],
});

/** Every five minutes the same value, or the next of them; the newest is at 13:55. */
export const constant = (...values: readonly number[]): Point[] =>
  Array.from({ length: 36 }, (_, i) => ({
    at: from + i * 5 * minute,
    value: values[i % values.length] ?? 0,
    settled: true,
  }));

type Drawn = {
  readonly width?: number;
  readonly pointsOf?: (seriesId: string) => readonly Point[];
  readonly searched?: (
    seriesId: string,
  ) => readonly { readonly label: string; readonly points: readonly Point[] }[];
  readonly alarms?: readonly Alarm[];
};

/** The rows, without the blanks at their ends. */
export const rowsOf = (
  dashboard: CloudWatchDashboard,
  { width = 110, pointsOf = () => constant(10), searched = () => [], alarms = [] }: Drawn = {},
): string[] =>
  dashboardRows(dashboard, { pointsOf, searched, alarms, from, to, utc: true, ascii: false, width }).rows.map(
    (row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
  );

export const textOf = (dashboard: CloudWatchDashboard, drawn: Drawn = {}): string =>
  rowsOf(dashboard, drawn).join('\n');

export const queryOf = (dashboard: CloudWatchDashboard, index = 0) =>
  seriesOfDashboard(dashboard)[index]?.query;
