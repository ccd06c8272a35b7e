/** A metric widget that shows nothing but alarms: each as it is drawn where it is open, a composite as its state. */
import { formatDuration } from '../../format.ts';
import type { Alarm } from '../../observation/alarms.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { fitRows } from '../../terminal/paint.ts';
import type { Row } from '../../terminal/row.ts';
import { textWidth } from '../../terminal/width.ts';
import { alarmGraphRows, isDrawable } from '../alarm-graph.ts';
import { alarmColumns, alarmRow, type ValueNow } from '../alarm-row.ts';
import { reasonWords } from '../alarm-words.ts';
import type { AlarmPicture, MetricContent } from './model.ts';
import type { MetricWidgetInput } from './widget-input.ts';

/** Fewer cells of a reason say nothing. */
const leastReason = 16;
/** A lower drawing is none. */
const leastRows = 3;

export const alarmName = (arn: string): string => arn.split(':alarm:')[1] ?? arn;

/** What is said of an alarm that the account did not tell of. */
export const unreadAlarm = (arn: string, ascii: boolean): Row => [
  { text: `${glyphsFor(ascii).unknown} ${alarmName(arn)}  not read`, role: 'unknown' },
];

/** The rows of alarms, as the screen of alarms has them, and as far as there is room why. */
export const alarmListRows = (
  alarms: readonly Alarm[],
  { width, ascii, utc, now, to }: Pick<MetricWidgetInput, 'width' | 'ascii' | 'utc' | 'now' | 'to'>,
  valueNow: ValueNow = () => undefined,
): Row[] => {
  const columns = alarmColumns(alarms, width, 0, valueNow, now ?? to);
  return alarms.map((alarm) => {
    const row = alarmRow(alarm, { now: now ?? to, ascii, utc, columns, valueNow });
    const room = width - row.reduce((cells, { text }) => cells + textWidth(text), 0);
    return room < leastReason ? row : [...row, { text: `  ${reasonWords(alarm)}`, role: 'dim' }];
  });
};

const graphOf = (
  alarm: Alarm,
  { watched, band }: AlarmPicture,
  { beside = [] }: MetricContent,
  input: MetricWidgetInput,
  height: number,
): Row[] => {
  const series = beside.find(({ id }) => id === watched);
  const points = watched === undefined ? undefined : input.pointsOf(watched);
  return alarmGraphRows(alarm, [], {
    points,
    unit: series === undefined ? 'none' : (input.unitOf?.(series) ?? series.unit),
    edges: band === undefined ? [] : (input.searched?.(band) ?? []),
    periodSeconds: series?.periodSeconds ?? alarm.periodSeconds ?? 60,
    from: input.from,
    to: input.to,
    empty: `no points in the last ${formatDuration(input.to - input.from)}`,
    width: input.width,
    height,
    utc: input.utc,
    ascii: input.ascii,
  });
};

/** Its row, and below it what there is to see: the drawing, or in words why it is in its state. */
const oneAlarm = (
  picture: AlarmPicture,
  content: MetricContent,
  input: MetricWidgetInput,
  height: number,
): Row[] => {
  const alarm = input.alarms.find(({ arn }) => arn === picture.arn);
  if (alarm === undefined) return [unreadAlarm(picture.arn, input.ascii)];
  const head = alarmListRows([alarm], input);
  // The row, the caption, the drawing.
  const room = height - 2;
  if (isDrawable(alarm) && room >= leastRows) {
    return [...head, ...graphOf(alarm, picture, content, input, room)];
  }
  return head;
};

/** One below the other, each with its share of the room. */
export const alarmWidgetRows = (content: MetricContent, input: MetricWidgetInput): Row[] => {
  const { alarms = [] } = content;
  const { width, height } = input;
  const each = Math.max(1, Math.floor(height / Math.max(1, alarms.length)));
  return alarms.flatMap((picture, nth) => {
    const own = nth === alarms.length - 1 ? Math.max(1, height - each * nth) : each;
    return fitRows(oneAlarm(picture, content, input, own), width, own);
  });
};
