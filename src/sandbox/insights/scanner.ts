/** Reads the words of a query one by one, and keeps the first mistake with its place. */
import { type BoundedRegex, boundedRegex } from '../bounded-regex.ts';

export type Token = {
  readonly kind: 'name' | 'text' | 'number' | 'duration' | 'symbol' | 'end';
  /** A name without its backticks, a text without its quotes, else as written. */
  readonly text: string;
  /** Between backticks: never a keyword. */
  readonly isQuoted: boolean;
  readonly start: number;
  readonly end: number;
};

export type Mistake = { readonly message: string; readonly start: number; readonly end: number };

export type Scanner = {
  readonly peek: () => Token;
  readonly take: () => Token;
  /** Takes the next token if it is this symbol or keyword (in any case of letters). */
  readonly accept: (word: string) => boolean;
  /** The same, and a mistake if it is not. */
  readonly expect: (word: string) => void;
  /** A `/regular expression/` at this place; undefined where there is none. */
  readonly regex: () => BoundedRegex | undefined;
  /** Notes a mistake at the token, or at the next one. From then on there is nothing left to read, so parsers unwind. */
  readonly fail: (message: string, token?: Token) => void;
  readonly mistake: () => Mistake | undefined;
  /** What was written from `start` up to the last token taken. */
  readonly written: (start: number) => string;
};

const space = /(?:\s|#[^\n]*)*/y;
const shapes = [
  ['duration', /\d+(?:\.\d+)?[A-Za-z]+/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[A-Za-z_@$][\w@.]*/y],
  ['name', /`[^`]+`/y],
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy],
  ['symbol', /==|=~|!=|<=|>=|[=<>|,()[\]+\-*/%^]/y],
] as const;
const regexShape = /\/((?:[^/\\\n]|\\.)+)\//y;

const matchAt = (shape: RegExp, text: string, at: number): string | undefined => {
  shape.lastIndex = at;
  return shape.exec(text)?.[0];
};

export const createScanner = (text: string): Scanner => {
  let at = 0;
  let lastEnd = 0;
  let known: Token | undefined;
  let mistake: Mistake | undefined;

  const skip = () => {
    at += matchAt(space, text, at)?.length ?? 0;
  };

  const fail = (message: string, token?: Token) => {
    const where = token ?? peek();
    mistake ??= { message, start: where.start, end: Math.max(where.end, where.start + 1) };
    at = text.length;
    known = undefined;
  };

  const read = (): Token => {
    skip();
    if (at >= text.length) return { kind: 'end', text: '', isQuoted: false, start: at, end: at };
    for (const [kind, shape] of shapes) {
      const found = matchAt(shape, text, at);
      if (found === undefined) continue;
      const isQuoted = found.startsWith('`');
      const bare =
        kind === 'text'
          ? found.slice(1, -1).replace(/\\(["'\\])/g, '$1')
          : isQuoted
            ? found.slice(1, -1)
            : found;
      return { kind, text: bare, isQuoted, start: at, end: at + found.length };
    }
    const unknown: Token = { kind: 'symbol', text: text.charAt(at), isQuoted: false, start: at, end: at + 1 };
    fail(`unexpected symbol found ${unknown.text}`, unknown);
    return read();
  };

  const peek = (): Token => {
    known ??= read();
    return known;
  };

  const take = (): Token => {
    const token = peek();
    at = token.end;
    lastEnd = token.end;
    known = undefined;
    return token;
  };

  const accept = (word: string): boolean => {
    const token = peek();
    const isIt =
      (token.kind === 'symbol' && token.text === word) ||
      (token.kind === 'name' && !token.isQuoted && token.text.toLowerCase() === word);
    if (isIt) take();
    return isIt;
  };

  return {
    peek,
    take,
    accept,
    expect: (word) => {
      if (!accept(word)) fail(`expected ${word}, ${described(peek())}`);
    },
    regex: () => {
      skip();
      const found = matchAt(regexShape, text, at);
      if (found === undefined) return undefined;
      const token: Token = { kind: 'text', text: found, isQuoted: false, start: at, end: at + found.length };
      const regex = compileRegex(found.slice(1, -1));
      if (regex === undefined) {
        fail(`invalid regular expression ${found}`, token);
        return undefined;
      }
      at = lastEnd = token.end;
      known = undefined;
      return regex;
    },
    fail,
    mistake: () => mistake,
    written: (start) => text.slice(start, lastEnd),
  };
};

/** A token in the words of an error. */
export const described = (token: Token): string =>
  token.kind === 'end' ? 'but the query ends' : `but found ${token.text}`;

/** AWS's engine takes `(?i)` in front; ours takes it as a flag. */
const compileRegex = (source: string): BoundedRegex | undefined => {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  return boundedRegex(source.slice(flags?.[0].length ?? 0), flags?.[1] ?? '');
};
