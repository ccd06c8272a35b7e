/** Text from AWS as YAML that `init` writes: nothing in it ends a line, a scalar or a comment. */

import { harmless } from '../../harmless-json.ts';

/** A YAML scalar: quoted unless it is a plain word. */
export const scalar = (text: string): string =>
  /^[A-Za-z/][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : harmless(JSON.stringify(text));

export const list = (texts: readonly string[]): string => `[${texts.map(scalar).join(', ')}]`;

export const mapping = (entries: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(entries)
    .map(([key, value]) => `${scalar(key)}: ${scalar(value)}`)
    .join(', ')} }`;

/** Text from AWS in a comment: nothing that ends the line. */
export const comment = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
