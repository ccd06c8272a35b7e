/** Stage kinds that a pipeline file describes under `kinds:`, for all of its documents. */
import * as z from 'zod';
import type { Result } from '../result.ts';
import type { KindDefinition } from './catalogue/kind.ts';
import type { OwnKindName, OwnKinds } from './catalogue/kinds.ts';
import { type Path, pathText, valueAt } from './found.ts';
import { allowedKindKeys, kindsSchema } from './kind-schema.ts';
import { explainIssue, readYaml, type YamlDocument } from './yaml-source.ts';

/** These names, as those of kinds of the file's own. */
export const ownKindNames = (names: readonly string[]): z.ZodType<OwnKindName> =>
  z.custom<OwnKindName>((name) => typeof name === 'string' && names.includes(name));

export type ReadKinds = {
  readonly own: OwnKinds;
  /** Of all that are there, those that are wrong, too: what is said of a kind is said once. */
  readonly names: readonly string[];
  readonly isWhole: boolean;
};

/** Where a document may describe kinds: at its top, and in each pipeline of its list. */
const kindPlaces = ({ value }: YamlDocument): readonly unknown[] => {
  const list = valueAt(value, ['pipelines']);
  const all = [value, ...(Array.isArray(list) ? list : [])];
  return all.map((one) => valueAt(one, ['kinds'])).filter((described) => described !== undefined);
};

/** The kinds that a file describes. Of one name, the first counts. */
export const readKinds = (documents: readonly YamlDocument[]): ReadKinds => {
  const described = documents.flatMap(kindPlaces);
  const names = described.flatMap((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [],
  );
  const own = new Map<OwnKindName, KindDefinition>();
  let isWhole = true;
  for (const value of described) {
    const read = kindsSchema.safeParse(value);
    isWhole &&= read.success;
    for (const [name, definition] of Object.entries(read.data ?? {})) {
      const ownName = ownKindNames([name]).parse(name);
      if (!own.has(ownName)) own.set(ownName, titled(definition, name));
    }
  }
  return { own, names: [...new Set(names)], isWhole };
};

const titled = (definition: KindDefinition, name: string): KindDefinition =>
  definition.title === '' ? { ...definition, title: name } : definition;

/** The kinds of a file for `init`: their definitions, and their text for the file that it writes. */
export type KindsOfFile = { readonly own: OwnKinds; readonly text: string };

/** Reads no more of a file than its kinds; the error is one line. */
export const readKindsOf = (
  text: string,
  file: string,
): Result<KindsOfFile, { readonly errors: readonly string[] }> => {
  const read = readYaml(text);
  if (!read.ok)
    return { ok: false, errors: read.errors.map(({ line, message }) => `${file}:${line}: ${message}`) };
  const kinds = readKinds(read.value);
  if (!kinds.isWhole) {
    const errors = read.value.flatMap((document) => {
      const parsed = kindsOnly.safeParse(document.value);
      const allowed = (path: Path) => allowedKindKeys(path.slice(2), valueAt(document.value, path));
      return (parsed.error?.issues ?? []).map((issue) => {
        const { line, path, message } = explainIssue(issue, document, allowed);
        return `${file}:${line}: ${pathText(path)}: ${message}`;
      });
    });
    return { ok: false, errors };
  }
  const texts = read.value.flatMap((document) => document.textOf('kinds') ?? []);
  if (texts.length === 0) return { ok: false, errors: [`${file}:1: has no kinds`] };
  return { ok: true, value: { own: kinds.own, text: texts.join('') } };
};

const kindsOnly = z.object({ kinds: kindsSchema.optional() });
