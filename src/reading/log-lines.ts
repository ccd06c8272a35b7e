/**
 * Reads log lines: level and message picked out of JSON, of logfmt, of the runtimes' own prefixes, of Lambda's and other
 * services' lines, of access logs and of plain text. What a row shows beside the message (time, level) is taken out of it. Each
 * format is a file in `reading`; here is the order in which they are tried.
 */

import { readAccessText } from './access-text.ts';
import type { Room } from './details.ts';
import { bounded, foldLines, withoutColours } from './fold.ts';
import { readRuntimeText } from './lambda.ts';
import { levelOfWord } from './levels.ts';
import { isObject, type Json, plainRead, type ReadLine } from './log-reading.ts';
import { readLogfmt } from './logfmt.ts';
import { type Prefix, readPrefix } from './prefix.ts';
import { readRecord } from './record.ts';
import { textLevel } from './text-level.ts';

/** A row of a screen: no reader looks further. */
const rowRoom: Room = { mostChars: 2_000, mostValueChars: 200 };
/** For pipes and files: nothing is cut. */
const wholeRoom: Room = { mostChars: Number.POSITIVE_INFINITY, mostValueChars: Number.POSITIVE_INFINITY };
/** Formats are known by their beginning, whatever the length. */
const headChars = 2_000;

/** More than a row has room for. */
const mostPairs = ({ mostChars }: Room): number => (Number.isFinite(mostChars) ? mostChars / 2 : mostChars);

/** Begins as JSON of an object does; a JavaScript object as `console.log` prints it does not. */
const mayBeJson = /^\{\s*["}]/;

const parseJson = (text: string): Json | undefined => {
  if (!text.startsWith('{') || !mayBeJson.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

/** The level in JSON that does not parse: an agent cut it at its own limit. */
const levelInBroken = (text: string): ReadLine['level'] => {
  if (!text.startsWith('{') || !mayBeJson.test(text)) return undefined;
  const [, word = ''] =
    /"(?:level|severity|log_?level|lvl|@l)"\s*:\s*"?(\w{1,13})/i.exec(text.slice(0, headChars)) ?? [];
  return levelOfWord(word);
};

/** `Invoke Error <TAB> {JSON}`: what a runtime writes of what was thrown. */
const thrown = /^([^{\t]{0,80})\t\s?(?=\{)/;
/** An object at the end of a text. */
const objectBehind = /^[^{]{1,200}(?=\{\s*")/;

const readText = (message: string, room: Room, depth: number): ReadLine => {
  const json = parseJson(message);
  if (json !== undefined) return { ...readRecord(json, { room, depth, readText }), json };
  return readPlain(message, room, depth);
};

/** What follows a prefix that was found in the beginning of a text. */
const wholeBody = (message: string, head: string, body: string): string =>
  message.length <= headChars
    ? body
    : withoutColours(message)
        .trimEnd()
        .slice(head.length - body.length);

const readPlain = (message: string, room: Room, depth: number): ReadLine => {
  const isLong = message.length > headChars;
  const head = withoutColours(isLong ? message.slice(0, headChars) : message).trimEnd();
  const known = readRuntimeText(head) ?? readAccessText(head);
  if (known !== undefined) return known;
  const prefix = readPrefix(head);
  const { body, level: own } = prefix;
  const hasBrace = body.includes('{');
  const record = hasBrace ? readObject(wholeBody(message, head, body), prefix, room, depth) : undefined;
  if (record !== undefined) return record;
  const pairs = body.includes('=') ? readLogfmt(wholeBody(message, head, body), mostPairs(room)) : undefined;
  if (pairs !== undefined) {
    const read = readRecord(pairs, { room, depth, readText });
    return { ...read, level: own ?? read.level, requestId: prefix.requestId ?? read.requestId };
  }
  const level =
    own ??
    (hasBrace ? levelInBroken(body) : undefined) ??
    textLevel(body) ??
    (hasBrace ? levelBehind(message, body, room, depth) : undefined);
  // A row shows no more than the beginning; it says so where there is more.
  const text = !isLong ? body : Number.isFinite(room.mostChars) ? `${body}…` : wholeBody(message, head, body);
  return plainRead(bounded(foldLines(text), room.mostChars), { level, requestId: prefix.requestId });
};

/** An object behind a prefix, or behind the words with which a runtime tells what was thrown. */
const readObject = (text: string, prefix: Prefix, room: Room, depth: number): ReadLine | undefined => {
  const [words = '', before = ''] = thrown.exec(text) ?? [];
  const json = parseJson(text) ?? (words === '' ? undefined : parseJson(text.slice(words.length)));
  if (json === undefined) return undefined;
  const read = readRecord(json, { room, depth, readText });
  const said = [before.trim(), read.text].filter((part) => part !== '').join(' ');
  // The level that the program gave says more than the stream that the runtime wrote it to.
  const level = before === '' ? (read.level ?? prefix.level) : (prefix.level ?? read.level);
  return { ...read, json, level, text: said, requestId: prefix.requestId ?? read.requestId };
};

/** The level of an object behind words: `orders[12]: {"level":"error",...}`. */
const levelBehind = (message: string, body: string, room: Room, depth: number): ReadLine['level'] => {
  const [words] = objectBehind.exec(body) ?? [];
  if (words === undefined || !/\}\s*$/.test(message.slice(-16))) return undefined;
  const json = parseJson(message.slice(message.indexOf('{')));
  return json === undefined ? undefined : readRecord(json, { room, depth, readText }).level;
};

const read = (message: string, room: Room): ReadLine => {
  const line = readText(message, room, 0);
  if (!line.text.includes('\u001b[')) return line;
  return { ...line, text: withoutColours(line.text), message: withoutColours(line.message) };
};

/** Reads a log message for a row. Of plain text only the beginning is looked at; JSON is read whole, as events may be 1 MB. */
export const readLogLine = (message: string): ReadLine => read(message, rowRoom);

/** The same, with a text that is whole however long it is: for pipes and files. */
export const readWholeLine = (message: string): ReadLine => read(message, wholeRoom);
