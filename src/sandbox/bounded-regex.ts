/**
 * Regular expressions of clients on simulated lines: the account's thread answers all others meanwhile, so none of them may take long. One that
 * is cheap on any line runs as it is, others by RE2, and what RE2 does not take (lookaround, references) under a watchdog.
 */
import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

export type RegexMatch = {
  /** What the groups caught, in order. */
  readonly groups: readonly (string | undefined)[];
};

export type BoundedRegex = {
  /** Names of the groups in order; undefined for one without. */
  readonly names: readonly (string | undefined)[];
  readonly test: (text: string) => boolean;
  readonly exec: (text: string) => RegexMatch | undefined;
};

/** What stands for one character, escaped or in a class; and what begins a group, with its name where it has one. */
const single = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs;
const opening = /\((?:(?!\?)|\?P?<(?![=!])(\w+)>)/g;

/** At most the square of a line: no group is repeated, one thing at the most is repeated without end, few things may be absent. */
const isCheap = (source: string): boolean => {
  const shape = source.replace(single, '.');
  const endless = shape.match(/[*+]|\{\d+,\}/g) ?? [];
  const counted = shape.match(/[?{]/g) ?? [];
  return !/\)[*+?{]/.test(shape) && endless.length <= 1 && counted.length <= 3;
};

const asItIs = (source: string, flags: string): Omit<BoundedRegex, 'names'> => {
  const regex = new RegExp(source, flags);
  return {
    test: (text) => regex.test(text),
    exec: (text) => {
      const found = regex.exec(text);
      return found === null ? undefined : { groups: found.slice(1) };
    },
  };
};

const mostInstructions = 1_000;
/** So many steps take about 50 ms. */
const mostWork = 4_000_000;

const byRe2 = (source: string, flags: string): Omit<BoundedRegex, 'names'> | undefined => {
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(flags === '' ? source : `(?${flags})${source}`);
  } catch {
    return undefined;
  }
  if (regex.programSize() > mostInstructions) return undefined;
  const mostChars = Math.floor(mostWork / regex.programSize());
  const groups = Array.from({ length: regex.groupCount() }, (_, nth) => nth + 1);
  const test = (text: string): boolean => regex.test(text.slice(0, mostChars));
  return {
    test,
    exec: (text) => {
      const matcher = test(text) ? regex.matcher(text.slice(0, mostChars)) : undefined;
      if (matcher?.find() !== true) return undefined;
      return { groups: groups.map((nth) => matcher.group(nth) ?? undefined) };
    },
  };
};

const mostLineMs = 50;
/** One that is slow on so many lines finds nothing any more. */
const mostLate = 3;

const watched = (source: string, flags: string): Omit<BoundedRegex, 'names'> => {
  const place: { regex: RegExp; text: string } = { regex: new RegExp(source, flags), text: '' };
  const context = createContext(place);
  const script = new Script('regex.exec(text)');
  let late = 0;
  const exec = (text: string): RegexMatch | undefined => {
    if (late >= mostLate) return undefined;
    place.text = text;
    try {
      const found: unknown = script.runInContext(context, { timeout: mostLineMs });
      if (!Array.isArray(found)) return undefined;
      return {
        groups: found.slice(1).map((caught: unknown) => (typeof caught === 'string' ? caught : undefined)),
      };
    } catch {
      late += 1;
      return undefined;
    }
  };
  return { exec, test: (text) => exec(text) !== undefined };
};

/** Reads an expression as JavaScript writes it, with flags of `ims`; undefined where it is none. */
export const boundedRegex = (source: string, flags = ''): BoundedRegex | undefined => {
  try {
    new RegExp(source, flags);
  } catch {
    return undefined;
  }
  const names = [...source.replace(single, '.').matchAll(opening)].map(([, name]) => name);
  const engine = isCheap(source) ? asItIs(source, flags) : (byRe2(source, flags) ?? watched(source, flags));
  return { names, ...engine };
};

/**
 * Matches a text that holds pieces one after the other, with anything between them; gives what is between, each as short as can be, the last one
 * up to the end where the last piece is empty. In linear time.
 */
export const between = (pieces: readonly string[], text: string): readonly string[] | undefined => {
  const [first = '', ...others] = pieces;
  let at = text.indexOf(first);
  if (at < 0) return undefined;
  at += first.length;
  const caught: string[] = [];
  for (const [nth, piece] of others.entries()) {
    const isEnd = piece === '' && nth === others.length - 1;
    const next = isEnd ? text.length : text.indexOf(piece, at);
    if (next < 0) return undefined;
    caught.push(text.slice(at, next));
    at = next + piece.length;
  }
  return caught;
};
