/** A tail of events as a view sees it: bounded, oldest first, and honest about what it no longer holds. */
export type RingSnapshot<T> = {
  readonly items: readonly T[];
  /** How many were dropped from the front to stay within the bound, and are held by nobody. */
  readonly evicted: number;
};

export type RingBounds<T> = {
  readonly maxItems: number;
  /** Sum of `weigh` over all items, where items differ much in size. */
  readonly maxWeight?: number;
  readonly weigh?: (item: T) => number;
  /** Where given, an item goes to its place in this order (late log lines); else to the end. */
  readonly compare?: (a: T, b: T) => number;
  /** Called with each item that is dropped; true where somebody else holds it from then on: it is not counted. */
  readonly takes?: (item: T) => boolean;
};

export type Tail<T> = {
  readonly push: (item: T) => void;
  readonly snapshot: () => RingSnapshot<T>;
};

/** Slack before the dropped front is really cut off, so that dropping costs nothing an item. */
const compactAfterItems = 1024;

/** A bounded tail. Pushing is O(1) at the end, a search for a late item; a snapshot copies only after a change. */
export const createRing = <T>(bounds: RingBounds<T>): Tail<T> => {
  const {
    maxItems,
    maxWeight = Number.POSITIVE_INFINITY,
    weigh = () => 0,
    compare,
    takes = () => false,
  } = bounds;
  let items: T[] = [];
  let head = 0;
  let evicted = 0;
  let weight = 0;
  let last: RingSnapshot<T> | undefined = { items: [], evicted: 0 };

  const evict = () => {
    while (items.length - head > maxItems || (weight > maxWeight && items.length - head > 1)) {
      const oldest = items[head];
      head += 1;
      if (oldest === undefined) continue;
      weight -= weigh(oldest);
      if (!takes(oldest)) evicted += 1;
    }
    if (head > compactAfterItems && head * 2 > items.length) {
      items = items.slice(head);
      head = 0;
    }
  };

  /** After all that come before it or with it. Most come at the end; what many groups had before comes from far back. */
  const placeOf = (item: T): number => {
    const isBefore = (place: number): boolean => {
      const there = items[place];
      return compare === undefined || there === undefined || compare(there, item) <= 0;
    };
    if (items.length === head || isBefore(items.length - 1)) return items.length;
    let [low, high] = [head, items.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    push: (item) => {
      const place = placeOf(item);
      if (place === items.length) items.push(item);
      else items.splice(place, 0, item);
      weight += weigh(item);
      last = undefined;
      evict();
    },
    snapshot: () => {
      last ??= { items: items.slice(head), evicted };
      return last;
    },
  };
};
