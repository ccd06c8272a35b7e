/**
 * Log groups without a line stored: a group reads the rows of what happened (invocations, requests, changes) and
 * writes their lines when they are asked for. So days of logs cost what the rows cost.
 */
import type { LogReader, SandboxLogClass, SandboxLogEvent, SandboxLogGroup } from '../account.ts';
import { at, type Column, firstAtLeast } from './column.ts';

/** One line of a row: when, in which log stream, what. */
export type Line = { readonly at: number; readonly stream: string; readonly message: string };

/** Rows in order of time, and the lines of each. */
export type LineSource = {
  readonly time: Column;
  /** A row's lines lie in `[its time, its time + spanMs]`. */
  readonly spanMs: number;
  /** Lines of a row in order of time; none for a row that writes nothing. */
  readonly lines: (row: number) => readonly Line[];
};

export type LogGroup = {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays?: number;
  readonly logClass?: SandboxLogClass;
  readonly bytesPerRow: number;
  readonly sources: readonly LineSource[];
  readonly streams: () => ReturnType<LogReader['streams']>;
};

type Pending = Line & { readonly source: number; readonly row: number; readonly index: number };

const before = (a: Pending, b: Pending): boolean =>
  a.at !== b.at
    ? a.at < b.at
    : a.source !== b.source
      ? a.source < b.source
      : a.row !== b.row
        ? a.row < b.row
        : a.index < b.index;

/**
 * When a line reaches CloudWatch after it was written: mostly within a second or two, now and then tens of seconds
 * late, as an agent's batch is.
 */
const deliveryMs = (draw: number): number => {
  const part = draw % 1000;
  const rest = (draw >>> 10) / 2 ** 22;
  if (part < 900) return 150 + rest * 1200;
  if (part < 992) return 1500 + rest * 5000;
  return 8000 + rest * 32_000;
};

/** No line is delivered later than this after it was written. */
export const slowestDeliveryMs = 40_000;

export const createLogStore = (options: {
  readonly groups: readonly LogGroup[];
  readonly hash: (a: number, b?: number, c?: number) => number;
  readonly arnPrefix: string;
  readonly now: () => number;
}): LogReader => {
  const { groups, hash } = options;
  const groupOf = (name: string) => groups.find((group) => group.name === name);

  const groupNumber = (group: LogGroup) => groups.indexOf(group);
  // AWS's event ids are 56 digits that begin with the time; ours sort as (time, group, source, row, line) do.
  const eventId = (group: number, { at: time, source, row, index }: Pending) =>
    `39${Math.round(time).toString().padStart(15, '0')}${group.toString().padStart(3, '0')}${source}` +
    `${row.toString().padStart(12, '0')}${index.toString().padStart(4, '0')}` +
    `${hash(row, index, group).toString().padStart(10, '0')}${hash(row, index, 7).toString().padStart(9, '0').slice(0, 9)}`;

  function* events(name: string, from: number, to: number): Generator<SandboxLogEvent> {
    const group = groupOf(name);
    if (group === undefined) return;
    const number = groupNumber(group);
    const now = options.now();
    const cursors = group.sources.map((source) => firstAtLeast(source.time, from - source.spanMs));
    // Lines of rows that overlap in time, smallest first (a binary heap).
    const heap: Pending[] = [];
    for (;;) {
      // Rows are opened until none that is still closed could hold an earlier line than the heap's first.
      for (;;) {
        let next = -1;
        let nextTime = Number.POSITIVE_INFINITY;
        group.sources.forEach((source, index) => {
          const cursor = cursors[index] ?? 0;
          const time = cursor < source.time.end ? at(source.time, cursor) : Number.POSITIVE_INFINITY;
          if (time < nextTime) {
            nextTime = time;
            next = index;
          }
        });
        const source = group.sources[next];
        if (source === undefined || nextTime > to || (heap[0] !== undefined && nextTime > heap[0].at)) break;
        const row = cursors[next] ?? 0;
        cursors[next] = row + 1;
        source.lines(row).forEach((line, index) => {
          if (line.at >= from && line.at <= to) pushHeap(heap, { ...line, source: next, row, index });
        });
      }
      const line = popHeap(heap);
      if (line === undefined) return;
      const ingestedAt = Math.round(line.at + deliveryMs(hash(line.row, line.source * 64 + number, 0xde1)));
      if (ingestedAt > now) continue;
      yield {
        stream: line.stream,
        at: line.at,
        ingestedAt,
        eventId: eventId(number, line),
        message: line.message,
      };
    }
  }

  return {
    groups: () =>
      groups.map(
        (group): SandboxLogGroup => ({
          name: group.name,
          arn: `${options.arnPrefix}:log-group:${group.name}:*`,
          createdAt: group.createdAt,
          storedBytes: group.sources.reduce(
            (bytes, { time }) => bytes + (time.end - time.first) * group.bytesPerRow,
            0,
          ),
          ...(group.retentionDays === undefined ? {} : { retentionDays: group.retentionDays }),
          ...(group.logClass === undefined ? {} : { logClass: group.logClass }),
        }),
      ),
    streams: (name) => groupOf(name)?.streams() ?? [],
    events: (name, from, to) => ({ [Symbol.iterator]: () => events(name, from, to) }),
  };
};

const pushHeap = (heap: Pending[], line: Pending): void => {
  let place = heap.length;
  heap.push(line);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(line, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = line;
};

const popHeap = (heap: Pending[]): Pending | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const right = left + 1;
    let child = heap[left];
    if (child === undefined) break;
    let childPlace = left;
    const other = heap[right];
    if (other !== undefined && before(other, child)) {
      child = other;
      childPlace = right;
    }
    if (!before(child, last)) break;
    heap[place] = child;
    place = childPlace;
  }
  heap[place] = last;
  return first;
};
