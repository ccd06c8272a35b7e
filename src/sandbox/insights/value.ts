/** A moment: it counts as its epoch milliseconds and shows as a date. */
export type Moment = { readonly ms: number };

/** What a field may hold; undefined where an event does not have it. */
export type Value = string | number | boolean | Moment | undefined;

export const isMoment = (value: Value): value is Moment => typeof value === 'object';

/** The number that a value is or spells. */
export const toNumber = (value: Value): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isMoment(value)) return value.ms;
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

/** A value as results show it: times as `2026-01-15 12:00:00.000` in UTC, numbers to four decimals. */
export const toText = (value: Value): string | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isMoment(value)) return new Date(value.ms).toISOString().replace('T', ' ').replace('Z', '');
  return Number.isFinite(value) ? String(Number(value.toFixed(4))) : undefined;
};

export const isTrue = (value: Value): boolean =>
  value !== undefined && value !== false && value !== 0 && value !== '' && value !== 'false';

/** Numbers, and texts that spell them, go by size and after all other texts; the rest goes by its letters. */
export const compareValues = (a: Value, b: Value): number => {
  const [left, right] = [toNumber(a), toNumber(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined) return 1;
  if (right !== undefined) return -1;
  const [leftText = '', rightText = ''] = [toText(a), toText(b)];
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
};

/** Equal as numbers where both are such, else as texts; what is absent equals nothing. */
export const equalValues = (a: Value, b: Value): boolean => {
  if (a === undefined || b === undefined) return false;
  const [left, right] = [toNumber(a), toNumber(b)];
  return left !== undefined && right !== undefined ? left === right : toText(a) === toText(b);
};
