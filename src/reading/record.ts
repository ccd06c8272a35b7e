/** A line of names and values: JSON of a logger, a runtime, a service, or the pairs of logfmt. */

import { readAccess } from './access.ts';
import { compact, detailsOf, type Room } from './details.ts';
import { bounded, foldLines } from './fold.ts';
import { readPlatform } from './lambda.ts';
import { isObject, type Json, plainRead, type ReadLine, scalar } from './log-reading.ts';
import { errorOf, namedText, noError } from './record-error.ts';
import { levelGiven, levelImplied } from './record-level.ts';
import { isShownElsewhere, lineNames, messageNames, otherMessageNames, requestIn } from './record-names.ts';
import { readService } from './services.ts';

/** Reads what stands under a message as a line of its own. */
export type ReadText = (text: string, room: Room, depth: number) => ReadLine;

type Context = {
  readonly room: Room;
  readonly depth: number;
  readonly readText: ReadText;
};

/** Of a record whose level is looked for already. */
type Inside = Context & { readonly hasLevel: boolean };

/** Lines within lines: a logger's JSON in a runtime's JSON in a container agent's. */
const mostDepth = 3;

/** A message in parts, as `console.log('paid', order)` leaves them. */
const listText = (list: readonly unknown[], room: Room): string =>
  bounded(
    list
      .slice(0, 50)
      .map((part) => scalar(part) ?? compact(part, room.mostValueChars))
      .join(' '),
    room.mostChars,
  );

type Said = {
  /** The field that it stands under. */
  readonly name: string;
  readonly read: ReadLine;
  /** True where it is a line of its own: the level that its program gave says more than that of what wraps it. */
  readonly isLine: boolean;
};

/** Names under which a number is what a program says; elsewhere it is a figure. */
const isPlainName = (name: string): boolean => name === 'message' || name === 'msg';
/** Names under which a line is wrapped; elsewhere an object is what the line is about. */
const wraps = (name: string): boolean => isPlainName(name) || name === 'log';

/** What stands under one name, as what the program says; undefined where it is none. */
const saidUnder = (name: string, value: unknown, context: Inside): Said | undefined => {
  const { room, depth, readText } = context;
  if (typeof value === 'string') {
    if (value.trim() === '') return undefined;
    // A text is read for a level only where the record has none.
    const isAsItIs = depth >= mostDepth || (context.hasLevel && !value.startsWith('{'));
    if (isAsItIs) return { name, read: plainRead(foldLines(bounded(value, room.mostChars))), isLine: false };
    const read = readText(value, room, depth + 1);
    return { name, read, isLine: read.json !== undefined };
  }
  if (isPlainName(name) && (typeof value === 'number' || typeof value === 'boolean')) {
    return { name, read: plainRead(String(value)), isLine: false };
  }
  if (Array.isArray(value)) {
    if (value.length === 0 || name === 'event') return undefined;
    return { name, read: plainRead(listText(value, room)), isLine: false };
  }
  if (!isObject(value) || name === 'event' || depth >= mostDepth || Object.keys(value).length === 0)
    return undefined;
  // `log.level` and `log.logger` of ECS stand beside the message, and under the same name.
  const isBeside = name === 'log' && namedText(value, messageNames) === undefined && 'level' in value;
  return isBeside
    ? undefined
    : { name, read: readRecord(value, { ...context, depth: depth + 1 }), isLine: wraps(name) };
};

/** What the program says: a text, or an object that is a line of its own. */
const saidIn = (record: Json, context: Inside): Said | undefined => {
  for (const name of messageNames) {
    const value = record[name];
    const said = value === undefined || value === null ? undefined : saidUnder(name, value, context);
    if (said !== undefined) return said;
  }
  if (context.depth < mostDepth) {
    for (const name of lineNames) {
      const inner = record[name];
      if (!isObject(inner)) continue;
      if (namedText(inner, messageNames) === undefined && errorOf(inner).said === undefined) continue;
      return { name, read: readRecord(inner, { ...context, depth: context.depth + 1 }), isLine: true };
    }
  }
  for (const name of otherMessageNames) {
    const value = record[name];
    const said = typeof value === 'string' ? saidUnder(name, value, context) : undefined;
    if (said !== undefined) return said;
  }
  return undefined;
};

/** Reads a record. Its `json` is left for the one who knows what the line was. */
export const readRecord = (record: Json, context: Context): ReadLine => {
  const platform = readPlatform(record);
  if (platform !== undefined) return platform;
  const { room } = context;
  const service = readService(record);
  const access = service === undefined ? readAccess(record) : undefined;
  const given = levelGiven(record);
  const said =
    service === undefined ? saidIn(record, { ...context, hasLevel: given !== undefined }) : undefined;
  const error = service === undefined ? errorOf(record) : noError;
  const inner = said?.read;
  const message = service?.said ?? inner?.text ?? '';
  const requestId = requestIn(record);
  const known = { hasLevel: given !== undefined, requestId, message: inner?.message ?? message };
  const isTold = (name: string, value: unknown): boolean =>
    name === said?.name ||
    error.names.includes(name) ||
    (service?.isTold(name) ?? false) ||
    (access?.isTold(name) ?? false) ||
    // What Fluent Bit adds to the line that it wraps.
    ((name === 'stream' || name === 'log_processed') && said?.name === 'log') ||
    isShownElsewhere(name, value, known);
  const parts = [
    message,
    access?.text ?? '',
    error.said === undefined || message.includes(error.said) ? '' : error.said,
  ].filter((part) => part !== '');
  const used = parts.reduce((sum, part) => sum + part.length + 1, 0);
  const details = detailsOf(record, isTold, { ...room, mostChars: room.mostChars - used });
  const text = bounded(foldLines([...parts, ...details].join(' ')), room.mostChars);
  const ofLine = said?.isLine === true && inner?.fields !== undefined ? levelGiven(inner.fields) : undefined;
  return {
    level:
      ofLine ??
      given ??
      service?.level ??
      access?.level ??
      inner?.level ??
      // An API's words for a client's mistake are no error of it.
      (access !== undefined && said === undefined ? undefined : levelImplied(record)),
    text: text === '' ? bounded(compact(record, room.mostChars), room.mostChars) : text,
    message: message === '' ? (access?.text ?? error.said ?? '') : message,
    json: undefined,
    fields: record,
    requestId: requestId ?? inner?.requestId,
    runtime: inner?.runtime,
    // A program may tell of a request that it made: that is no call of its own.
    request: said === undefined && access !== undefined ? { tookMs: access.tookMs } : undefined,
  };
};
