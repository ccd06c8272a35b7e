/** JSON that nothing in it can act on a terminal by: for NDJSON, and for the YAML that `init` writes. */

// JSON.stringify escapes C0 and lone surrogates; what else could act on a terminal or hide in it would go through.
// A line feed stands between values only: within a text it is an escape already.
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const plain = /^[\x20-\x7e\n]*$/;

const escapeUnits = (character: string): string => {
  let text = '';
  for (let unit = 0; unit < character.length; unit += 1) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return text;
};

/** The same JSON, with every character that could act on a terminal written as an escape. */
export const harmless = (json: string): string =>
  plain.test(json) ? json : json.replace(unsafe, escapeUnits);
