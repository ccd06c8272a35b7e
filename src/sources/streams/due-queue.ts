/** A queue by due time; what is due at one time comes out in the order it went in. A binary heap. */
export type DueQueue<Value> = {
  readonly add: (dueAt: number, value: Value) => void;
  /** The earliest due time. */
  readonly nextAt: () => number | undefined;
  readonly take: () => Value | undefined;
};

type Node<Value> = { readonly dueAt: number; readonly order: number; readonly value: Value };

export const createDueQueue = <Value>(): DueQueue<Value> => {
  const heap: Node<Value>[] = [];
  let order = 0;
  const before = (a: Node<Value>, b: Node<Value>): boolean =>
    a.dueAt === b.dueAt ? a.order < b.order : a.dueAt < b.dueAt;
  const swapIfBefore = (child: number, parent: number): boolean => {
    const below = heap[child];
    const above = heap[parent];
    if (below === undefined || above === undefined || !before(below, above)) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!swapIfBefore(at, parent)) return;
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const least =
        left !== undefined && right !== undefined && before(right, left) ? 2 * at + 2 : 2 * at + 1;
      if (!swapIfBefore(least, at)) return;
      at = least;
    }
  };
  return {
    add: (dueAt, value) => {
      heap.push({ dueAt, order: order++, value });
      rise(heap.length - 1);
    },
    nextAt: () => heap[0]?.dueAt,
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first.value;
    },
  };
};
