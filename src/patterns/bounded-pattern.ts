/**
 * Patterns that people write, run on texts that strangers wrote: the one place that makes a regular expression of them, so that
 * none of them can hold the tool up (issue 15). A pattern means what it means in JavaScript without flag `u`, and runs
 *
 * - as it is where it can take only some steps for each character, as `ORD-\d+` does,
 * - by RE2 where it has no lookaround, no references and no loops of empty rounds: time grows with the text, not with its powers,
 * - in a thread else, for 50 ms a text, and is switched off where that is not enough.
 */
import type { Result } from '../result.ts';
import { isSafeAsItIs, isSameInRe2 } from './linear.ts';
import { type GroupNames, type MatchPlaces, matchAt, namedMatch, type PatternMatch } from './match.ts';
import { compileRe2 } from './re2.ts';
import { readPattern } from './syntax.ts';
import { mostCallMs, runInThread, startThread } from './thread.ts';
import {
  forgetPatternTrouble,
  notePatternUse,
  type PatternOrigin,
  tellPatternTrouble,
  warnOfThread,
} from './troubles.ts';

export type BoundedPattern = {
  readonly source: string;
  readonly runs: 'asItIs' | 're2' | 'thread';
  /** Whether it took too long, and finds nothing any more. */
  readonly isOff: () => boolean;
  /** The names of its groups in order; undefined for one without. */
  readonly groups: GroupNames;
  readonly test: (text: string) => boolean;
  /** The first match from this place on, in UTF-16 units. */
  readonly find: (text: string, from?: number) => PatternMatch | undefined;
};

export type PatternOptions = {
  readonly of: PatternOrigin;
  readonly ignoresCase?: boolean;
};

type Engine = Pick<BoundedPattern, 'runs' | 'isOff' | 'test'> & {
  readonly find: (text: string, from: number) => PatternMatch | undefined;
};

export const mostPatternChars = 10_000;

const asItIs = (source: string, flags: string, groups: GroupNames): Engine => {
  const tester = new RegExp(source, flags);
  const finder = new RegExp(source, `${flags}g`);
  return {
    runs: 'asItIs',
    isOff: () => false,
    test: (text) => tester.test(text),
    find: (text, from) => {
      finder.lastIndex = from;
      const found = finder.exec(text);
      return found === null ? undefined : namedMatch(found.index, found[0], found.slice(1), groups);
    },
  };
};

type Tell = (what: string) => void;

const byRe2 = (source: string, ignoresCase: boolean, groups: GroupNames, tell: Tell): Engine | undefined => {
  const tree = readPattern(source);
  if (tree === undefined || !isSameInRe2(tree)) return undefined;
  const compiled = compileRe2(tree, ignoresCase);
  if (compiled === undefined) return undefined;
  const { find, mostUnits } = compiled;
  const places = (text: string, from: number): MatchPlaces | undefined => {
    if (text.length <= mostUnits) return find(text, from);
    tell(`looks at the first ${mostUnits} characters of longer lines only`);
    const found = from > mostUnits ? undefined : find(text.slice(0, mostUnits), from);
    // What ends where the text was cut may end there for no other reason.
    return (found?.[1] ?? mostUnits) < mostUnits ? found : undefined;
  };
  return {
    runs: 're2',
    isOff: () => false,
    test: (text) => (text.length <= mostUnits ? compiled.test(text) : places(text, 0) !== undefined),
    find: (text, from) => matchAt(text, places(text, from), groups),
  };
};

/** Of the time that goes by, a pattern in the thread may take a tenth, and a second at once. */
const share = 0.1;
const mostCreditMs = 1000;
/** Answers of texts that were tried: a list is filtered anew with each frame. */
const mostAnswers = 30_000;

