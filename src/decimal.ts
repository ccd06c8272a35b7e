/** Decimal numbers as text, to their last digit: DynamoDB's have 38 digits, more than twice what a double holds. */

/**
 * The digits of a number without leading and trailing zeros, and the power of ten of the last one, as in `-1234e-2`: equal
 * numbers give equal texts, and no digit is lost. What is no number stays as it is.
 */
export const canonicalNumber = (text: string): string => {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return whole + fraction === '' ? text : '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
};

/** Whole numbers of up to 15 digits: JSON as they stand, and held by a double. */
const plain = /^(?:0|-?[1-9]\d{0,14})$/;

/** Any number of up to 15 digits comes out of a double as it went in. */
const short = /^-?\d{1,15}$|^-?(?=[\d.]{3,16}$)\d+\.\d+$/;

/**
 * The number as JSON text, where a reader that parses it into a double and prints that gets the same number; undefined
 * where it would lose a digit.
 */
export const exactJsonNumber = (text: string): string | undefined => {
  if (plain.test(text)) return text;
  const held = Number(text);
  const printed = String(held);
  if (short.test(text)) return printed;
  return text !== '' && Number.isFinite(held) && canonicalNumber(printed) === canonicalNumber(text)
    ? printed
    : undefined;
};
