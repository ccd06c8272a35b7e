/**
 * What stands before a message: a time, an invocation, a level, the marks of a container runtime or a syslog daemon. A row
 * shows all of it elsewhere, so it is taken off: one scan from the left, part by part.
 */

import { levelOfSyslog, levelOfTextWord } from './levels.ts';
import type { LogLevel } from './log-reading.ts';

export type Prefix = {
  /** What follows; the text as it is where nothing stands before it. */
  readonly body: string;
  readonly level: LogLevel | undefined;
  readonly requestId: string | undefined;
};

const iso =
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?';
const slashed = '\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?';
const spelled = '[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})? \\d{4}';
const clock = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?';
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** A time of day alone is one in brackets only: `12:00:00` may begin a sentence. */
const time = new RegExp(
  `(?:${iso}|${slashed}|\\[(?:${iso}|${slashed}|${spelled}|${clock})\\])(?=\\s|$)`,
  'y',
);
const request = new RegExp(`(?:${uuid}|undefined)(?=\\s|$)`, 'y');
const invocation = new RegExp(`^(${uuid})\\t`);
/** containerd's and CRI-O's mark of a stream. */
const stream = /std(?:out|err) [FP] /y;
/** `2026-01-15 12:00:00,123 - ERROR - no gateway`, `| ERROR    | no gateway`. */
const between = /\s*(?:[-|]\s+)?/y;
/** A word that may be a level, with what stands around it: `[core:error]`, `ERROR:root:`, `INFO `, `ERRO[0012]`. */
const word = /([[<]?) ?(?:[a-z_]\w{0,20}[:.])?([A-Za-z]{3,9}) {0,8}([\]>]?)(?:(:|\[\d{1,8}\])|(?=\s|$))/y;
/** `[E] `, telegraf's and the CloudWatch agent's `E! `, mongod's `E  NETWORK  `. */
const letter = /\[([FEWIDT])\](?=\s)|([FEWID])!(?=\s)|([FEWID]) +(?=[A-Z]{3,} )/y;

/** Words that open sentences, too, and those that hardly do anything else. */
const inSentences = new Set('error fatal warning'.split(' '));
const onlyInSentences = new Set('fail notice alert panic critical trace severe'.split(' '));
/** `error rate 0.1 %`, `fail over to b`, `warning threshold reached`. */
const goesOn =
  /^\s*(?:rates?|counts?|codes?|budget|ratio|handlers?|pages?|logs?|free|margin|levels?|types?|metrics?|thresholds?|limits?|queues?|correction|recovery|boundary|over|back|safe|fast|ids?|is|was|are|were|or|and|has|had|will|can|not|no|none)\b/i;
/** `error: 0`, `error: none`: a figure, and none at that. */
const saysNone = /^\s*(?:0|none|null|nil|no|false|-)\s*(?:$|[,;])/i;

type Logger = {
  /** Whether the line may be this logger's, by its first characters. */
  readonly mayBe: (first: string, second: string) => boolean;
  /** Its first group is the level. */
  readonly pattern: RegExp;
  /** True where a level is one letter. */
  readonly letters: boolean;
};

const isLower = (character: string): boolean => character >= 'a' && character <= 'z';

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

/** Formats of loggers that begin with their level, in other ways than a word. */
const loggers: readonly Logger[] = [
  // klog and glog: `E1126 12:00:00.123456       1 reflector.go:138] no gateway`.
  {
    mayBe: (first, second) => 'IWEF'.includes(first) && isDigit(second),
    pattern: /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s+\d{1,8} (?=\S+:\d+\])/,
    letters: true,
  },
  // Ruby's Logger: `E, [2026-01-15T12:00:00.123456 #8] ERROR -- : no gateway`.
  {
    mayBe: (_, second) => second === ',',
    pattern: /^([DIWEFAU]), \[[^\]]{8,60}\] +[A-Z]{3,7} (?:-- [^:]{0,60}: |[^:]{0,60} ?: )?/,
    letters: true,
  },
  // Tornado: `[E 260115 12:00:00 web:2162] no gateway`.
  {
    mayBe: (first, second) => first === '[' && 'IWEDC'.includes(second),
    pattern: /^\[([IWEDC]) \d{6} \d\d:\d\d:\d\d [^\]]{1,80}\] /,
    letters: true,
  },
  // Serilog and Rust's env_logger: `[12:00:00 ERR] no gateway`, `[2026-01-15T12:00:00Z ERROR orders] no gateway`.
  {
    mayBe: (first, second) => first === '[' && isDigit(second),
    pattern: new RegExp(`^\\[(?:${iso}|${clock}) +([A-Za-z]{3,8})(?: +[\\w:.-]{1,120})?\\] `),
    letters: false,
  },
  // winston-cloudwatch: `info - paid`.
  {
    mayBe: (first, second) => isLower(first) && isLower(second),
    pattern: /^([a-z]{3,9}) - (?=\S)/,
    letters: false,
  },
];

const byLetter: Readonly<Record<string, LogLevel>> = {
  F: 'FATAL',
  E: 'ERROR',
  C: 'ERROR',
  W: 'WARN',
  I: 'INFO',
  D: 'DEBUG',
  T: 'TRACE',
};

