import { ceilTime, floorTime, type Period } from './period.ts';
import { compareValues, isMoment, toNumber, toText, type Value } from './value.ts';

/** Functions of values. `bin` is with the evaluator, as it looks at the row's time. */

type ScalarFunction = (args: readonly Value[], period: Period | undefined) => Value;

const ofNumber =
  (change: (number: number) => number): ScalarFunction =>
  ([value]) => {
    const number = toNumber(value);
    const changed = number === undefined ? Number.NaN : change(number);
    return Number.isFinite(changed) ? changed : undefined;
  };

const ofText =
  (change: (text: string) => Value): ScalarFunction =>
  ([value]) => {
    const text = toText(value);
    return text === undefined ? undefined : change(text);
  };

const ofTime =
  (change: (timeMs: number, period: Period) => number): ScalarFunction =>
  ([value], period) => {
    const time = toNumber(value);
    return time === undefined || period === undefined ? undefined : { ms: change(time, period) };
  };

const extreme =
  (sign: 1 | -1): ScalarFunction =>
  (args) =>
    args
      .filter((value) => value !== undefined)
      .sort((a, b) => sign * compareValues(a, b))
      .at(-1);

const trim = (side: 'both' | 'start' | 'end'): ScalarFunction => {
  const trims = {
    both: (text: string) => text.trim(),
    start: (text: string) => text.trimStart(),
    end: (text: string) => text.trimEnd(),
  };
  return ofText(trims[side]);
};

const functions: Readonly<Record<string, ScalarFunction>> = {
  abs: ofNumber(Math.abs),
  ceil: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  log: ofNumber(Math.log),
  sqrt: ofNumber(Math.sqrt),
  greatest: extreme(1),
  least: extreme(-1),
  ispresent: ([value]) => (value === undefined ? 0 : 1),
  coalesce: (args) => args.find((value) => value !== undefined),
  isempty: ([value]) => ((toText(value) ?? '') === '' ? 1 : 0),
  isblank: ([value]) => ((toText(value) ?? '').trim() === '' ? 1 : 0),
  concat: (args) => args.map((value) => toText(value) ?? '').join(''),
  trim: trim('both'),
  ltrim: trim('start'),
  rtrim: trim('end'),
  strlen: ofText((text) => [...text].length),
  toupper: ofText((text) => text.toUpperCase()),
  tolower: ofText((text) => text.toLowerCase()),
  substr: ([value, start, length]) => {
    const from = toNumber(start);
    if (from === undefined) return undefined;
    const to = toNumber(length);
    return toText(value)?.slice(from, to === undefined ? undefined : from + to);
  },
  replace: ([value, search, by]) => {
    const wanted = toText(search);
    return wanted === undefined ? toText(value) : toText(value)?.replaceAll(wanted, () => toText(by) ?? '');
  },
  strcontains: ([value, search]) => {
    const wanted = toText(search);
    return wanted !== undefined && (toText(value)?.includes(wanted) ?? false) ? 1 : 0;
  },
  datefloor: ofTime(floorTime),
  dateceil: ofTime(ceilTime),
  frommillis: ([value]) => {
    const ms = toNumber(value);
    return ms === undefined ? undefined : { ms };
  },
  tomillis: ([value]) => (isMoment(value) ? value.ms : undefined),
};

export const isFunction = (name: string): boolean => name === 'bin' || Object.hasOwn(functions, name);

export const functionOf = (name: string): ScalarFunction | undefined =>
  Object.hasOwn(functions, name) ? functions[name] : undefined;
