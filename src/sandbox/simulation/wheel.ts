/**
 * The queue of events to come: a timer wheel. Scheduling and taking cost the same whether ten or a hundred thousand
 * events wait, which a heap cannot say; with it three hours of history fit into a blink.
 */

/** An event as taken from the wheel: `kind` says what happens, `a` and `b` to what. */
export type Wheel = {
  at: number;
  kind: number;
  a: number;
  b: number;
  readonly schedule: (at: number, kind: number, a?: number, b?: number) => void;
  /** Takes the earliest event with `at <= until` into the fields above; false when there is none. */
  readonly take: (until: number) => boolean;
};

/** Width of a slot in milliseconds. Inside a slot events are kept in order, first come first served at a tie. */
const slotMs = 64;
/** Slots of one turn: more than two hours. What is further away waits at the far end and is put back. */
const slots = 1 << 17;

export const createWheel = (start: number): Wheel => {
  const heads = new Int32Array(slots).fill(-1);
  let size = 1 << 15;
  let times = new Float64Array(size);
  // Four numbers a node, side by side: the next node of its slot (-1 at the end), its kind, a and b.
  let nodes = new Int32Array(size * 4);
  let free = -1;
  let used = 0;
  /** Absolute number of the slot that is being emptied. */
  let current = Math.floor(start / slotMs);

  const grow = () => {
    size *= 2;
    const largerTimes = new Float64Array(size);
    largerTimes.set(times);
    times = largerTimes;
    const largerNodes = new Int32Array(size * 4);
    largerNodes.set(nodes);
    nodes = largerNodes;
  };

  const insert = (node: number) => {
    const at = times[node] ?? 0;
    const wanted = Math.max(Math.floor(at / slotMs), current);
    const slot = Math.min(wanted, current + slots - 1) % slots;
    let before = -1;
    let next = heads[slot] ?? -1;
    while (next !== -1 && (times[next] ?? 0) <= at) {
      before = next;
      next = nodes[next * 4] ?? -1;
    }
    nodes[node * 4] = next;
    if (before === -1) heads[slot] = node;
    else nodes[before * 4] = node;
  };

  const wheel: Wheel = {
    at: start,
    kind: 0,
    a: 0,
    b: 0,
    schedule: (at, kind, a = 0, b = 0) => {
      let node = free;
      if (node === -1) {
        if (used === size) grow();
        node = used++;
      } else {
        free = nodes[node * 4] ?? -1;
      }
      times[node] = Math.round(at);
      nodes[node * 4 + 1] = kind;
      nodes[node * 4 + 2] = a;
      nodes[node * 4 + 3] = b;
      insert(node);
    },
    take: (until) => {
      const last = Math.floor(until / slotMs);
      while (current <= last) {
        const slot = current % slots;
        const node = heads[slot] ?? -1;
        if (node === -1) {
          if (current === last) return false;
          current++;
          continue;
        }
        const at = times[node] ?? 0;
        if (Math.floor(at / slotMs) > current) {
          // It waited at the far end of the wheel for its turn.
          heads[slot] = nodes[node * 4] ?? -1;
          insert(node);
          continue;
        }
        if (at > until) return false;
        heads[slot] = nodes[node * 4] ?? -1;
        nodes[node * 4] = free;
        free = node;
        wheel.at = at;
        wheel.kind = nodes[node * 4 + 1] ?? 0;
        wheel.a = (nodes[node * 4 + 2] ?? 0) >>> 0;
        wheel.b = (nodes[node * 4 + 3] ?? 0) >>> 0;
        return true;
      }
      return false;
    },
  };
  return wheel;
};
