/** Text from AWS as YAML that `init` writes: nothing in it ends a line, a scalar or a comment. */

/** Escaped beyond what JSON does: what could act on a terminal, or hide in it, is written as its number. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

/** A YAML scalar: quoted unless it is a plain word. */
export const scalar = (text: string): string =>
  /^[A-Za-z/][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : quoted(text);

export const list = (texts: readonly string[]): string => `[${texts.map(scalar).join(', ')}]`;

export const mapping = (entries: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(entries)
    .map(([key, value]) => `${scalar(key)}: ${scalar(value)}`)
    .join(', ')} }`;

/** Text from AWS in a comment: nothing that ends the line. */
export const comment = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