const inThread = (source: string, flags: string, groups: GroupNames, tell: Tell): Engine => {
  startThread();
  const answers = new Map<string, boolean>();
  let isOff = false;
  let creditMs = mostCreditMs;
  let at = performance.now();
  const switchOff = (why: string): undefined => {
    isOff = true;
    answers.clear();
    tell(`${why} and is switched off`);
    return undefined;
  };
  const places = (text: string, from: number): MatchPlaces | undefined => {
    if (isOff) return undefined;
    const before = performance.now();
    const answer = runInThread({ source, flags, text, from });
    const now = performance.now();
    creditMs = Math.min(mostCreditMs, creditMs + (before - at) * share) - (now - before);
    at = now;
    switch (answer.kind) {
      case 'match':
        return creditMs < 0 ? switchOff('takes too long on many lines') : answer.places;
      case 'none':
        return creditMs < 0 ? switchOff('takes too long on many lines') : undefined;
      case 'late':
        return switchOff(`took more than ${mostCallMs} ms on a line`);
      case 'refused':
        return switchOff('cannot be run');
    }
  };
  return {
    runs: 'thread',
    isOff: () => isOff,
    find: (text, from) => matchAt(text, places(text, from), groups),
    test: (text) => {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const isFound = places(text, 0) !== undefined;
      if (answers.size >= mostAnswers) answers.clear();
      if (!isOff) answers.set(text, isFound);
      return isFound;
    },
  };
};

/** What begins a group that is caught, past what is escaped or in a class. */
const opening = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:(?!\?)|\?<(?![=!])([^>]*)>)/gs;

/** Of a pattern that JavaScript takes. */
const groupsOf = (source: string): GroupNames =>
  [...source.matchAll(opening)].flatMap(([begin, name]) => (begin.startsWith('(') ? [name] : []));

const syntaxError = (source: string, flags: string): string | undefined => {
  if (source.length > mostPatternChars) return `longer than ${mostPatternChars} characters`;
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.slice(said.lastIndexOf(': ') + 2);
  }
};

const made = (source: string, { of, ignoresCase = false }: PatternOptions): BoundedPattern => {
  const flags = ignoresCase ? 'i' : '';
  const tree = readPattern(source);
  const tell: Tell = (what) => tellPatternTrouble(of, source, what);
  forgetPatternTrouble(of, source);
  const groups = groupsOf(source);
  const { runs, isOff, test, find } =
    tree !== undefined && isSafeAsItIs(tree)
      ? asItIs(source, flags, groups)
      : (byRe2(source, ignoresCase, groups, tell) ?? inThread(source, flags, groups, tell));
  if (runs === 'thread') warnOfThread(of, source, mostCallMs);
  return {
    source,
    runs,
    isOff,
    groups,
    test,
    find: (text, from = 0) => (from > text.length ? undefined : find(text, from)),
  };
};

type Compiled = Result<BoundedPattern, { readonly error: string }>;

const compiled = new Map<string, Compiled>();
const mostCompiled = 64;

/** Reads a pattern; the same one is read once, however often it is asked for. */
export const compilePattern = (source: string, options: PatternOptions): Compiled => {
  const flags = options.ignoresCase === true ? 'i' : '';
  const key = `${options.of} ${flags}/${source}`;
  const known = compiled.get(key);
  notePatternUse(options.of, source);
  if (known !== undefined) return known;
  const error = syntaxError(source, flags);
  const result: Compiled =
    error === undefined ? { ok: true, value: made(source, options) } : { ok: false, error };
  const [oldest] = compiled.size < mostCompiled ? [] : compiled.keys();
  if (oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, result);
  return result;
};

/** All that it finds, one after the other; what is empty is passed over. */
export const allMatches = function* (pattern: BoundedPattern, text: string): Generator<PatternMatch> {
  for (let from = 0; from <= text.length; ) {
    const match = pattern.find(text, from);
    if (match === undefined) return;
    if (match.to > match.from) yield match;
    from = Math.max(match.to, match.from + 1);
  }
};

/** The text with `by`, as it stands, in the place of all that the pattern finds; an empty match is none. */
export const replaceAll = (pattern: BoundedPattern, text: string, by: string): string => {
  let replaced = '';
  let from = 0;
  for (const match of allMatches(pattern, text)) {
    replaced += text.slice(from, match.from) + by;
    from = match.to;
  }
  return replaced + text.slice(from);
};
