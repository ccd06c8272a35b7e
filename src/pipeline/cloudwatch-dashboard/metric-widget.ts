/** The body of a metric widget in each of its views. */

import type { Band } from '../../chart/band.ts';
import { barChart, gaugeChart, shareChart, singleValue } from '../../chart/figures.ts';
import type { Mark } from '../../chart/marks.ts';
import { type Plot, plot, plotBounds, sharedUnit, type Threshold } from '../../chart/plot.ts';
import { formatUnit } from '../../format.ts';
import type { Alarm } from '../../observation/alarms.ts';
import { beside, fitRows } from '../../terminal/paint.ts';
import type { Role, Row } from '../../terminal/row.ts';
import { pad, textWidth } from '../../terminal/width.ts';
import { bandOf } from '../alarm-graph.ts';
import { alarmWidgetRows } from './alarm-widget.ts';
import { countedRest } from './counted-rest.ts';
import { aggregate, type Drawn, drawnOf, figureOf, labelStats } from './drawn-lines.ts';
import type { Axis, MetricContent } from './model.ts';
import type { MetricWidgetInput } from './widget-input.ts';

/** A lower graph needs all of its rows. */
const heightWithLabel = 9;

const alarmThresholds = (alarms: readonly Alarm[]): Threshold[] =>
  alarms.flatMap(({ name, threshold }) =>
    threshold === undefined ? [] : [{ value: threshold, label: name, stretch: true }],
  );

const alarmMarks = (alarms: readonly Alarm[]): Mark[] =>
  alarms.flatMap(({ name, state, since }) =>
    state === 'ALARM' ? [{ at: since, label: name, role: 'bad' as const }] : [],
  );

/** What the first of its alarms that is held against a band expects. */
const bandIn = (
  { alarms: pictures = [] }: MetricContent,
  alarms: readonly Alarm[],
  { searched }: MetricWidgetInput,
): Band | undefined => {
  const picture = pictures.find(
    ({ arn, band }) => band !== undefined && alarms.some((alarm) => alarm.arn === arn),
  );
  return picture?.band === undefined ? undefined : bandOf(searched?.(picture.band) ?? []);
};

/** What an axis counts stands above it, where that takes no room from the graph that it needs. */
const axisRow = ({ label }: Axis, height: number): Row[] =>
  label === undefined || height < heightWithLabel ? [] : [[{ text: label, role: 'dim' }]];

const drawPlot = (
  drawn: readonly Drawn[],
  axis: Axis,
  content: MetricContent,
  alarms: readonly Alarm[],
  input: MetricWidgetInput,
  height: number,
): Row[] => {
  const { from, to, utc, ascii, width, scales } = input;
  const above = axisRow(axis, height);
  const key = `${content.lines[0]?.series.id ?? ''} ${axis === content.left ? 'left' : 'right'}`;
  const drawing: Plot = {
    series: drawn,
    unit: sharedUnit(drawn.map(({ unit }) => unit)),
    from,
    to,
    periodMs: Math.max(...content.lines.map(({ series }) => series.periodSeconds), 1) * 1000,
    width,
    height: height - above.length,
    utc,
    ascii,
    style: content.stacked ? 'stacked' : ascii ? 'line' : 'braille',
    thresholds: [...axis.thresholds, ...alarmThresholds(alarms)],
    legend: content.legend,
    include: [axis.min, axis.max].filter((value) => value !== undefined),
    marks: [...content.marks, ...alarmMarks(alarms)],
    band: bandIn(content, alarms, input),
    previous: scales?.get(key),
  };
  scales?.set(key, plotBounds(drawing));
  return [...above, ...plot(drawing)];
};

/** Two axes share no scale: each has its own graph, one above the other, as long as there is room for two. */
const timeSeries = (
  drawn: readonly Drawn[],
  content: MetricContent,
  alarms: readonly Alarm[],
  input: MetricWidgetInput,
): Row[] => {
  const left = drawn.filter(({ axis }) => axis === 'left');
  const right = drawn.filter(({ axis }) => axis === 'right');
  if (left.length === 0 && right.length > 0)
    return drawPlot(right, content.right, content, alarms, input, input.height);
  if (right.length === 0) return drawPlot(left, content.left, content, alarms, input, input.height);
  const upper = Math.ceil(input.height / 2);
  return [
    ...drawPlot(left, content.left, content, alarms, input, upper),
    ...drawPlot(right, content.right, content, [], input, input.height - upper),
  ];
};

