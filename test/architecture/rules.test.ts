/** The rules that comments name are written down: `rules.md` of a folder of sources numbers what AWS does. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles, textOf } from './source-graph.ts';

const fileOf = (folder: string): string => `src/sources/${folder}/rules.md`;
const folders = ['metrics', 'alarms', 'logs', 'streams'];

const numbersIn = (folder: string): readonly number[] =>
  [...textOf(fileOf(folder)).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));

/** `rule 3`, `rules 5, 6`, `rules 9 and 12`, `rules 18 to 20`. */
const citation = /\b[Rr]ules? (\d+(?:(?:, | and | to )\d+)*)/;

/** What a file cites: of its own folder, or of the one that stands before it (`metrics, rule 3`, `logs, rules 9 and 12`). */
const citedIn = (file: string): readonly { readonly folder: string; readonly rule: number }[] => {
  const own = folders.find((folder) => dirname(file) === `src/sources/${folder}`);
  const pattern = new RegExp(`(?:\\b(${folders.join('|')})(?:/rules\\.md)?, )?${citation.source}`, 'gi');
  return [...textOf(file).matchAll(pattern)].flatMap(([, named = own, numbers = '']) =>
    (numbers.match(/\d+/g) ?? []).map((rule) => ({ folder: named?.toLowerCase() ?? '', rule: Number(rule) })),
  );
};

test.each(folders)('the rules of %s are numbered from 1', (folder) => {
  const numbers = numbersIn(folder);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('every rule that is cited is written down', () => {
  const missing = sourceFiles.flatMap((file) =>
    citedIn(file)
      .filter(({ folder, rule }) => !folders.includes(folder) || !numbersIn(folder).includes(rule))
      .map(({ folder, rule }) => `${file}: rule ${rule} of ${folder || 'no folder'}`),
  );
  expect(missing).toEqual([]);
});

test('no comment leans on a document that is not here', () => {
  const named = sourceFiles.flatMap((file) =>
    // A name in quotes is that of a file which the tool writes.
    [...textOf(file).matchAll(/(?<![\w./'-])[\w./-]+\.md\b/g)].map(([document]) => ({ file, document })),
  );
  const absent = named.filter(
    ({ file, document }) =>
      !existsSync(document) && !existsSync(`${dirname(file)}/${document}`) && !existsSync(`docs/${document}`),
  );
  expect(absent).toEqual([]);
});
