/** What has been opened, to be read whole: an alarm, a log line, a change with its items before and after. */
import { formatClock, formatDay, formatDuration } from '../src/format.ts';
import type {
  AlarmSeen,
  AlarmTransition,
  AttributeValue,
  Gap,
  Item,
  ItemChange,
  LogSeen,
} from '../src/observation.ts';
import {
  alarmActions,
  alarmBadges,
  alarmCondition,
  alarmCount,
  alarmReason,
  stateMark,
  transitionRow,
} from '../src/output/alarm-row.ts';
import { attributeJson } from '../src/output/attribute-json.ts';
import { gapRow } from '../src/output/change-row.ts';
import { readLog } from '../src/output/log-row.ts';
import { shortKey } from '../src/output/values.ts';
import { glyphsFor } from '../src/terminal/glyphs.ts';
import type { Role, Row } from '../src/terminal/row.ts';
import { ruleTree } from './alarms/rule-tree.ts';
import { type Look, wrap } from './layout.ts';

/** A 400 KB value is opened by its beginning: nobody reads more on a screen. */
const maxRows = 2_000;
const maxValueChars = 60_000;

const moment = (at: number, { utc }: Look): string =>
  `${formatDay(at, utc)} ${formatClock(at, { utc, seconds: true, zone: true })}`;

const labelCells = 16;

const field = (label: string, text: string, width: number, role: Role = 'text'): Row[] =>
  wrap(text, Math.max(10, width - labelCells - 2), maxRows).map(
    (part, index): Row => [
      { text: ` ${(index === 0 ? label : '').padEnd(labelCells)}`, role: 'dim' },
      { text: part, role },
    ],
  );

const jsonRows = (value: unknown, width: number, role: Role): Row[] =>
  wrap(JSON.stringify(value, null, 2).slice(0, maxValueChars), width - 3, maxRows).map(
    (text): Row => [{ text: '   ' }, { text, role }],
  );

export type AlarmDetail = {
  readonly alarm: AlarmSeen;
  /** The alarm's own, oldest first. */
  readonly history: readonly AlarmTransition[];
  /** All alarms that are known: a composite alarm is made of them. */
  readonly alarms: readonly AlarmSeen[];
  /** Name of the stage that it watches. */
  readonly stage: string | undefined;
  /** The metric with its threshold, where it is drawn. */
  readonly graph: readonly Row[];
  readonly now: number;
};

/** Everything that is known of an alarm, then its history, newest first. */
export const alarmDetail = (
  { alarm, history, alarms, stage, graph, now }: AlarmDetail,
  width: number,
  look: Look,
): Row[] => {
  const dimensions = Object.entries(alarm.dimensions).map(([name, value]) => `${name}=${value}`);
  const condition = [
    alarmCondition(alarm),
    alarmCount(alarm),
    alarm.stat,
    alarm.periodSeconds && `${alarm.periodSeconds} s`,
  ];
  const values = alarm.recentValues.map((value) => String(Number(value.toPrecision(4)))).join('  ');
  const badges = alarmBadges(alarm).map(({ text }) => text);
  return [
    [
      { text: ' ' },
      stateMark(alarm.state, look.ascii),
      { text: ` ${alarm.state}  `, bold: true },
      { text: alarm.name, role: 'title', bold: true },
    ],
    [],
    ...field(
      'since',
      `${moment(alarm.since, look)}, ${formatDuration(Math.max(0, now - alarm.since))}`,
      width,
    ),
    ...field('condition', condition.filter(Boolean).join('  '), width),
    ...(values === '' ? [] : field('last values', values, width)),
    ...(badges.length === 0 ? [] : field('note', badges.join(', '), width, 'warn')),
    ...field('reason', alarmReason(alarm), width),
    ...(graph.length === 0 ? [] : [[], ...graph]),
    ...(alarm.kind === 'composite'
      ? [[{ text: ' rule', role: 'dim' as const }], ...ruleTree(alarm, alarms, width, look)]
      : field('metric', [alarm.metric ?? '', ...dimensions].join('  '), width)),
    ...(stage === undefined ? [] : field('stage', stage, width, 'accent')),
    ...field('actions', alarmActions(alarm) || 'none', width),
    ...field('arn', alarm.arn, width, 'dim'),
    [],
    [
      {
        text: ` history ${history.length === 0 ? `${glyphsFor(look.ascii).dot} nothing seen` : ''}`,
        role: 'title',
      },
    ],
    ...history.toReversed().map((transition): Row => [{ text: ' ' }, ...transitionRow(transition, look)]),
  ];
};

/** A log event whole: where it is from, and its message unfolded. */
export const logDetail = (entry: LogSeen | Gap, width: number, look: Look): Row[] => {
  if (entry.type === 'gap') return [[{ text: ' ' }, ...gapRow(entry, look)]];
  const { json } = readLog(entry);
  return [
    ...field('at', moment(entry.at, look), width),
    ...field('ingested', `${moment(entry.ingestedAt, look)}${entry.late ? ', late' : ''}`, width),
    ...field('group', entry.group, width),
    ...field('stream', entry.stream, width),
    ...field('event', entry.eventId, width, 'dim'),
    [],
    ...(json === undefined
      ? wrap(entry.message.slice(0, maxValueChars), width - 2, maxRows).map(
          (text): Row => [{ text: ` ${text}` }],
        )
      : jsonRows(json, width, 'text')),
  ];
};

const valueText = (value: AttributeValue | undefined): string =>
  value === undefined ? '' : JSON.stringify(attributeJson(value)).slice(0, maxValueChars);

const itemRows = (item: Item, width: number): Row[] =>
  Object.keys(item)
    .sort()
    .flatMap((name) => field(name, valueText(item[name]), width));

/** A change whole: each attribute that differs, before and after, then the item as it is now (or was). */
export const changeDetail = (entry: ItemChange | Gap, width: number, look: Look): Row[] => {
  if (entry.type === 'gap') return [[{ text: ' ' }, ...gapRow(entry, look)]];
  const { becomes } = glyphsFor(look.ascii);
  const image = entry.new ?? entry.old;
  const role: Role =
    entry.eventName === 'INSERT' ? 'insert' : entry.eventName === 'REMOVE' ? 'remove' : 'modify';
  return [
    [
      { text: ` ${entry.eventName} `, role, bold: true },
      { text: shortKey(entry.keys), role: 'key', bold: true },
      ...(entry.ttl ? [{ text: '  by TTL', role: 'accent' as const }] : []),
    ],
    [],
    ...field('at', `${moment(entry.at, look)} (to the second)`, width),
    ...field('table', `${entry.table}, stream of ${entry.viewType}`, width),
    ...field('shard', entry.shardId, width, 'dim'),
    ...field('sequence', entry.sequenceNumber, width, 'dim'),
    [],
    ...(entry.eventName === 'MODIFY'
      ? [
          [{ text: ' changed', role: 'title' as const }],
          ...entry.changed.flatMap(({ path, old, new: now }) => [
            ...(old === undefined ? [] : field(path, valueText(old), width, 'remove')),
            ...field(
              old === undefined ? path : '',
              `${old === undefined ? '+ ' : `${becomes} `}${now === undefined ? '(gone)' : valueText(now)}`,
              width,
              'insert',
            ),
          ]),
          [],
        ]
      : []),
    [{ text: entry.new === undefined ? ' item as it was' : ' item', role: 'title' }],
    ...(image === undefined
      ? field('', `the stream holds ${entry.viewType} only`, width, 'dim')
      : itemRows(image, width)),
  ];
};
