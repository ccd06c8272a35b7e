/**
 * The text of THIRD-PARTY-NOTICES.txt. Terms that several packages share word for word stand once, with the copyright lines of
 * each: sixty copies of two texts would be read by nobody.
 */
import { readFileSync } from 'node:fs';
import { type BundledPackage, packageId } from './bundled.ts';

/** Licences that may be bundled into an MIT tool, each read by a person. Another one stops the build. */
const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'MPL-2.0']);
/** Those whose SPDX text is here, for packages that ship none. */
const withText = new Set(['MIT', 'Apache-2.0']);

type Notice = { readonly terms: string; readonly copyright: readonly string[] };

const copyrightLine = /^[ \t]*Copyright (?:\(c\)|©|\d{4}|[A-Z]).*$/gm;

const parted = (text: string): Notice => ({
  terms: text
    .replace(/\r\n/g, '\n')
    .replace(copyrightLine, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, ''),
  copyright: (text.match(copyrightLine) ?? []).map((line) => line.trim()),
});

/** MPL-2.0, 3.2: who has the program must be told how to get the source of what is under it. */
const sourceOf = (one: BundledPackage): string => {
  if (one.repository === undefined) throw new Error(`${packageId(one)} is MPL-2.0 and names no repository`);
  return `The source code of ${packageId(one)}, under the Mozilla Public License 2.0, is at ${one.repository}; no file of it was changed.`;
};

const standard = (one: BundledPackage): Notice => {
  if (!withText.has(one.licence) || one.author === undefined) {
    throw new Error(
      `${packageId(one)} ships no licence file: put the SPDX text of ${one.licence} into scripts/supply/licences, and name its author`,
    );
  }
  const text = readFileSync(`${import.meta.dirname}/licences/${one.licence}.txt`, 'utf8');
  return { terms: parted(text).terms, copyright: [`Copyright ${one.author}`] };
};

const noticesOf = (one: BundledPackage): readonly Notice[] => {
  if (!allowed.has(one.licence)) {
    throw new Error(
      `${packageId(one)} is under ${one.licence}: nobody has read yet whether it may be bundled`,
    );
  }
  // A notice speaks of others' code in its own order: it stays whole.
  const isNotice = (name: string): boolean => /^notice/i.test(name);
  const notices = one.legalFiles
    .filter(({ name }) => isNotice(name))
    .map(({ text }): Notice => ({ terms: text.trim(), copyright: [] }));
  const licences = one.legalFiles.filter(({ name }) => !isNotice(name)).map(({ text }) => parted(text));
  return [...(licences.length === 0 ? [standard(one)] : licences), ...notices];
};

/** Two texts are the same when their words are. */
const wordsOf = (terms: string): string =>
  terms
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const rule = '='.repeat(100);

/**
 * Name, version, licence of each package, where the source is of what is under the MPL, then every text once. Throws for a
 * licence that is not allowed, and where a text is missing that is not known here.
 */
export const thirdPartyNotices = (packages: readonly BundledPackage[]): string => {
  const texts = new Map<string, { readonly terms: string; readonly lines: string[] }>();
  for (const one of packages) {
    for (const { terms, copyright } of noticesOf(one)) {
      const key = wordsOf(terms);
      const text = texts.get(key) ?? { terms, lines: [] };
      texts.set(key, text);
      text.lines.push(`  ${packageId(one)}`, ...copyright.map((line) => `    ${line}`));
    }
  }
  const width = Math.max(...packages.map((one) => packageId(one).length));
  const listed = packages.map((one) =>
    `  ${packageId(one).padEnd(width)}  ${one.licence.padEnd(10)}  ${one.repository ?? ''}`.trimEnd(),
  );
  const sources = packages.filter(({ licence }) => licence === 'MPL-2.0').map(sourceOf);
  return [
    'orders-watch holds code of these packages, each under its own licence:',
    '',
    ...listed,
    '',
    ...sources,
    ...[...texts.values()].flatMap(({ terms, lines }) => ['', rule, 'For', ...lines, '', terms]),
    '',
  ].join('\n');
};
