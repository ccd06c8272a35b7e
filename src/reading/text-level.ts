/**
 * The level of a text that has none before it: a word where loggers put levels, or the words by which runtimes tell of a
 * failure. A text that only mentions an error (`0 errors`, `retrying without error`) has none.
 */

import { hasLineBreak } from './fold.ts';
import { levelOfTextWord } from './levels.ts';
import type { LogLevel } from './log-reading.ts';

/** Levels stand at the beginning; further on the word is part of what is said. */
const nearChars = 200;

const loud = /\b(?:FATAL|CRITICAL|CRIT|SEVERE|EMERG|ERROR|ERR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b/g;
/** `without ERROR`, `0 ERROR`, `level to DEBUG`, `LOG_LEVEL=ERROR`. */
const mentions =
  /(?:\b(?:no|not|without|zero|0|any|levels?|to|at|than|as|if|is|or|and)\s+['"`]?|\w_?levels?\W{1,3}|[\w/-]|['"`])$/i;
/** `ERROR RATE`, `ERROR=0`, `ERROR: 0`. */
const isFigure =
  /^(?:['"`]|[\s_-]*(?:rate|count|budget|ratio|code|level|page)s?\b|\s*[=:]\s*(?:0|none|false|null)\b)/i;

const words =
  'fatal|critical|crit|error|err|fail|emerg|alert|severe|panic|warn|warning|notice|info|debug|trace';
/** `[error]`, `[php:error]`, `| error |`, `- error -`, `level=error`. */
const quiet = new RegExp(
  `(?:[[<] ?(?:\\w+[:.])?(${words})\\d? ?[\\]>]|[|] *(${words}) *[|]| - (${words}) - |(?:^|\\s)(?:level|lvl|severity)[=:] ?["']?(${words})(?=["'\\s,;]|$))`,
  'i',
);

/** Where such a word may stand at all: cheaper to find than the words. */
const mayBeQuiet = /[[<|=:]| - /;

/** How a runtime begins to tell of what was not caught: Node, Python, Go, Rust, Java, C++, PHP, Ruby, the kernel. */
const failures =
  /^(?:Traceback \(most recent|Unhandled (?:promise )?(?:rejection|exception|error)|Uncaught |Exception in thread |Caused by: |PHP (?:Fatal|Parse|Recoverable fatal) error|thread '[^']*' (?:\(\d+\) )?panicked at|panic: |runtime: out of memory|Segmentation fault|Out of memory: Kill|terminate called after throwing|Unknown application error occurred|Killed$|Completed 5\d\d\b|\S+\.rb:\d+:in .*\((?:\w+::)*\w*Error\))/i;
/** What they say anywhere. */
const failureWords = [
  'Task timed out after ',
  'UnhandledPromiseRejection',
  'Unhandled promise rejection',
  'Unhandled Promise Rejection',
  'OOMKilled',
];
/** `TypeError: no gateway`, `java.lang.IllegalStateException`, `[AssertionError [ERR_ASSERTION]: no gateway`. */
const exception =
  /^\[?(?:[\w$]+[.:/\\]+){0,12}(?:[A-Z][\w$]*)?(?:Error|Exception)(?: \[\w+\])?(?::(?=\s|$)(?!\s*(?:0|none|null)\b)|\s*$|[\r\n])/;
/** Java tells first what was thrown, then its class with its frames. */
const thrown = /(?:^|[\r\n])(?:[\w$]+\.){0,12}[\w$]*(?:Error|Exception)\b[^\r\n]*[\r\n]+\s+at /;
/** A request and how it was answered, wherever a format puts them: Envoy, uvicorn, an API's own. */
const failedRequest = /"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^"]*" 5\d\d(?!\S)/;
const fatal = /^(?:#\s+)*(?:A )?fatal error\b(?!s|: 0)/i;
/** `psql: error: no connection`, as tools write to stderr. */
const tool = /^[\w./-]{1,60}: (?:(fatal)|error|internal error|(warning))(?: error)?: (?!0\b|none\b)/i;
const warning =
  /^(?:LAMBDA_WARNING: |\(node:\d+\) (?:\[\w+\] )?\w*Warning: |\S+\.py:\d+: \w*Warning: |PHP (?:Warning|Deprecated): )/;

const loudLevel = (near: string): LogLevel | undefined => {
  loud.lastIndex = 0;
  for (let found = loud.exec(near); found !== null; found = loud.exec(near)) {
    const isMention = mentions.test(near.slice(Math.max(0, found.index - 24), found.index));
    if (!isMention && !isFigure.test(near.slice(loud.lastIndex, loud.lastIndex + 16))) {
      return levelOfTextWord(found[0]);
    }
  }
  return undefined;
};

const quietLevel = (near: string): LogLevel | undefined => {
  if (!mayBeQuiet.test(near)) return undefined;
  const [, bracketed, barred, dashed, paired] = quiet.exec(near) ?? [];
  const word = bracketed ?? barred ?? dashed ?? paired;
  return word === undefined ? undefined : levelOfTextWord(word.toLowerCase());
};

/** What syslog puts before a text, and a failure may follow: `kernel: Out of memory`, `erpd[812]: Traceback`. */
const tag = /^[a-z][\w./-]{0,40}(?:\[\d{1,8}\])?: (?=[A-Z]|fatal |panic: |thread |terminate )/;

const failureLevel = (text: string): LogLevel | undefined => {
  const [before] = tag.exec(text) ?? [];
  return failureOf(text) ?? (before === undefined ? undefined : failureOf(text.slice(before.length)));
};

const failureOf = (text: string): LogLevel | undefined => {
  if (fatal.test(text)) return 'FATAL';
  if (failures.test(text) || exception.test(text)) return 'ERROR';
  if (text.includes('" 5') && failedRequest.test(text)) return 'ERROR';
  if (hasLineBreak(text) && thrown.test(text)) return 'ERROR';
  if (failureWords.some((words) => text.includes(words))) return 'ERROR';
  if (warning.test(text)) return 'WARN';
  const told = text.includes(': ') ? tool.exec(text) : null;
  if (told === null) return undefined;
  if (told[2] !== undefined) return 'WARN';
  return told[1] === undefined ? 'ERROR' : 'FATAL';
};

/** The level of a text by its beginning; undefined for most. */
export const textLevel = (text: string): LogLevel | undefined => {
  const near = text.length > nearChars ? text.slice(0, nearChars) : text;
  return loudLevel(near) ?? quietLevel(near) ?? failureLevel(text);
};
