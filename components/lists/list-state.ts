/**
 * Where a reader is in a list that grows, loses its oldest rows and may be filtered: all lists of the tool move by
 * this. The place is held by the item itself, not by its number, so that it stays when rows come or go around it.
 */
export type ListState<T> = {
  /** The row under the cursor; undefined while following the newest (or the first row of a list that does not follow). */
  readonly at: T | undefined;
};

export const following: ListState<never> = { at: undefined };

/** A list as it stands now, and where its reader is in it. */
export type PlaceInList<T> = {
  readonly items: readonly T[];
  readonly state: ListState<T>;
  readonly restsAt: RestsAt;
  /** Items that name those below them: the cursor does not stand on them. */
  readonly isHeading?: ((item: T) => boolean) | undefined;
  /** Rows that an item takes, where long ones go on below; one each where absent. */
  readonly heightOf?: ((item: T) => number) | undefined;
};

const listMoves = ['up', 'down', 'pageUp', 'pageDown', 'first', 'last'] as const;
export type ListMove = (typeof listMoves)[number];

export const isListMove = (command: string): command is ListMove =>
  listMoves.some((move) => move === command);

export type ListWindow<T> = {
  /** The rows to draw, in order. */
  readonly items: readonly T[];
  /** Index of the first of them in the whole list. */
  readonly start: number;
  /** Index of the cursor in the whole list; -1 for an empty list. */
  readonly cursor: number;
};

/**
 * Where a list rests when its reader has not picked a row: a tail at its end, a table at its start, what is looked at
 * around a moment at the row of that moment (its number).
 */
export type RestsAt = 'start' | 'end' | number;

const restOf = (items: readonly unknown[], restsAt: RestsAt): number => {
  if (typeof restsAt === 'number') return Math.min(restsAt, items.length - 1);
  return restsAt === 'end' ? items.length - 1 : Math.min(0, items.length - 1);
};

const cursorOf = <T>(items: readonly T[], state: ListState<T>, restsAt: RestsAt): number => {
  if (state.at === undefined) return restOf(items, restsAt);
  const found = items.lastIndexOf(state.at);
  if (found >= 0) return found;
  // The row under the cursor is gone: evicted from a tail (its start is nearest), or out of a table.
  return restOf(items, restsAt === 'end' ? 'start' : restsAt);
};

/** The item under the cursor: what Enter opens. Where nothing was picked, the one that the list rests at. */
export const itemUnderCursor = <T>(
  items: readonly T[],
  state: ListState<T>,
  restsAt: RestsAt,
): T | undefined => items[cursorOf(items, state, restsAt)];

/** The rows to draw around the cursor in `height` rows. Costs the same for 100 items and for 100,000. */
export const listWindow = <T>(
  items: readonly T[],
  state: ListState<T>,
  height: number,
  restsAt: RestsAt,
): ListWindow<T> => {
  const cursor = cursorOf(items, state, restsAt);
  const last = Math.max(0, items.length - height);
  // The cursor stays a little inside the window, so that what comes next is seen before it is reached.
  const centred = cursor - Math.floor(height / 2);
  const around = Math.min(last, Math.max(0, centred));
  const rests = { start: 0, end: last };
  const start = state.at === undefined && typeof restsAt === 'string' ? rests[restsAt] : around;
  return { items: items.slice(start, start + height), start, cursor };
};

/** The first item from there on, in that direction, that is no heading; where there is none, in the other one. */
const besideHeadings = <T>(
  items: readonly T[],
  from: number,
  step: number,
  isHeading: (item: T) => boolean,
): number => {
  for (const by of step < 0 ? [-1, 1] : [1, -1]) {
    for (let at = from; at >= 0 && at < items.length; at += by) {
      const item = items[at];
      if (item !== undefined && !isHeading(item)) return at;
    }
  }
  return from;
};

/**
 * How many items a page is, from the cursor on in the direction of the move, where each takes `heightOf` rows: as many as
 * leave no row unseen between two pages with their cursor in the middle; one at least.
 */
const itemsInPage = <T>(
  { items, state, restsAt, heightOf }: PlaceInList<T>,
  move: ListMove,
  pageRows: number,
): number => {
  if (heightOf === undefined || (move !== 'pageUp' && move !== 'pageDown')) return pageRows;
  const step = move === 'pageUp' ? -1 : 1;
  const half = (index: number): number => {
    const item = items[index];
    return item === undefined ? Number.POSITIVE_INFINITY : Math.min(pageRows, heightOf(item)) / 2;
  };
  let at = cursorOf(items, state, restsAt);
  let far = 0;
  let count = 0;
  for (;;) {
    far += half(at) + half(at + step);
    if (far > pageRows - 1) return Math.max(1, count);
    at += step;
    count += 1;
  }
};

/** Moves the cursor, past headings, by pages of so many rows; a tail that reaches its end follows again. */
export const moveInList = <T>(place: PlaceInList<T>, move: ListMove, pageRows: number): ListState<T> => {
  const { items, state, restsAt, isHeading } = place;
  const cursor = cursorOf(items, state, restsAt);
  const page = itemsInPage(place, move, pageRows);
  const steps: Readonly<Record<ListMove, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    first: -items.length,
    last: items.length,
  };
  const wanted = Math.max(0, Math.min(items.length - 1, cursor + steps[move]));
  const target = isHeading === undefined ? wanted : besideHeadings(items, wanted, steps[move], isHeading);
  const isAtRest = target === restOf(items, restsAt);
  const reachedRest = isAtRest && (restsAt !== 'end' || steps[move] > 0);
  return reachedRest ? following : { at: items[target] };
};

/** The next older item that says that something went wrong; from the oldest on to the newest again. */
export const troubleBefore = <T>(
  items: readonly T[],
  state: ListState<T>,
  isTrouble: (item: T) => boolean,
): ListState<T> => {
  const from = state.at === undefined ? items.length : items.lastIndexOf(state.at);
  const found = items.slice(0, Math.max(0, from)).findLast(isTrouble) ?? items.findLast(isTrouble);
  return found === undefined ? state : { at: found };
};

/** First row shown of a text of `rows` rows that is `from` rows in, after a move. */
export const scrolledBy = (from: number, move: ListMove, pageRows: number, rows: number): number => {
  const steps = { up: -1, down: 1, pageUp: -pageRows, pageDown: pageRows, first: -rows, last: rows };
  return Math.max(0, Math.min(rows - pageRows, from + steps[move]));
};
