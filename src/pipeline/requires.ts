/**
 * `requires: 0.2` of a pipeline file: which tool it needs. Checked before anything else of the file, because what a tool that is
 * too old would say of new keys ("unknown key") sends people to the wrong place.
 */
import { found, type Path, valueAt } from './found.ts';
import type { YamlDocument } from './yaml-source.ts';

const versionShape = /^\d{1,4}(\.\d{1,4}){0,2}$/;

export const requiresNeeds = 'a version such as 0.2 or 0.2.1';

/** True where a file may say that it requires this. */
export const isRequirement = (text: string): boolean => versionShape.test(text);

const partsOf = (version: string): readonly number[] =>
  (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);

/** True where a version is older than what is required: `0.10` is newer than `0.9`, `0.2` is met by `0.2.0`. */
export const isOlder = (version: string, required: string): boolean => {
  const [is, needs] = [partsOf(version), partsOf(required)];
  const at = needs.findIndex((part, index) => part !== (is[index] ?? 0));
  return at >= 0 && (is[at] ?? 0) < (needs[at] ?? 0);
};

/** Where a document may say it: at its top, and in each pipeline of its list. */
const places = (value: unknown): readonly Path[] => {
  const list = valueAt(value, ['pipelines']);
  const inList = Array.isArray(list) ? list.map((_, index): Path => ['pipelines', index, 'requires']) : [];
  return [['requires'], ...inList];
};

export type Requirement = { readonly line: number; readonly message: string };

/**
 * What is wrong with what documents require of this version: those that need a newer tool first, else those that say no version.
 * It is read as it is written: YAML's number 0.10 would be 0.1.
 */
export const unmetRequirements = (
  documents: readonly YamlDocument[],
  version: string,
): readonly Requirement[] => {
  const said = documents.flatMap((document) =>
    places(document.value).flatMap((path) => {
      const value = valueAt(document.value, path);
      if (value === undefined) return [];
      return [{ line: document.lineOf(path), value, written: document.sourceOf(path) ?? '' }];
    }),
  );
  const malformed = said.filter(({ written }) => !isRequirement(written));
  const tooNew = said.filter(({ written }) => isRequirement(written) && isOlder(version, written));
  const [newest] = tooNew.toSorted((a, b) => (isOlder(a.written, b.written) ? 1 : -1));
  if (newest !== undefined) {
    const { line, written } = newest;
    const message = `this file needs orders-watch ${written} or newer, this is ${version}: npm i -g orders-watch`;
    return [{ line, message }];
  }
  return malformed.map(({ line, value }) => ({
    line,
    message: `requires: found ${found(value)}, needs ${requiresNeeds}`,
  }));
};
