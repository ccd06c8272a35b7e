/** What is wrong with what a run of the tool left behind, on its streams and in its files. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolRun } from '../helpers/in-process.ts';
import { harmIn, harmInMarkdown, mistakeInXml } from './payloads.ts';

/** The contract's; a call that AWS calls a mistake is one of usage (2). */
const codes = [0, 1, 2, 3, 4, 130];

/** What these print is a document, with `--json` too; only their errors are objects. */
const documents = ['iam-policy', 'init'];

const harmInFile = (file: string, areNamesOurs: boolean): readonly string[] => {
  const text = readFileSync(file, 'utf8');
  const mistake = file.endsWith('.svg')
    ? mistakeInXml(text)
    : file.endsWith('.md')
      ? harmInMarkdown(text)
      : undefined;
  const name = areNamesOurs ? (harmIn(file) ?? []) : [];
  return [harmIn(text) ?? [], name, mistake ?? []].flat().map((harm) => `${file}: ${harm}`);
};

export type Left = {
  /** Where it may have written; what is there is looked at and taken away. */
  readonly folder: string;
  /** Names of files that stay, and are not looked at. */
  readonly kept: RegExp;
  /** Nobody else has named the files. */
  readonly areNamesOurs: boolean;
};

/** Nothing where all is well; else a line for each thing, which says what was run. */
export const harmOfRun = (
  args: readonly string[],
  { code, stdout, stderr }: ToolRun,
  { folder, kept, areNamesOurs }: Left,
): readonly string[] => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !kept.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  // Colours, where they are wanted.
  const shown = args.includes('--ansi') ? stdout.replaceAll(/\x1b\[[\d;]*m/g, '') : stdout;
  const found = [shown, stderr].flatMap((text) => harmIn(text) ?? []);
  found.push(...files.flatMap((file) => harmInFile(file, areNamesOurs)));
  if (!codes.includes(code)) found.push(`ends with ${code}: ${stderr}`);
  if (/internal error|This panel failed|\n\s+at .*:\d+:\d+\)?\n/.test(stdout + stderr)) {
    found.push(`crashed: ${stderr}${stdout.slice(0, 300)}`);
  }
  if (code === 2 || code === 4) {
    if ((stdout + stderr).trim() === '') found.push(`ends with ${code} and no word`);
  }
  // A line that a stranger forges would look like one of the tool's.
  for (const line of stderr.split('\n'))
    if (/^(three|two|\{"type")/.test(line)) found.push(`forged: ${line}`);
  if (args.includes('--json') && !documents.includes(args[0] ?? '')) {
    for (const line of stdout.split('\n').slice(0, -1)) {
      try {
        JSON.parse(line);
      } catch {
        found.push(`no JSON: ${line}`);
      }
    }
  }
  // Queries that were run stay, to be listed.
  for (const file of files) if (!file.endsWith('queries.json')) rmSync(file);
  return found.map((harm) => `${args.slice(0, 8).join(' ').slice(0, 200)}: ${harm}`);
};
