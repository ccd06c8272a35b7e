/** Which changes are wanted, by event and by key: what can be told from the record itself. */
import { canonicalNumber } from '../../decimal.ts';
import type { AttributeValue, ChangeEventName, ItemChange } from '../../observation/streams.ts';

export type ChangeFilter = {
  /** Absent: all. */
  readonly events?: readonly ChangeEventName[];
  /** Changes of these items: a value of one of their keys, or all of them with a blank between. Absent or empty: all. */
  readonly keys?: readonly string[];
};

/** The cheap filters; an expression looks at all of it. */
export const matchesChange = (filter: ChangeFilter, change: ItemChange): boolean => {
  if (filter.events !== undefined && !filter.events.includes(change.eventName)) return false;
  if (filter.keys === undefined || filter.keys.length === 0) return true;
  const values = Object.values(change.keys);
  return filter.keys.some(
    (wanted) =>
      values.some((value) => isKey(value, wanted)) ||
      (values.length > 1 && values.map(keyText).join(' ') === wanted),
  );
};

/** A number is what it is however it is written: 1.50 is 1.5, which is how DynamoDB gives it. */
const isKey = (value: AttributeValue, wanted: string): boolean =>
  keyText(value) === wanted || ('N' in value && canonicalNumber(value.N) === canonicalNumber(wanted));

/** A key as one would type it. */
const keyText = (value: AttributeValue): string => {
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  return 'B' in value ? value.B : '';
};
