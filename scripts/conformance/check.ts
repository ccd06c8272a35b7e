/** What a check is: a run of the built tool, as a user would start it, and what must come of it. */
import { isDeepStrictEqual } from 'node:util';
import type { Facts } from './facts.ts';
import type { Run } from './tool.ts';

export type Finding = {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
};

/** `Known`: what the account is known to hold. */
export type Check<Known = Facts> = {
  /** The command line after `orders-watch`. */
  readonly args: readonly string[];
  /** Over the usual environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** In the place of moto's. */
  readonly endpoint?: string;
  /** For commands that follow: interrupted, as by Ctrl-C, once so many lines are on stdout. */
  readonly untilLines?: number;
  readonly expect: (run: Run, facts: Known) => readonly Finding[];
};

const longest = 60;

const text = (value: unknown): string => {
  const json = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return json.length > longest ? `${json.slice(0, longest - 1)}…` : json;
};

/** Both sides from where they begin to differ, so that a long list shows its wrong entry. */
const firstDifference = (expected: unknown, seen: unknown): readonly [unknown, unknown] => {
  if (!Array.isArray(expected) || !Array.isArray(seen)) return [expected, seen];
  const at = expected.findIndex((value, index) => !isDeepStrictEqual(value, seen[index]));
  if (at >= 0) return [expected[at], seen[at]];
  return [`${expected.length} of them`, `${seen.length} of them`];
};

const summary = (value: unknown): string =>
  Array.isArray(value) && value.length > 3 ? `${value.length} of them` : text(value);

/** The two must be deeply equal. */
export const same = (what: string, expected: unknown, seen: unknown): Finding => {
  const ok = isDeepStrictEqual(expected, seen);
  const [left, right] = ok ? [summary(expected), summary(seen)] : firstDifference(expected, seen).map(text);
  return { what, expected: left ?? '', seen: right ?? '', ok };
};

/** Every one of these must stand in the text. */
export const shows = (what: string, expected: readonly string[], seen: string): Finding => {
  const missing = expected.filter((part) => !seen.includes(part));
  return {
    what,
    expected: text(expected.join(' · ')),
    seen: missing.length === 0 ? 'all there' : text(`missing: ${missing.join(' · ')}`),
    ok: missing.length === 0,
  };
};

/** No byte that could act on a terminal: C0 but line feed, DEL, C1, bidi controls. */
export const harmless = (seen: string): Finding => {
  const found = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(seen);
  return {
    what: 'no control character',
    expected: 'none',
    seen: found === null ? 'none' : `U+${found[0].charCodeAt(0).toString(16)} at ${found.index}`,
    ok: found === null,
  };
};

export const exits = (code: number, run: Run): Finding => same('exit code', code, run.code);

/** moto has no history of alarms: what was read is printed, that call is told of, and the run has failed in part (issue 13). */
export const exitsWithoutHistory = (run: Run): readonly Finding[] => [
  exits(1, run),
  shows('the call that fails', ['DescribeAlarmHistory'], run.stderr),
];

/** Ends with the code, and says why in one line that names what it is about. */
export const refuses = (code: number, about: string, run: Run): readonly Finding[] => [
  exits(code, run),
  same('lines on stderr', 1, run.stderr.split('\n').filter(Boolean).length),
  shows('stderr names it', [about], run.stderr),
  harmless(run.stderr),
];
