/** Text as hostile as a log line can be, made from a seed so that a find can be made again. */

import { frameAnsi, frameText } from '../../src/output/frame-text.ts';
import { frameSvg } from '../../src/output/svg.ts';
import { difference } from '../../src/terminal/diff.ts';
import { frameOf } from '../../src/terminal/frame.ts';
import { noticeSequence } from '../../src/terminal/osc.ts';
import { fitRow, paintRow } from '../../src/terminal/paint.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { cut, pad, textWidth } from '../../src/terminal/width.ts';
import { bytesOf } from '../../src/text-out.ts';

export type Random = () => number;

/** Mulberry32: a small generator of numbers in [0, 1), good enough to mix texts. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const below = (random: Random, end: number): number => Math.floor(random() * end);
const among = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[below(random, values.length)] ?? values[0];

const codePoints = (random: Random, from: number, to: number): string =>
  String.fromCodePoint(from + below(random, to - from + 1));

/** Ways to do harm, or to look like something else. */
const pieces: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) =>
    `\x1b[${below(random, 200)}${among(random, ['A', 'H', 'J', 'K', 'm', 'n', 'r', 'c', 't', 'q'])}`,
  (random) => `\x1b[?${among(random, ['1049', '25', '2004', '1000', '2026'])}${among(random, ['h', 'l'])}`,
  (random) =>
    `\x1b]${among(random, ['0;', '2;', '52;c;', '8;;', '9;', '777;notify;', '1337;'])}ZXZpbA==${among(random, ['\x07', '\x1b\\', '\x9c', ''])}`,
  (random) => `\x1b${among(random, ['P', '_', '^', 'X', 'c', '7', '8', '#8', '(0', 'M', '='])}payload`,
  (random) => `\x9b${below(random, 99)}${among(random, ['A', 'J', 'm'])}`,
  (random) => codePoints(random, 0x00, 0x1f),
  (random) => codePoints(random, 0x7f, 0x9f),
  (random) =>
    among(random, [
      '\u202a',
      '\u202b',
      '\u202d',
      '\u202e',
      '\u2066',
      '\u2067',
      '\u2068',
      '\u2069',
      '\u200e',
      '\u200f',
      '\u061c',
    ]),
  (random) =>
    among(random, [
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u180e',
      '\u034f',
      '\u3164',
      '\uffa0',
    ]),
  (random) => codePoints(random, 0xe0000, 0xe007f),
  (random) => codePoints(random, 0xd800, 0xdfff),
  (random) => `o${codePoints(random, 0x300, 0x36f).repeat(below(random, 40))}`,
  (random) => codePoints(random, 0xfe00, 0xfe0f),
  () => '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  (random) => codePoints(random, 0x1f1e6, 0x1f1ff),
  (random) => codePoints(random, 0x1f300, 0x1faff),
  (random) => codePoints(random, 0x4e00, 0x9fff),
  (random) => codePoints(random, 0x1100, 0x11ff).repeat(1 + below(random, 5)),
  (random) => codePoints(random, 0x900, 0x97f),
  (random) => codePoints(random, 0x5d0, 0x6ff),
  (random) => codePoints(random, 0x20, 0x7e).repeat(1 + below(random, 8)),
  (random) => codePoints(random, 0x80, 0xffff),
  (random) => codePoints(random, 0x10000, 0x10ffff),
  () => ']]><script>alert(1)</script><!--&#27;&amp;"\'',
  () => '\r\n',
  () => '\t',
];

export const hostileText = (random: Random): string => {
  const count = 1 + below(random, 6);
  let text = '';
  for (let i = 0; i < count; i += 1) text += among(random, pieces)(random);
  return text;
};

/** Nothing that a terminal obeys, that turns text around or that hides in it may be left. */
export const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
export const ourSgr = /\x1b\[(?:\d+(?:;\d+)*)?m/g;
/** SGR, cursor moves, erase to the end of the row, and the line break that moves the cursor. */
const ourDrawing = /\x1b\[[\d;]*[mHGCK]|\r\n/g;
const ourNotice = /^\x07\x1b\]9;|\x1b\\\x1b\]777;notify;|\x1b\\$/g;

const width = 24;
const colours = { painter: createPainter('dark', 'true'), ascii: false };
const poor = { painter: createPainter('mono', 0), ascii: true };

/** What every output makes of a text, without the sequences that are ours. */
const outputsOf = (text: string): Readonly<Record<string, string>> => {
  const row: Row = [
    { text, role: 'bad' },
    { text: 'x', selected: true },
    { text, bold: true },
  ];
  return {
    paint: paintRow(row, width, colours).replace(ourSgr, ''),
    ascii: paintRow(row, width, poor).replace(ourSgr, ''),
    screen: difference(undefined, frameOf([row], width, 1, colours)).output.replace(ourDrawing, ''),
    text: frameText([row], width, 1).replaceAll('\n', ''),
    ansi: bytesOf(frameAnsi([row], width, 1, colours))
      .replace(ourSgr, '')
      .replaceAll('\n', ''),
    svg: frameSvg([row], width, 1, 'dark', text).replaceAll('\n', ''),
    notice: bytesOf(noticeSequence(text, text)).replace(ourNotice, ''),
    cut: cut(text, 10) + pad(text, 10),
  };
};

export type HostileFind = { readonly text: string; readonly output: string; readonly why: string };

/** What is wrong with how a text comes out; undefined when it is harmless. */
export const findHarm = (text: string): HostileFind | undefined => {
  for (const [output, left] of Object.entries(outputsOf(text))) {
    const found = forbidden.exec(left)?.[0].codePointAt(0)?.toString(16);
    if (found !== undefined) return { text, output, why: `U+${found} came through` };
  }
  if (/[^\x20-\x7e]/.test(outputsOf(text)['ascii'] ?? '')) return { text, output: 'ascii', why: 'not ASCII' };
  const cells = fitRow([{ text }], width).reduce((sum, span) => sum + textWidth(span.text), 0);
  if (cells !== width) return { text, output: 'fitRow', why: `${cells} cells instead of ${width}` };
  if (textWidth(cut(text, 10)) > 10 || textWidth(pad(text, 10)) !== 10)
    return { text, output: 'cut', why: 'torn' };
  return undefined;
};

export type HostileResult = {
  readonly texts: number;
  readonly outputs: number;
  readonly finds: readonly HostileFind[];
};

/** Sends `count` texts through every output; stops after the tenth find. */
export const feedHostile = (count: number, seed: number): HostileResult => {
  const random = seededRandom(seed);
  const finds: HostileFind[] = [];
  let texts = 0;
  while (texts < count && finds.length < 10) {
    texts += 1;
    const find = findHarm(hostileText(random));
    if (find !== undefined) finds.push(find);
  }
  return { texts, outputs: Object.keys(outputsOf('')).length, finds };
};
