/**
 * Cuts a text into tokens: the first group of `shape`, a sticky expression that also skips the space before a token.
 * Where nothing fits it tells what is left.
 */
export const tokenize = (shape: RegExp, text: string): readonly string[] | { readonly stuckAt: string } => {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  shape.lastIndex = 0;
  while (shape.lastIndex < end) {
    const at = shape.lastIndex;
    const token = shape.exec(text)?.[1];
    if (token === undefined) return { stuckAt: text.slice(at).trim() };
    tokens.push(token);
  }
  return tokens;
};
