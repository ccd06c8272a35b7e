/** Which changes are wanted, by event and by key: what can be told from the record itself. */
import type { AttributeValue, ChangeEventName, ItemChange } from '../../observation/streams.ts';

export type ChangeFilter = {
  /** Absent: all. */
  readonly events?: readonly ChangeEventName[];
  /** Changes of these items: a value of one of their keys. Absent or empty: all. */
  readonly keys?: readonly string[];
};

/** The cheap filters; an expression looks at all of it. */
export const matchesChange = (filter: ChangeFilter, change: ItemChange): boolean => {
  if (filter.events !== undefined && !filter.events.includes(change.eventName)) return false;
  if (filter.keys === undefined || filter.keys.length === 0) return true;
  const wanted = filter.keys;
  return Object.values(change.keys).some((value) => wanted.includes(keyText(value)));
};

/** A key as one would type it. */
const keyText = (value: AttributeValue): string => {
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  return 'B' in value ? value.B : '';
};
