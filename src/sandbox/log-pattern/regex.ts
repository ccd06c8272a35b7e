/** What AWS lets a regular expression hold: no groups, few symbols, one-byte characters. */
const allowed =
  /^(?:[A-Za-z0-9 _#=@/;,:'"<>&^$?[\]{}|*+.-]|\\(?:[dDsSwW]|x[0-9a-fA-F]{2}|[_#=@/;,:^$?[\]{}|\\*+.-]))+$/;

/** The expression between two `%`. */
export const parseRegex = (source: string): RegExp | { readonly error: string } => {
  if (!allowed.test(source)) return { error: `Invalid regex: ${source}` };
  try {
    return new RegExp(source);
  } catch {
    return { error: `Invalid regex: ${source}` };
  }
};
