import type { Point, SeriesPoints, SeriesSpec } from '../observation.ts';

/** One series as it is known now. */
export type SeriesState = {
  readonly spec: SeriesSpec;
  /** Oldest first; an absent bucket is a gap. */
  readonly points: readonly Point[];
  readonly status: SeriesPoints['status'];
  readonly messages: readonly string[];
  /** End of the newest window that was asked for. */
  readonly to: number;
};

export type SeriesSnapshot = ReadonlyMap<string, SeriesState>;

export type SeriesStore = {
  readonly apply: (answer: SeriesPoints) => void;
  readonly snapshot: () => SeriesSnapshot;
};

/** Puts the answer's points in the place of all that was known of its window. */
const overwrite = (known: readonly Point[], answer: SeriesPoints): Point[] => {
  const before = known.filter((point) => point.at < answer.from);
  const after = known.filter((point) => point.at >= answer.to);
  return [...before, ...answer.points, ...after];
};

/** Series by id, each bounded to its newest `maxPoints`. */
export const createSeriesStore = ({ maxPoints }: { readonly maxPoints: number }): SeriesStore => {
  let series: SeriesSnapshot = new Map();
  let changed = new Map<string, SeriesState>();
  return {
    apply: (answer) => {
      const { id } = answer.series;
      const known = changed.get(id) ?? series.get(id);
      // A refused or failed answer knows nothing of the window: what was there stays.
      const answered = answer.status === 'complete' || answer.status === 'partial';
      const points = answered ? overwrite(known?.points ?? [], answer) : (known?.points ?? []);
      changed.set(id, {
        spec: answer.series,
        points: points.slice(-maxPoints),
        status: answer.status,
        messages: answer.messages,
        to: Math.max(known?.to ?? 0, answered ? answer.to : 0),
      });
    },
    snapshot: () => {
      if (changed.size > 0) {
        series = new Map([...series, ...changed]);
        changed = new Map();
      }
      return series;
    },
  };
};
