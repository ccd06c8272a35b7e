import { type BoundedRegex, boundedRegex } from '../bounded-regex.ts';

/** What AWS lets a regular expression hold: no groups, few symbols, one-byte characters. */
const allowed =
  /^(?:[A-Za-z0-9 _#=@/;,:'"<>&^$?[\]{}|*+.-]|\\(?:[dDsSwW]|x[0-9a-fA-F]{2}|[_#=@/;,:^$?[\]{}|\\*+.-]))+$/;

/** The expression between two `%`. */
export const parseRegex = (source: string): BoundedRegex | { readonly error: string } => {
  const regex = allowed.test(source) ? boundedRegex(source) : undefined;
  return regex ?? { error: `Invalid regex: ${source}` };
};
