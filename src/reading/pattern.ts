/**
 * What lines that say the same have in common (issue 14): numbers, ids, times and quoted values become `…`. One pass over the beginning
 * of a text, no backtracking; a pattern of a pattern is itself. What is a word and what an id is told by its letters alone, so that
 * one line's pattern never depends on the lines before it.
 */

import type { ReadLine } from './log-reading.ts';
import { errorOf, namedText } from './record-error.ts';

const mask = '…';
/** Of a text no more is looked at; patterns are cut between words. */
const mostTextChars = 600;
const mostPatternChars = 160;
/** Letters and digits without an end are an id, or somebody's data. */
const mostWordChars = 48;

/** Words with a digit in them that are no ids. */
const namesWithDigits: ReadonlySet<string> = new Set(
  's3 ec2 route53 p50 p90 p95 p99 utf8 http2 http3 h2 ipv4 ipv6 md5 sha1 sha256 sha512 base64 x509 oauth2 k8s log4j es6 i18n'.split(
    ' ',
  ),
);
/** Beside a number they are part of a time. */
const timeWords: ReadonlySet<string> = new Set(
  'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec AM PM UTC GMT'.split(' '),
);

type CharKind = 'space' | 'word' | 'digit' | 'joint' | 'other';

const kindOfCode = (code: number): CharKind => {
  if (code >= 48 && code <= 57) return 'digit';
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return 'word';
  if (code === 45 || code === 95) return 'joint';
  return code <= 32 || code === 127 || code === 160 ? 'space' : 'other';
};
const asciiKinds: readonly CharKind[] = Array.from({ length: 256 }, (_, code) => kindOfCode(code));
const maskCode = mask.charCodeAt(0);
const kindAt = (text: string, index: number): CharKind =>
  index < 0 || index >= text.length ? 'space' : (asciiKinds[text.charCodeAt(index)] ?? 'other');

const isPlain = (text: string, index: number): boolean => {
  const kind = kindAt(text, index);
  return kind === 'word' || kind === 'digit';
};
const isWordLike = (text: string, index: number): boolean =>
  isPlain(text, index) || text.charCodeAt(index) === maskCode;

/** Letters of a secret or a base64 text change their case at random; those of a name at the beginnings of its words. */
const looksRandom = (word: string): boolean => {
  if (word.length < 16) return false;
  let humps = 0;
  for (let index = 1; index < word.length; index += 1) {
    if (word.charCodeAt(index) <= 90 && word.charCodeAt(index - 1) >= 97) humps += 1;
  }
  return humps * 5 >= word.length;
};

const isId = (word: string, hasDigit: boolean): boolean =>
  word.length > mostWordChars || (hasDigit && !namesWithDigits.has(word.toLowerCase())) || looksRandom(word);

/** What may stand between two masks that are one: `10.0.0.1:443`, `2026-01-15 12:00:00,123 +0200`, `ORD-1, ORD-2`. */
const joinsMasks: ReadonlySet<string> = new Set([
  '',
  ' ',
  '.',
  ',',
  ':',
  ';',
  '/',
  '-',
  '_',
  '+',
  '|',
  '=',
  '*',
  '~',
  '#',
  '%',
  ', ',
  ' +',
  ' -',
  '; ',
  '/-',
  ':-',
  ' - ',
  ' / ',
]);
/** A sign before a number is of it. */
const isSign = (text: string): boolean => text === '-' || text === '+';

