/**
 * True when sequence number `a` comes after `b` (rule 12): both are decimal digits of any length, so the longer one is
 * greater and texts of one length compare as they stand. The same order as BigInt's, without making one a record.
 */
export const isAfter = (a: string, b: string): boolean => {
  const left = withoutLeadingZeros(a);
  const right = withoutLeadingZeros(b);
  return left.length === right.length ? left > right : left.length > right.length;
};

const withoutLeadingZeros = (digits: string): string =>
  digits.startsWith('0') ? digits.replace(/^0+(?=.)/, '') : digits;
