/** What has been opened, to be read whole: a log line, a change with its items before and after. */
import type { Gap } from '../../src/observation/health-of-sources.ts';
import type { LogSeen } from '../../src/observation/logs.ts';
import type { AttributeValue, Item, ItemChange } from '../../src/observation/streams.ts';
import { originName } from '../../src/origin.ts';
import { attributeJson } from '../../src/output/attribute-json.ts';
import { gapRow } from '../../src/output/change-row.ts';
import { readLog } from '../../src/output/log-row.ts';
import { shortKey } from '../../src/output/values.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { type Look, wrap } from '../frame/layout.ts';
import { field, moment, mostFieldRows } from './fields.ts';

/** A 400 KB value is opened by its beginning: nobody reads more on a screen. */
const maxValueChars = 60_000;

/** A message whole: its JSON with a line for each field, else as it is. */
export const messageRows = (message: string, json: unknown, width: number): Row[] =>
  json === undefined
    ? wrap(message.slice(0, maxValueChars), width - 2, mostFieldRows).map(
        (text): Row => [{ text: ` ${text}` }],
      )
    : jsonRows(json, width, 'text');

const jsonRows = (value: unknown, width: number, role: Role): Row[] =>
  wrap(JSON.stringify(value, null, 2).slice(0, maxValueChars), width - 3, mostFieldRows).map(
    (text): Row => [{ text: '   ' }, { text, role }],
  );

/** A log event whole: where it is from, and its message unfolded. */
export const logDetail = (entry: LogSeen | Gap, width: number, look: Look): Row[] => {
  if (entry.type === 'gap') return [[{ text: ' ' }, ...gapRow(entry, look)]];
  const { json } = readLog(entry);
  return [
    ...field('at', moment(entry.at, look), width),
    ...field('ingested', `${moment(entry.ingestedAt, look)}${entry.late ? ', late' : ''}`, width),
    ...field('group', `${entry.group} in ${originName(entry)}`, width),
    ...field('stream', entry.stream, width),
    ...field('event', entry.eventId, width, 'dim'),
    [],
    ...messageRows(entry.message, json, width),
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
    ...field('table', `${entry.table} in ${originName(entry)}, stream of ${entry.viewType}`, width),
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