const ofLogger = (head: string, first: string): Prefix | undefined => {
  const second = head.charAt(1);
  for (const { mayBe, pattern, letters } of loggers) {
    const found = mayBe(first, second) ? pattern.exec(head) : null;
    if (found === null) continue;
    const level = letters ? byLetter[found[1] ?? ''] : levelOfTextWord(found[1] ?? '');
    // Ruby's letter of a line without a level is A.
    if (level !== undefined || letters) {
      return { body: head.slice(found[0].length), level, requestId: undefined };
    }
  }
  return undefined;
};

/** Lambda's Node and .NET runtimes (and a time before a level alone), and its Python runtime: most lines by far. */
const node = new RegExp(`^${iso}[ \\t]+(?:(${uuid})[ \\t]+)?([A-Za-z]{3,8})(?:\\t[ \\t]*|(?<=[A-Z]) +)`);
const python = new RegExp(`^\\[([A-Z]{4,8})\\][ \\t]+${iso}[ \\t]+(${uuid})[ \\t]+`);

const ofLambda = (head: string, first: string): Prefix | undefined => {
  const isPython = first === '[';
  if (!isPython && !isDigit(first)) return undefined;
  const found = (isPython ? python : node).exec(head);
  const level = levelOfTextWord(found?.[isPython ? 1 : 2] ?? '');
  return found === null || level === undefined
    ? undefined
    : { body: head.slice(found[0].length), level, requestId: found[isPython ? 2 : 1] };
};

/** `<11>`, and `15 Jan 12:00:00 host`: syslog's priority, time and host. */
const syslogTime = /(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} {1,2}\d{1,2}) \d\d:\d\d:\d\d \S+ (?=\S+: )/y;
const priority = /^<(\d{1,3})>(?:1 )?/;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const isLevelHere = (found: RegExpExecArray, head: string, isFirst: boolean): boolean => {
  const rest = head.slice(found.index + found[0].length, found.index + found[0].length + 24);
  const [, open = '', name = '', close = '', colon = ''] = found;
  if (open !== '' || close !== '') return open !== '' && close !== '';
  // `Error: no gateway` and `panic: no gateway` are words of what was thrown.
  if (colon !== '') return name !== 'Error' && name !== 'panic' && !saysNone.test(rest);
  if (rest.startsWith('\t')) return true;
  // At the start of a line a bare word may be any sentence's.
  if (isFirst) return false;
  if (name === name.toUpperCase() || /^(?:\n|\r| {2}| [-|] |$)/.test(rest)) return true;
  if (onlyInSentences.has(name.toLowerCase())) return false;
  return !inSentences.has(name.toLowerCase()) || !goesOn.test(rest);
};

/** Takes off what stands before the message. Looks at some hundred characters, however long the text is. */
export const readPrefix = (head: string): Prefix => {
  const first = head.charAt(0);
  // A runtime that puts the invocation alone before its text, as Bref does for PHP.
  const [alone, requestId] = head.charAt(8) === '-' ? (invocation.exec(head) ?? []) : [];
  if (alone !== undefined) return { body: head.slice(alone.length), level: undefined, requestId };
  // Most texts without a prefix begin so: `paid ORD-10432`, and few with `fail: Orders[0]`.
  if (isLower(first) && !/^[a-z]{3,9} ?(?:[:\t]|- )/.test(head))
    return { body: head, level: undefined, requestId: undefined };
  const known = ofLambda(head, first) ?? ofLogger(head, first);
  if (known !== undefined) return known;
  const [mark = '', number = ''] = first === '<' ? (priority.exec(head) ?? []) : [];
  const level = number === '' ? undefined : levelOfSyslog(Number(number) % 8);
  const syslog = matchAt(syslogTime, head, mark.length);
  return syslog === null
    ? scan(head, mark.length, level)
    : { body: head.slice(mark.length + syslog[0].length), level, requestId: undefined };
};

/** Part by part from here on, till one is none of these. */
const scan = (head: string, start: number, known: LogLevel | undefined): Prefix => {
  let at = start;
  let level = known;
  let requestId: string | undefined;
  let isTimed = false;
  let hasRequest = false;
  for (;;) {
    const isFirst = at === 0;
    const from = isFirst ? 0 : at + (matchAt(between, head, at)?.[0].length ?? 0);
    const next = head.charAt(from);
    const timed = isTimed || isLower(next) ? null : matchAt(time, head, from);
    if (timed !== null) {
      isTimed = true;
      at = from + timed[0].length;
      continue;
    }
    const named = hasRequest || isFirst ? null : matchAt(request, head, from);
    if (named !== null) {
      hasRequest = true;
      requestId = named[0] === 'undefined' ? undefined : named[0];
      at = from + named[0].length;
      continue;
    }
    const marked = isTimed && next === 's' ? matchAt(stream, head, from) : null;
    if (marked !== null) {
      at = from + marked[0].length;
      continue;
    }
    const found = level === undefined ? matchAt(word, head, from) : null;
    const own = found === null ? undefined : levelOfTextWord(found[2] ?? '');
    if (found !== null && own !== undefined && isLevelHere(found, head, isFirst)) {
      level = own;
      at = from + found[0].length;
      continue;
    }
    const single = level === undefined && (next === '[' || isTimed) ? matchAt(letter, head, from) : null;
    if (single !== null) {
      level = byLetter[single[1] ?? single[2] ?? single[3] ?? ''];
      at = from + single[0].length;
      continue;
    }
    return { body: isFirst ? head : head.slice(from), level, requestId };
  }
};