/** The parts of a pattern as they are found: words, what stands between, masks; masks that are one are joined. */
const createParts = () => {
  const parts: string[] = [];
  let chars = 0;
  const pop = (): string => {
    const last = parts.pop() ?? '';
    chars -= last.length;
    return last;
  };
  const push = (part: string): void => {
    parts.push(part);
    chars += part.length;
  };
  /** Takes off what stands after the last mask where that joins it with another that follows. */
  const joinBefore = (): boolean => {
    const last = parts.at(-1);
    if (last === mask) return true;
    const gap: string[] = [];
    for (let back = 1; back <= 3; back += 1) {
      const part = parts.at(-back);
      if (part === undefined || part.length > 1) return false;
      if (part === mask) {
        if (!joinsMasks.has(gap.join(''))) return false;
        for (let left = gap.length; left > 0; left -= 1) pop();
        return true;
      }
      gap.unshift(part);
    }
    const before = parts.at(-4);
    if (before !== mask || !joinsMasks.has(gap.join(''))) return false;
    for (let left = gap.length; left > 0; left -= 1) pop();
    return true;
  };
  const isTimeBefore = (): boolean => {
    const word = parts.at(-2);
    return word !== undefined && timeWords.has(word) && joinsMasks.has(parts.at(-1) ?? 'x');
  };
  const hasSignBefore = (): boolean => {
    const before = parts.at(-2);
    return isSign(parts.at(-1) ?? '') && (before === undefined || /^[ (,=:[]$/.test(before));
  };
  const addMask = (): void => {
    while (!joinBefore()) {
      if (isTimeBefore()) {
        pop();
        pop();
      } else if (hasSignBefore()) pop();
      else {
        push(mask);
        return;
      }
    }
  };
  return {
    addMask,
    addWord: (word: string): void => {
      if (timeWords.has(word)) {
        const last = parts.at(-1);
        if (last === mask || (parts.at(-2) === mask && joinsMasks.has(last ?? 'x'))) {
          joinBefore();
          return;
        }
      }
      push(word);
    },
    addChar: (char: string): void => {
      if (char !== ' ' || (parts.length > 0 && parts.at(-1) !== ' ')) push(char);
    },
    /** A pattern is read again with the mask in the place of what it stands for. */
    endsInMask: () => parts.at(-1) === mask,
    chars: () => chars,
    text: (isCut: boolean): string => {
      while (parts.at(-1) === ' ') pop();
      while (chars > mostPatternChars) pop();
      while (parts.at(-1) === ' ') pop();
      if (isCut && parts.at(-1) !== mask) push(mask);
      return parts.join('');
    },
  };
};

/** Where a quoted value that opens here ends; -1 where none does. An apostrophe within a word opens and closes nothing. */
const closingQuote = (text: string, from: number, quote: string): number => {
  for (let at = text.indexOf(quote, from + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (quote === '"' || !isWordLike(text, at + 1)) return at;
  }
  return -1;
};

const isMailChar = (text: string, index: number): boolean =>
  isPlain(text, index) || '.-_'.includes(text.charAt(index) || ' ');

/**
 * The pattern of what a line says: at most 160 characters, of the first 600 of the text. Linear in them. `charge failed ORD-17 gateway
 * timeout after 3000 ms` is `charge failed … gateway timeout after … ms`.
 */
export const patternOf = (whole: string): string => {
  const text = whole.length > mostTextChars ? whole.slice(0, mostTextChars) : whole;
  const parts = createParts();
  /** Quotes that are not closed any more: not looked for again. */
  let unclosed = '';
  let at = 0;
  while (at < text.length && parts.chars() <= mostPatternChars) {
    const kind = kindAt(text, at);
    if (kind === 'word' || kind === 'digit') {
      // Letters and digits, and what a single `-` or `_` joins: ORD-17, a UUID, payment-worker.
      let hasDigit = false;
      let end = at;
      for (;;) {
        const next = kindAt(text, end);
        if (next === 'digit') hasDigit = true;
        else if (next === 'joint') {
          if (!isPlain(text, end + 1)) break;
        } else if (next !== 'word') break;
        end += 1;
      }
      const word = text.slice(at, end);
      if (text.charAt(end) === '@' && isPlain(text, end + 1)) {
        end += 1;
        while (isMailChar(text, end)) end += 1;
        parts.addMask();
      } else if (isId(word, hasDigit)) parts.addMask();
      else parts.addWord(word);
      at = end;
      continue;
    }
    const char = text.charAt(at);
    if (
      (char === '"' || char === "'" || char === '`') &&
      !unclosed.includes(char) &&
      !isWordLike(text, at - 1) &&
      !parts.endsInMask()
    ) {
      const close = closingQuote(text, at, char);
      if (close < 0) unclosed += char;
      else if (/^ ?[:=]/.test(text.slice(close + 1, close + 3)) && close - at <= mostWordChars) {
        // The name of a value, not a value.
        parts.addWord(text.slice(at, close + 1));
        at = close + 1;
        continue;
      } else {
        parts.addMask();
        at = close + 1;
        continue;
      }
    }
    if (char === mask) parts.addMask();
    else parts.addChar(kind === 'space' ? ' ' : char);
    at += 1;
  }
  return parts.text(at < whole.length);
};

const reasonNames = 'error err reason errorMessage error_message exception cause detail'.split(' ');

/** What a line says, without the values beside it: its message, and the error where that is told under a name of its own. */
const saidBy = ({ message, text, fields }: ReadLine): string => {
  if (fields === undefined) return text;
  const reason = errorOf(fields).said ?? namedText(fields, reasonNames);
  const said = [message, ...(reason === undefined || message.includes(reason) ? [] : [reason])]
    .filter((part) => part !== '')
    .join(' ');
  return said === '' ? text : said;
};

/** The pattern of a line that was read: JSON and logfmt by their message and error, other lines by all that they say. */
export const patternOfLine = (line: ReadLine): string => patternOf(saidBy(line));
