/** What is wrong with how a command took a spoilt answer. */
import type { ToolRun } from '../../../test/helpers/in-process.ts';
import { harmIn } from '../../../test/hostile/payloads.ts';
import type { Command } from './commands.ts';

export const faults = ['crash', 'silent', 'usage', 'ndjson', 'control', 'hang'] as const;
export type Fault = { readonly kind: (typeof faults)[number]; readonly what: string };

const isNdjson = (stdout: string): boolean => {
  try {
    for (const line of stdout.split('\n').slice(0, -1)) JSON.parse(line);
    return stdout === '' || stdout.endsWith('\n');
  } catch {
    return false;
  }
};

/** A clock that jumps is ahead of the file that it waits for. */
const wordsOf = ({ stdout, stderr }: ToolRun): ReadonlySet<string> =>
  new Set([
    ...stderr.split('\n').filter((line) => line.startsWith('orders-watch:') && !line.includes('(Stalled)')),
    ...stdout.split('\n').filter((line) => line.startsWith('{"type":"error"')),
  ]);

const countsOf = (facts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const fact of facts) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  return counts;
};

/** The first of what was there before and is no more. */
const lostOf = (before: readonly string[], after: readonly string[]): string | undefined => {
  const left = countsOf(after);
  return [...countsOf(before)].find(([fact, count]) => (left.get(fact) ?? 0) < count)?.[0];
};

/** `whole`: the same command, of answers that are not spoilt. `isData`: what was changed is a text as any other, of which nobody can know. */
export const judge = (
  { args, facts }: Command,
  run: ToolRun,
  whole: ToolRun & { readonly facts: readonly string[] },
  isData: boolean,
): readonly Fault[] => {
  const { code, stdout, stderr } = run;
  const found: Fault[] = [];
  const crash =
    /internal error[^\n]*|This panel failed[^\n]*|^ +at .*$|\bTypeError\b[^\n]*|\bundefined\b|\[object Object\]|\bNaN\b/m.exec(
      stdout + stderr,
    );
  if (crash !== null) found.push({ kind: 'crash', what: crash[0] });
  if (![0, 1, 2, 3, 4, 130].includes(code)) found.push({ kind: 'crash', what: `ends with ${code}` });
  if (code === 2 && whole.code !== 2) found.push({ kind: 'usage', what: stderr.trim() });
  if (args.includes('--json') && !isNdjson(stdout)) found.push({ kind: 'ndjson', what: stdout.slice(-200) });
  const harm = harmIn(stdout + stderr);
  if (harm !== undefined) found.push({ kind: 'control', what: harm });
  let after: readonly string[] = [];
  try {
    after = facts(run);
  } catch {
    // No output: all is lost.
  }
  const lost = isData ? undefined : lostOf(whole.facts, after);
  if (lost === undefined) return found;
  const before = wordsOf(whole);
  const words = [...wordsOf(run)].filter((word) => !before.has(word));
  if (words.length === 0) found.push({ kind: 'silent', what: `no more, without a word: ${lost}` });
  // What is in a dashboard's body is people's own: a widget that is not drawn fails nothing else.
  else if (code === 0 && !args.includes('--cloudwatch'))
    found.push({ kind: 'silent', what: `${lost} no more, said, and it ends with 0: ${words.at(-1)}` });
  return found;
};
