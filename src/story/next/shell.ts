/** Commands of the AWS CLI as a person types them. Names come from AWS and from files: none of them may become a command. */
import type { Origin } from '../../origin.ts';

/** Words that no shell reads as anything but themselves. */
const plain = /^[\w./:@,+-]+$/;

/** A word for sh, bash and zsh: single quotes leave nothing to expand. */
export const shellQuoted = (text: string): string =>
  plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * True where a name can be typed: nothing that a terminal would not show (a line break, an escape code, an invisible letter), and
 * nothing that the CLI would read from elsewhere (`file://…` as a value is the text of that file).
 */
const isTypable = (text: string): boolean =>
  text !== '' && text.length <= 2048 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^(file|fileb|https?):\/\//iu.test(text);

/** A flag's value: a name, one that was made here and is safe (`made`), or what another command prints (`printedBy`). */
export type FlagValue = string | { readonly made: string } | { readonly printedBy: string | undefined };

export type Flags = Readonly<Record<string, FlagValue | undefined>>;

const argumentOf = (flag: string, value: FlagValue): string | undefined => {
  if (typeof value !== 'string') {
    if ('made' in value) return `--${flag} ${shellQuoted(value.made)}`;
    return value.printedBy === undefined ? undefined : `--${flag} "$(${value.printedBy})"`;
  }
  if (!isTypable(value)) return undefined;
  // A value that begins with a dash would be read as a flag.
  return value.startsWith('-') ? `--${flag}=${shellQuoted(value)}` : `--${flag} ${shellQuoted(value)}`;
};

/**
 * `aws sqs get-queue-url --queue-name payments --region eu-west-1`; undefined where a flag has no value, or one that cannot be typed:
 * half a command would look at something else.
 */
export const awsCommand = (call: string, flags: Flags, { region, profile }: Origin): string | undefined => {
  const all: Flags = { ...flags, region, ...(profile === undefined ? {} : { profile }) };
  const words = Object.entries(all).map(([flag, value]) =>
    value === undefined ? undefined : argumentOf(flag, value),
  );
  return words.includes(undefined) ? undefined : [`aws ${call}`, ...words].join(' ');
};

/**
 * One field that a command prints, for `printedBy`. Inside double quotes only plain names are safe: an interactive bash expands
 * `!` there, whatever quotes are within.
 */
export const printing = (call: string, flags: Flags, field: string, origin: Origin): FlagValue => {
  const names = [...Object.values(flags), origin.region, origin.profile ?? 'default'];
  const isPlain = names.every((name) => typeof name !== 'string' || plain.test(name));
  const printed = isPlain ? awsCommand(call, { ...flags, query: field, output: 'text' }, origin) : undefined;
  return { printedBy: printed };
};
