/**
 * A command line as Python's `shlex.split` parts it, which the AWS CLI does for `credential_process`: quotes and backslashes, no shell, no
 * variables. Undefined where a quote is not closed. Pure.
 */
export const shellWords = (line: string): readonly string[] | undefined => {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    if (quote === "'") {
      if (char === quote) quote = '';
      else word = `${word ?? ''}${char}`;
    } else if (quote === '"') {
      if (char === quote) quote = '';
      else if (char === '\\' && (next === '"' || next === '\\')) {
        word = `${word ?? ''}${next}`;
        at += 1;
      } else word = `${word ?? ''}${char}`;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (next === '') return undefined;
      word = `${word ?? ''}${next}`;
      at += 1;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${char}`;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
};
