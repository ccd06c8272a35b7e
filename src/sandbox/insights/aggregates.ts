import { compareValues, toNumber, toText, type Value } from './value.ts';

/** What `stats` computes over the rows of a group. */
export type Accumulator = {
  /** The arguments' values for one more row, and the row's time. */
  readonly add: (args: readonly Value[], timeMs: number) => void;
  readonly result: () => Value;
};

const fold =
  (start: number | undefined, step: (total: number | undefined, value: number) => number) => () => {
    let total = start;
    return {
      add: ([value]: readonly Value[]) => {
        const number = toNumber(value);
        if (number !== undefined) total = step(total, number);
      },
      result: () => total,
    };
  };

/** Keeps the value that wins against all others. */
const best = (wins: (challenger: Kept, holder: Kept) => boolean) => () => {
  let kept: Kept | undefined;
  return {
    add: ([value]: readonly Value[], timeMs: number) => {
      const challenger = { value, timeMs };
      if (value !== undefined && (kept === undefined || wins(challenger, kept))) kept = challenger;
    },
    result: () => kept?.value,
  };
};
type Kept = { readonly value: Value; readonly timeMs: number };

const numbers =
  (reduce: (sorted: readonly number[], rank: number) => number | undefined, defaultRank = 50) =>
  () => {
    const all: number[] = [];
    let rank = defaultRank;
    return {
      add: ([value, wantedRank]: readonly Value[]) => {
        const number = toNumber(value);
        if (number !== undefined) all.push(number);
        rank = toNumber(wantedRank) ?? rank;
      },
      result: () =>
        all.length === 0
          ? undefined
          : reduce(
              all.toSorted((a, b) => a - b),
              rank,
            ),
    };
  };

/** The value at a rank, between two values in proportion. */
const percentile = (sorted: readonly number[], rank: number): number | undefined => {
  const place = (Math.min(Math.max(rank, 0), 100) / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place % 1);
};

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - middle) ** 2, 0) / values.length);
};

const average = () => {
  let total = 0;
  let count = 0;
  return {
    add: ([value]: readonly Value[]) => {
      const number = toNumber(value);
      if (number === undefined) return;
      total += number;
      count++;
    },
    result: () => (count === 0 ? undefined : total / count),
  };
};

const countDistinct = () => {
  const seen = new Set<string>();
  return {
    add: ([value]: readonly Value[]) => {
      const text = toText(value);
      if (text !== undefined) seen.add(text);
    },
    result: () => seen.size,
  };
};

const countPresent = () => {
  let count = 0;
  return {
    add: ([value]: readonly Value[]) => {
      if (value !== undefined) count++;
    },
    result: () => count,
  };
};

const makers: Readonly<Record<string, () => Accumulator>> = {
  count: countPresent,
  count_distinct: countDistinct,
  sum: fold(0, (total = 0, value) => total + value),
  avg: average,
  // Of values as they are, so that the newest of some times is a time.
  min: best((challenger, holder) => compareValues(challenger.value, holder.value) < 0),
  max: best((challenger, holder) => compareValues(challenger.value, holder.value) > 0),
  pct: numbers(percentile),
  percentile: numbers(percentile),
  median: numbers((sorted) => percentile(sorted, 50)),
  stddev: numbers(deviation),
  earliest: best((challenger, holder) => challenger.timeMs < holder.timeMs),
  latest: best((challenger, holder) => challenger.timeMs >= holder.timeMs),
  sortsfirst: best((challenger, holder) => compareValues(challenger.value, holder.value) < 0),
  sortslast: best((challenger, holder) => compareValues(challenger.value, holder.value) > 0),
};

export const isAggregate = (name: string): boolean => Object.hasOwn(makers, name);

/** A new accumulator of the aggregate with this name. */
export const accumulatorOf = (name: string): Accumulator => (makers[name] ?? countPresent)();
