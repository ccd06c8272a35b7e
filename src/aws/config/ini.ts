/**
 * The form of ~/.aws/config and credentials as the AWS CLI reads it (botocore, configloader.py, over Python's RawConfigParser): a comment is
 * a line of its own, a value goes to the end of its line, keys are in any case, lines that stand further in go on with the value before
 * them. The SDK's own reader cuts values at ` #`, and knows no section with a blank in its name. Pure.
 */

/** A section's settings; those of a nested block are named `cloudwatch.endpoint_url`. */
export type Section = Readonly<Record<string, string | undefined>>;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** `key = value`, `key: value`. */
const option = /^([^=:]*?)\s*[=:]\s*(.*)$/;

/** Sections by what stands between their brackets. What is no setting is passed over. */
export const parseIni = (text: string): ReadonlyMap<string, Section> => {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  let block: { readonly key: string; readonly indent: number } | undefined;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const indent = indentOf(line);
    if (section !== undefined && block !== undefined && indent > block.indent) {
      const nested = option.exec(content);
      // Only what begins with an empty value is a block; else it is a value of several lines.
      if (section[block.key] === '' && nested !== null) {
        section[`${block.key}.${nested[1]?.toLowerCase()}`] = nested[2] ?? '';
      }
      continue;
    }
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? {};
      sections.set(header, section);
      block = undefined;
      continue;
    }
    const found = option.exec(content);
    if (section === undefined || found === null) continue;
    const key = (found[1] ?? '').toLowerCase();
    section[key] = found[2] ?? '';
    block = { key, indent };
  }
  return sections;
};
