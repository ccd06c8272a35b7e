/** What has been opened, to be read whole: a log line, a change with its items before and after. */

import { attributeJson } from '../../src/observation/attribute-json.ts';
import type { Gap } from '../../src/observation/health-of-sources.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { AttributeValue, Item, ItemChange } from '../../src/observation/streams.ts';
import { originName } from '../../src/origin.ts';
import { gapRow } from '../../src/output/change-row.ts';
import { expiryText } from '../../src/output/expiry.ts';
import { typeOf } from '../../src/output/value-pair.ts';
import { shortKey } from '../../src/output/values.ts';
import { readLog } from '../../src/reading/read-log.ts';
import { logEventsPage, tracePage } from '../../src/story/next/console-links.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { type Look, wrap } from '../frame/layout.ts';
import { field, moment, mostFieldRows, pageField } from './fields.ts';

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

/** The id of a trace of X-Ray, as runtimes write it; empty where there is none. */
const traceIn = (message: string): string => /\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/.exec(message)?.[0] ?? '';

/** A log event whole: where it is from, and its message unfolded. */
export const logDetail = (entry: LogEvent | Gap, width: number, look: Look): Row[] => {
  if (entry.type === 'gap') return [[{ text: ' ' }, ...gapRow(entry, look)]];
  const { json } = readLog(entry);
  return [
    ...field('at', moment(entry.at, look), width),
    ...field('ingested', `${moment(entry.ingestedAt, look)}${entry.late ? ', late' : ''}`, width),
    ...field('group', `${entry.group} in ${originName(entry)}`, width),
    ...field('stream', entry.stream, width),
    ...field('event', entry.eventId, width, 'dim'),
    ...(entry.masked === true
      ? field('****', 'masked by a data protection policy; logs:Unmask shows it', width, 'gap')
      : []),
    ...pageField('console', 'this line in AWS: Y copies the address', logEventsPage(entry.region, entry)),
    ...pageField('trace', 'its trace in AWS', tracePage(entry.region, traceIn(entry.message))),
    [],
    ...messageRows(entry.message, json, width),
  ];
};

const valueText = (value: AttributeValue): string =>
  JSON.stringify(attributeJson(value)).slice(0, maxValueChars);

/** With the time that the time to live is; with the types where the two sides of a change are the same JSON. */
const sideText = (
  path: string,
  value: AttributeValue,
  beside: AttributeValue | undefined,
  look: Look,
): string => {
  const text = valueText(value);
  const isAlike = beside !== undefined && valueText(beside) === text;
  const time = expiryText(path, value, look.utc);
  return `${isAlike ? `${typeOf(value)} ` : ''}${text}${time === undefined ? '' : ` (${time})`}`;
};

const itemRows = (item: Item, width: number, look: Look): Row[] =>
  Object.keys(item)
    .sort()
    .flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : field(name, sideText(name, value, undefined, look), width);
    });

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
    ...field(
      'at',
      entry.timeless
        ? `not told by AWS, read ${moment(entry.at, look)}`
        : `${moment(entry.at, look)} (to the second)`,
      width,
    ),
    ...field('table', `${entry.table} in ${originName(entry)}, stream of ${entry.viewType}`, width),
    ...field('shard', entry.shardId, width, 'dim'),
    ...field('sequence', entry.sequenceNumber, width, 'dim'),
    [],
    ...(entry.eventName === 'MODIFY'
      ? [
          [{ text: ' changed', role: 'title' as const }],
          ...(entry.changed.length === 0
            ? field(
                '',
                entry.old !== undefined && entry.new !== undefined
                  ? 'nothing: it was written as it was'
                  : `not told: the stream holds ${entry.viewType}`,
                width,
                'dim',
              )
            : []),
          ...entry.changed.flatMap(({ path, old, new: now }) => [
            ...(old === undefined ? [] : field(path, sideText(path, old, now, look), width, 'remove')),
            ...field(
              old === undefined ? path : '',
              `${old === undefined ? '+ ' : `${becomes} `}${now === undefined ? '(gone)' : sideText(path, now, old, look)}`,
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
      : itemRows(image, width, look)),
  ];
};
