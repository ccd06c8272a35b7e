/** Sums of decimal numbers, exact to the last digit: what comes in can be taken out again and leaves nothing. */
import { canonicalNumber } from '../decimal.ts';

/** `units` times ten to the power of minus `scale`. Of up to 15 digits `units` is a number that a double holds. */
export type Decimal = { readonly units: number | bigint; readonly scale: number };

const plain = /^(-?\d{1,15})(?:\.(\d{1,14}))?$/;
const shortDigits = 15;
const mostScale = 14;

/** Undefined for what is no number. DynamoDB's have up to 38 digits and a power of ten of -130 to 125. */
export const parseDecimal = (text: string): Decimal | undefined => {
  const match = plain.exec(text);
  if (match !== null) {
    const [, whole = '', fraction = ''] = match;
    if (whole.length + fraction.length <= shortDigits)
      return { units: Number(whole + fraction), scale: fraction.length };
  }
  const canonical = canonicalNumber(text);
  if (canonical === '0') return { units: 0, scale: 0 };
  const parts = /^(-?\d+)e(-?\d+)$/.exec(canonical);
  if (parts === null) return undefined;
  const [, digits = '0', power = '0'] = parts;
  const exponent = Number(power);
  if (digits.length > 60 || Math.abs(exponent) > 200) return undefined;
  if (digits.length <= shortDigits && exponent <= 0 && -exponent <= mostScale)
    return { units: Number(digits), scale: -exponent };
  const big = BigInt(digits);
  return exponent >= 0
    ? { units: big * 10n ** BigInt(exponent), scale: 0 }
    : { units: big, scale: -exponent };
};

export type DecimalSum = {
  readonly add: (value: Decimal, sign: 1 | -1) => void;
  /** The nearest double. */
  readonly value: () => number;
};

/** From here on a sum is carried over into whole numbers of any size. */
const carryFrom = 2 ** 52;

export const createDecimalSum = (): DecimalSum => {
  const small = new Float64Array(mostScale + 1);
  const big = new Map<number, bigint>();
  const addBig = (units: bigint, scale: number): void => {
    big.set(scale, (big.get(scale) ?? 0n) + units);
  };
  return {
    add: ({ units, scale }, sign) => {
      if (typeof units === 'bigint') return addBig(sign === 1 ? units : -units, scale);
      const sum = (small[scale] ?? 0) + sign * units;
      if (Math.abs(sum) < carryFrom) {
        small[scale] = sum;
        return;
      }
      addBig(BigInt(sum), scale);
      small[scale] = 0;
    },
    value: () => {
      const scales = new Set(big.keys());
      small.forEach((units, scale) => {
        if (units !== 0) scales.add(scale);
      });
      const most = Math.max(0, ...scales);
      let total = 0n;
      for (const scale of scales) {
        const units = (big.get(scale) ?? 0n) + BigInt(small[scale] ?? 0);
        total += units * 10n ** BigInt(most - scale);
      }
      return Number(`${total}e-${most}`);
    },
  };
};
