/** YAML read so that an error can name its line. */

import { isMap, isNode, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import type * as z from 'zod';
import type { Result } from '../result.ts';
import { found, type Path, valueAt } from './found.ts';

export type YamlDocument = {
  readonly value: unknown;
  /** Line of what stands there, or of the nearest thing around it; from 1. */
  readonly lineOf: (path: Path) => number;
  /** A scalar as it is written: `0.10`, which as a value is 0.1. Undefined for anything else. */
  readonly sourceOf: (path: Path) => string | undefined;
  /** A key of the document with all that stands below it, as it is written; undefined where it is not there. */
  readonly textOf: (key: string) => string | undefined;
  /** Line of a key of the mapping there. */
  readonly lineOfKey: (path: Path, key: string) => number;
};

export type YamlRead = Result<
  readonly YamlDocument[],
  { readonly errors: readonly { readonly line: number; readonly message: string }[] }
>;

const maxBytes = 1024 * 1024;

/** Reads all documents of a text; empty ones are left out. Never throws. */
export const readYaml = (text: string): YamlRead => {
  if (text.length > maxBytes) return { ok: false, errors: [{ line: 1, message: 'is larger than 1 MB' }] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const errors = documents.flatMap(({ errors: found }) =>
    found.map(({ message, pos }) => ({ line: lines.linePos(pos[0]).line, message: firstLine(message) })),
  );
  if (errors.length > 0) return { ok: false, errors };
  const read: YamlDocument[] = [];
  for (const document of documents) {
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
      continue;
    const lineOfNode = (node: ParsedNode | undefined): number =>
      lines.linePos(node?.range[0] ?? document.range[0]).line;
    const nodeAt = (path: Path): ParsedNode | undefined => {
      const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
      return isParsed(node) ? node : undefined;
    };
    const lineOf = (path: Path): number => {
      const node = nodeAt(path);
      return node !== undefined || path.length === 0 ? lineOfNode(node) : lineOf(path.slice(0, -1));
    };
    const lineOfKey = (path: Path, key: string): number => {
      const map = nodeAt(path);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      return isParsed(pair?.key) ? lineOfNode(pair.key) : lineOf(path);
    };
    const textOf = (key: string): string | undefined => {
      const { contents } = document;
      const pair = isMap(contents)
        ? contents.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      if (!isParsed(pair?.key) || !isParsed(pair.value)) return undefined;
      return text.slice(pair.key.range[0], pair.value.range[2]);
    };
    const sourceOf = (path: Path): string | undefined => {
      const node = nodeAt(path);
      return isScalar(node) ? node.source : undefined;
    };
    try {
      read.push({
        value: document.toJS({ maxAliasCount: mostAliases }),
        lineOf,
        lineOfKey,
        sourceOf,
        textOf,
      });
    } catch (error) {
      // Aliases that multiply without end.
      const message = firstLine(error instanceof Error ? error.message : String(error));
      return { ok: false, errors: [{ line: lineOf([]), message }] };
    }
  }
  return { ok: true, value: read };
};

/** Two hundred stages, each merged from a few anchors; what multiplies without end is far beyond. */
const mostAliases = 2_000;

const firstLine = (text: string): string => text.split('\n')[0] ?? text;

const isParsed = (node: unknown): node is ParsedNode => isNode(node) && Array.isArray(node.range);

const needsOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a mapping of keys to values';
  return issue.message;
};

/** A zod issue as `line`, `path` and words: what was found, what is needed. */
export const explainIssue = (
  issue: z.core.$ZodIssue,
  { value, lineOf, lineOfKey }: YamlDocument,
  allowedKeys: (path: Path) => readonly string[] = () => [],
): { readonly line: number; readonly path: Path; readonly message: string } => {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const allowed = allowedKeys(path);
    const hint = allowed.length === 0 ? '' : `; allowed: ${allowed.join(', ')}`;
    return { line: lineOfKey(path, key), path, message: `unknown key ${JSON.stringify(key)}${hint}` };
  }
  if (issue.code === 'invalid_key') {
    const [holder, key] = [path.slice(0, -1), String(path.at(-1))];
    const needs = issue.issues[0]?.message ?? issue.message;
    return { line: lineOfKey(holder, key), path: holder, message: `found key ${found(key)}, needs ${needs}` };
  }
  return {
    line: lineOf(path),
    path,
    message: `found ${found(valueAt(value, path))}, needs ${needsOf(issue)}`,
  };
};
