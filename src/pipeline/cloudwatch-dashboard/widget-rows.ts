/** A widget as rows: its frame, and what is in it. */
import { formatDuration } from '../../format.ts';
import type { Alarm } from '../../observation/alarms.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { fitRow, fitRows } from '../../terminal/paint.ts';
import type { Row } from '../../terminal/row.ts';
import { cut, textWidth } from '../../terminal/width.ts';
import { alarmListRows, alarmName, unreadAlarm } from './alarm-widget.ts';
import { countedRest } from './counted-rest.ts';
import { drawnOf, type LineInput, onlyLine } from './drawn-lines.ts';
import { logRows, type QueryResult } from './log-widget.ts';
import { markdownRows } from './markdown.ts';
import { metricRows } from './metric-widget.ts';
import type { AlarmContent, MetricContent, UnknownContent, Widget } from './model.ts';
import type { MetricWidgetInput } from './widget-input.ts';

export type WidgetInput = MetricWidgetInput & {
  /** By the widget's index. */
  readonly queryResults?: ReadonlyMap<number, QueryResult>;
};

const alarmOrder: Readonly<Record<Alarm['state'], number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

const alarmRows = ({ arns, states, newestFirst }: AlarmContent, input: WidgetInput): Row[] => {
  const { alarms, ascii } = input;
  const known = alarms.filter(({ arn, state }) => arns.includes(arn) && (states?.includes(state) ?? true));
  const sorted = [...known].sort(
    (a, b) => (newestFirst ? 0 : alarmOrder[a.state] - alarmOrder[b.state]) || b.since - a.since,
  );
  const seen = new Set(alarms.map(({ arn }) => arn));
  const unread = arns.filter((arn) => !seen.has(arn));
  return [...alarmListRows(sorted, input), ...unread.map((arn) => unreadAlarm(arn, ascii))];
};

const unknownRows = ({ type, reason }: UnknownContent): Row[] => [
  [{ text: `${type} widget`, role: 'unknown' }],
  [{ text: reason, role: 'dim' }],
];

const bodyRows = ({ content, index }: Widget, input: WidgetInput): Row[] => {
  const { width, height, ascii } = input;
  switch (content.kind) {
    case 'metric':
      return metricRows(content, input);
    case 'text':
      return markdownRows(content.markdown, { width, ascii });
    case 'alarm':
      return alarmRows(content, input);
    case 'log':
      return logRows(content, input.queryResults?.get(index), { ...input, width, height });
    case 'unknown':
      return unknownRows(content);
  }
};

/** The time that a widget is drawn over: its own, or that of the dashboard. */
const timeOf = ({ content }: Widget, { from, to }: WidgetInput): Pick<WidgetInput, 'from' | 'to'> =>
  content.kind === 'metric' && content.own !== undefined
    ? { from: to - content.own.fromAgoMs, to: to - content.own.toAgoMs }
    : { from, to };

const ownTimeText = ({ content }: Widget): string => {
  if (content.kind !== 'metric' || content.own === undefined) return '';
  const { fromAgoMs, toAgoMs } = content.own;
  return toAgoMs === 0
    ? `last ${formatDuration(fromAgoMs)}`
    : `${formatDuration(fromAgoMs)} to ${formatDuration(toAgoMs)} ago`;
};

/** A graph by another period than its own shows other figures: it says so. */
const periodText = ({ content }: Widget): string =>
  content.kind === 'metric' && content.drawnBySeconds !== undefined
    ? `by ${formatDuration(content.drawnBySeconds * 1000)}`
    : '';

/** A shorter piece of a label says nothing. */
const leastLabel = 6;

const namesIn = ({ lines, alarms = [] }: MetricContent, input: LineInput): readonly string[] => {
  const drawn = lines.filter(({ visible }) => visible).flatMap((line) => drawnOf(line, input));
  const names = drawn.length > 0 ? drawn.map(({ label }) => label) : alarms.map(({ arn }) => alarmName(arn));
  return [...new Set(names)];
};

/** Its own title, else what is in it. */
const titleOf = ({ title, content }: Widget, input: LineInput): string => {
  if (title !== '') return title;
  switch (content.kind) {
    case 'metric':
      return namesIn(content, input).join(', ') || 'metric';
    case 'log':
      return content.groups.join(', ') || 'log';
    case 'unknown':
      return content.type;
    case 'alarm':
      return 'alarms';
    case 'text':
      return '';
  }
};

/** Exactly `height` rows, their last column blank; where there are more the last one says how many had no room. */
const fitBody = (body: readonly Row[], width: number, height: number): Row[] =>
  fitRows(fitRows(countedRest(body, height), Math.max(0, width - 1), height), width, height);

/**
 * A widget in exactly `width` x `height` cells: a line with its title, then its content. Text without a title has no such line. The
 * last column stays blank, so that neighbours do not touch.
 */
export const widgetRows = (widget: Widget, context: WidgetInput): Row[] => {
  const input = { ...context, ...timeOf(widget, context) };
  const { width, height, ascii } = input;
  const inner = Math.max(0, width - 1);
  const title = titleOf(widget, input);
  const hasTitle = height > 1 && !(widget.content.kind === 'text' && title === '');
  const body = bodyRows(widget, { ...input, width: inner, height: height - (hasTitle ? 1 : 0) });
  if (!hasTitle) return fitBody(body, width, height);
  const rule = glyphsFor(ascii).horizontal;
  const shown = cut(title, Math.max(0, inner - 4), '..');
  const room = inner - textWidth(shown) - 6;
  const line = [
    ownTimeText(widget),
    periodText(widget),
    ...(widget.content.kind === 'metric' ? [onlyLine(widget.content, input, title)] : []),
  ]
    .filter((text) => text !== '')
    .join('  ');
  const beside = line === '' || room < leastLabel ? '' : `  ${cut(line, room, '..')}`;
  const used = textWidth(shown) + textWidth(beside) + 3;
  const heading: Row = [
    { text: `${rule} `, role: 'border' },
    { text: shown, role: 'title' },
    { text: beside, role: 'dim' },
    { text: ` ${rule.repeat(Math.max(0, inner - used))}`, role: 'border' },
  ];
  return [fitRow(fitRow(heading, inner), width), ...fitBody(body, width, height - 1)];
};
