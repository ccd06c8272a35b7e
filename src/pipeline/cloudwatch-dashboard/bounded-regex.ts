/** Regular expressions that others wrote: tried for a bounded time, since one may take for ever on a text of forty characters. */
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

/** Texts, or why there are none: the pattern is no regular expression, or it took longer than it may. */
export type Replaced = readonly string[] | 'invalid' | 'slow';

const texts = z.array(z.string());
/** Nothing in here but what the language itself has; an empty match would put the text between all characters. */
const script = `JSON.stringify(texts.map((text) =>
  text.replace(new RegExp(pattern, 'g'), (match) => (match === '' ? '' : by))))`;

const isRegex = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'g').global;
  } catch {
    return false;
  }
};

/** The texts with `by`, as it stands, in the place of all that `pattern` matches; `mostMs` is for all of them together. */
export const replaceBounded = (
  all: readonly string[],
  pattern: string,
  by: string,
  mostMs: number,
): Replaced => {
  // Most patterns are plain words.
  if (!/[\\^$.*+?()[\]{}|]/.test(pattern)) return all.map((text) => text.split(pattern).join(by));
  if (!isRegex(pattern)) return 'invalid';
  try {
    // V8 looks at the time limit of a script while it backtracks, which it does not do outside of one.
    const json: unknown = runInNewContext(script, { texts: all, pattern, by }, { timeout: mostMs });
    return texts.parse(JSON.parse(String(json)));
  } catch {
    return 'slow';
  }
};
