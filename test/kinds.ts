/**
 * Two kinds of test. A unit test runs in its own process alone: no server, no pty, no other program. All others start some of
 * these, themselves or by a helper, and are told by what they import; so nobody has to remember a list or a name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** What makes a test more than a unit test, as an import of it or of a helper. */
const starts = [
  /^node:(child_process|http|https|net|worker_threads)$/,
  /^@lydell\/node-pty$/,
  /^src\/sandbox\/server\.ts$/,
];

const statement = /^(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(statement)].map(([, specifier = '']) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier,
  );

const startsMore = (file: string, seen: Set<string>): boolean => {
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some(
    (one) =>
      starts.some((pattern) => pattern.test(one)) || (/^(test|scripts)\//.test(one) && startsMore(one, seen)),
  );
};

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.test\.tsx?$/.test(name))
  .map((name) => posix.join('test', name))
  .sort();

export const wholeTests: readonly string[] = files.filter((file) => startsMore(file, new Set()));
export const unitTests: readonly string[] = files.filter((file) => !wholeTests.includes(file));
