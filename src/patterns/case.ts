/** Upper and lower case as JavaScript's flag `i` takes them (without `u`): ECMA-262, 22.2.2.7.3 Canonicalize. */
import type { UnitRange } from './syntax.ts';

const firstForeign = 0x80;
const lastUnit = 0xffff;

const canonical = (code: number): number => {
  const upper = String.fromCharCode(code).toUpperCase();
  const to = upper.charCodeAt(0);
  return upper.length > 1 || (to < firstForeign && code >= firstForeign) ? code : to;
};

let foreign: readonly (readonly number[])[] | undefined;

/** The letters beyond ASCII that are one without their case. Made when the first pattern needs it: 5 ms. */
const foreignLetters = (): readonly (readonly number[])[] => {
  if (foreign !== undefined) return foreign;
  const byCanon = new Map<number, number[]>();
  for (let code = firstForeign; code <= lastUnit; code += 1) {
    const canon = canonical(code);
    const others = byCanon.get(canon);
    if (others === undefined) byCanon.set(canon, [code]);
    else others.push(code);
  }
  foreign = [...byCanon.values()].filter((codes) => codes.length > 1);
  return foreign;
};

const shifted = ([from, to]: UnitRange, low: number, high: number, by: number): readonly UnitRange[] => {
  const [first, last] = [Math.max(from, low), Math.min(to, high)];
  return first <= last ? [[first + by, last + by]] : [];
};

/** The units of these ranges in either case. */
export const inEitherCase = (ranges: readonly UnitRange[]): readonly UnitRange[] => {
  const ascii = ranges.flatMap((range) => [
    ...shifted(range, 0x41, 0x5a, 0x20),
    ...shifted(range, 0x61, 0x7a, -0x20),
  ]);
  const has = (code: number): boolean => ranges.some(([from, to]) => from <= code && code <= to);
  const beyond = ranges.some(([, to]) => to >= firstForeign)
    ? foreignLetters().flatMap((codes) => (codes.some(has) ? codes.map((code) => [code, code] as const) : []))
    : [];
  return [...ranges, ...ascii, ...beyond];
};
