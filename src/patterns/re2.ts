/**
 * RE2 (re2js): the time it takes grows with the text and not by its powers, whatever the pattern. Loaded when the first pattern
 * needs it, in one step, since patterns are typed and read where nobody can wait.
 */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import type { MatchPlaces } from './match.ts';
import { re2Source, re2Text } from './re2-syntax.ts';
import type { PatternNode } from './syntax.ts';

/** In the bundle it is a file of its own beside the chunks. */
const re2File = import.meta.url.endsWith('.ts') ? 're2js' : './re2.cjs';

const isRe2 = (loaded: unknown): loaded is typeof Re2 =>
  typeof loaded === 'object' && loaded !== null && 'RE2JS' in loaded;

let library: typeof Re2 | undefined;

const loadRe2 = (): typeof Re2 => {
  if (library !== undefined) return library;
  const loaded: unknown = createRequire(import.meta.url)(re2File);
  if (!isRe2(loaded)) throw new Error(`${re2File} is not re2js`);
  library = loaded;
  return library;
};

export type Re2Pattern = {
  readonly test: (text: string) => boolean;
  readonly find: (text: string, from: number) => MatchPlaces | undefined;
  /** Units of a text that are looked at: so many take about 50 ms at the worst, 12 ns for each instruction and unit. */
  readonly mostUnits: number;
};

const mostWork = 4_000_000;
/** A program of more steps looks at less than a long line. */
const mostInstructions = 1000;

/** Undefined where RE2 does not take it, e.g. for more than 1,000 repeats. */
export const compileRe2 = (tree: PatternNode, ignoresCase: boolean): Re2Pattern | undefined => {
  const { RE2JS } = loadRe2();
  let pattern: Re2.RE2JS;
  try {
    pattern = RE2JS.compile(re2Source(tree, ignoresCase));
  } catch {
    return undefined;
  }
  if (pattern.programSize() > mostInstructions) return undefined;
  const places = Array.from({ length: pattern.groupCount() + 1 }, (_, nth) => nth);
  return {
    test: (text) => pattern.test(re2Text(text)),
    mostUnits: Math.floor(mostWork / pattern.programSize()),
    find: (whole, from) => {
      const text = re2Text(whole);
      // Its automaton says no in a tenth of the time in which the other one finds a place.
      if (from === 0 && !pattern.test(text)) return undefined;
      const matcher = pattern.matcher(text);
      if (!matcher.find(from)) return undefined;
      return places.flatMap((nth) => [matcher.start(nth), matcher.end(nth)]);
    },
  };
};