const table = (
  drawn: readonly Drawn[],
  { summary }: MetricContent,
  { width, height }: MetricWidgetInput,
): Row[] => {
  const columns = ['LAST', ...summary];
  const figures = drawn.map(({ points, unit }) =>
    columns.map((name) => formatUnit(aggregate(points, labelStats[name] ?? 'last') ?? Number.NaN, unit)),
  );
  const cells = columns.map(
    (name, i) => Math.max(name.length, ...figures.map((row) => textWidth(row[i] ?? ''))) + 2,
  );
  const labelWidth = Math.max(8, width - cells.reduce((sum, size) => sum + size, 0));
  const rowOf = (label: string, texts: readonly string[], labelRole: Role, role: Role): Row => [
    { text: pad(label, labelWidth, 'left', '..'), role: labelRole },
    ...texts.map((text, i) => ({ text: pad(text, cells[i] ?? 0, 'right'), role })),
  ];
  const rows = drawn.map(({ label, role }, i) => rowOf(label, figures[i] ?? [], role, 'text'));
  const names = columns.map((name) => name.toLowerCase());
  return fitRows(countedRest([rowOf('', names, 'dim', 'dim'), ...rows], height), width, height);
};

/** Figures side by side, as many in a line as there is room for. */
const singleValues = (drawn: readonly Drawn[], content: MetricContent, input: MetricWidgetInput): Row[] => {
  const { width, height, ascii } = input;
  const perLine = Math.max(1, Math.min(drawn.length, Math.floor(width / 18)));
  const lines = Math.ceil(drawn.length / perLine);
  const rows = content.sparkline ? 3 : 2;
  const each = Math.max(1, Math.min(rows, Math.floor(height / Math.max(1, lines))));
  const cell = Math.floor(width / perLine);
  const drawnLines = Array.from({ length: lines }, (_, line) =>
    beside(
      drawn.slice(line * perLine, (line + 1) * perLine).map((one) => {
        const { label, value } = figureOf(one);
        const { unit, points, role, isOfRange } = one;
        return {
          width: cell,
          rows: singleValue(
            { label, unit, points, role, value: isOfRange ? value : undefined },
            { width: cell - 2, height: each, ascii },
          ),
        };
      }),
      each,
    ),
  );
  return fitRows(countedRest(drawnLines.flat(), height), width, height);
};

/** The rows inside the frame: exactly `width` x `height` cells. What is to be said of a series takes the last one. */
export const metricRows = (content: MetricContent, input: MetricWidgetInput): Row[] => {
  const asked = [
    ...content.lines.filter(({ visible }) => visible).map(({ series }) => series),
    ...(content.beside ?? []),
  ];
  const notes = new Set(asked.flatMap(({ id }) => input.noteOf?.(id) ?? []));
  if (notes.size === 0 || input.height < 3) return viewRows(content, input);
  const note: Row = [{ text: [...notes].join('; '), role: 'warn' }];
  return fitRows(
    [...viewRows(content, { ...input, height: input.height - 1 }), note],
    input.width,
    input.height,
  );
};

const viewRows = (content: MetricContent, input: MetricWidgetInput): Row[] => {
  const { width, height, ascii } = input;
  const drawn = content.lines.filter(({ visible }) => visible).flatMap((line) => drawnOf(line, input));
  const alarms = input.alarms.filter(({ arn }) => content.alarmArns.includes(arn));
  const amounts = drawn.map((one) => ({ role: one.role, unit: one.unit, ...figureOf(one) }));
  switch (content.view) {
    case 'timeSeries':
      return content.lines.length === 0 && content.alarms !== undefined
        ? alarmWidgetRows(content, input)
        : timeSeries(drawn, content, alarms, input);
    case 'singleValue':
      return singleValues(drawn, content, input);
    case 'bar':
      return barChart(amounts, 'none', { width, height, ascii });
    case 'pie':
      return shareChart(amounts, 'none', { width, height, ascii });
    case 'table':
      return table(drawn, content, input);
    case 'gauge': {
      const { min = 0, max = 100, thresholds } = content.left;
      const each = Math.max(1, Math.min(3, Math.floor(height / Math.max(1, amounts.length))));
      const limits = thresholds.map(({ value }) => ({ value, role: 'warn' as const }));
      const gauges = amounts.flatMap(({ label, value, unit }) =>
        gaugeChart({ label, value, min, max, unit, limits }, { width, height: each, ascii }),
      );
      return fitRows(countedRest(gauges, height), width, height);
    }
  }
};
