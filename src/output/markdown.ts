/**
 * Markdown of text that others wrote: CommonMark and GitHub's. Whatever a text holds, it stays text: no heading, no list, no link,
 * no image, no HTML, no second line.
 */
import { sanitize } from '../terminal/sanitize.ts';
import { isWebLink } from '../web-link.ts';

/** In one line, without what cannot be seen. */
const oneLine = (text: string): string => sanitize(text.replace(/\s+/g, ' ')).trim();

/**
 * Plain words. What means something anywhere in a line is escaped; what does so only at its beginning (`#`, `-`, `1.`) is, there.
 * An address is no link: only those that were looked at are, by `mdLink`.
 */
export const mdText = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*[\]<&|~$]/g, (character) => `\\${character}`)
    // Within a word it is no emphasis.
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}\\.`)
    .replace(/^([#+=!>-]|\d+(?=[.)](?:\s|$)))/, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`));

/** Text as it is, in a line: within it nothing means anything. Bars are escaped, as a table has them so. */
const codeSpan = (text: string): string => {
  const shown = oneLine(text);
  if (shown === '') return '';
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const edge = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${edge}${shown}${edge}${fence}`;
};

export const mdCode = (text: string): string => codeSpan(text);

/** For a cell of a table, where a bar ends the cell even within code. */
export const mdCellCode = (text: string): string => codeSpan(text).replaceAll('|', '\\|');

/** Lines as they are, between fences that they cannot close. */
export const mdBlock = (lines: readonly string[], language = 'text'): string => {
  const shown = lines.map((line) => sanitize(line).trimEnd());
  const runs = shown.flatMap((line) => [...line.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
};

/** A link to a page; the words alone where it is none that a browser should open. */
export const mdLink = (words: string, url: string): string =>
  isWebLink(url) ? `[${mdText(words)}](<${url.replaceAll('\\', '%5C')}>)` : mdText(words);

export const mdImage = (words: string, file: string): string => `![${mdText(words)}](<${file}>)`;

/** Cells are Markdown already. */
export const mdTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
