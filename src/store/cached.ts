/** What is known of a series in one period. The live points and those of history in its own period are one line. */
import type { SeriesPoints, SeriesSpec, SeriesUnit } from '../observation/metrics.ts';
import { keyOf, keyOfSeries } from '../observation/series-key.ts';
import type { Stage } from '../pipeline/stage.ts';
import { addRange, isWithin } from '../ranges.ts';
import type { SeriesSnapshot, SeriesState } from './series-store.ts';

export type CachedSeries = Pick<
  SeriesState,
  'unit' | 'points' | 'covered' | 'whole' | 'settled' | 'status' | 'messages'
>;

const join = (
  live: CachedSeries | undefined,
  history: CachedSeries | undefined,
): CachedSeries | undefined => {
  if (live === undefined || history === undefined) return live ?? history;
  const older = history.points.filter(({ at }) => !isWithin(at, live.covered));
  return {
    ...live,
    points: older.length === 0 ? live.points : [...older, ...live.points].sort((a, b) => a.at - b.at),
    covered: history.covered.reduce(addRange, live.covered),
    whole: history.whole.reduce(addRange, live.whole),
    settled: history.settled.reduce(addRange, live.settled),
  };
};

/** What is polled of a series, or of one that it found, in whatever period. */
export const liveIn = (series: SeriesSnapshot, id: string, found?: string): SeriesState | undefined =>
  series.get(keyOf({ series: id, ...(found === undefined ? undefined : { found }) }));

/** What was answered for a series itself, or for one that it found; live where no period is named. */
const answered = (
  series: SeriesSnapshot,
  id: string,
  periodSeconds: number | undefined,
  found?: string,
): CachedSeries | undefined => {
  const live = liveIn(series, id, found);
  if (periodSeconds === undefined) return live;
  const part = found === undefined ? undefined : { found };
  const history = series.get(keyOf({ series: id, periodSeconds, ...part }));
  // What is older than AWS keeps in the series' own period was asked for in a coarser one.
  return join(live?.spec.periodSeconds === periodSeconds ? live : undefined, history);
};

export type FoundSeries = CachedSeries & { readonly label: string };

/** What a search or a band brought, in the order in which it came first; of the live poll where no period is named. */
export const foundIn = (
  series: SeriesSnapshot,
  id: string,
  periodSeconds?: number,
): readonly FoundSeries[] => {
  // The edges of a band are two series of one label.
  const labels = new Map<string, string>();
  for (const { spec } of series.values()) {
    if (spec.id === id && spec.found !== undefined) labels.set(spec.found, spec.label);
  }
  return [...labels].flatMap(([found, label]) => {
    const known = answered(series, id, periodSeconds, found);
    return known === undefined ? [] : [{ ...known, label }];
  });
};

/** A series as it is known in this period; a search by the first that it found. */
export const cachedIn = (
  series: SeriesSnapshot,
  { id, query }: Pick<SeriesSpec, 'id' | 'query'>,
  periodSeconds: number,
): CachedSeries | undefined => {
  const [first] = query.kind !== 'metric' ? foundIn(series, id, periodSeconds) : [];
  return first ?? answered(series, id, periodSeconds);
};

/** What a series counts, as far as is known by now. */
export const unitIn = (series: SeriesSnapshot, spec: SeriesSpec): SeriesUnit => {
  if (spec.unit !== 'none') return spec.unit;
  const known = series.get(keyOfSeries(spec)) ?? cachedIn(series, spec, spec.periodSeconds);
  return known?.unit ?? 'none';
};

/** An answer with the unit of its series that is known by now. */
export const withUnit = (series: SeriesSnapshot, answer: SeriesPoints): SeriesPoints => ({
  ...answer,
  series: { ...answer.series, unit: unitIn(series, answer.series) },
});

/** The stage with the units of its series that are known by now; itself, where it has them. */
export const withUnits = (stage: Stage, series: SeriesSnapshot): Stage => {
  const units = stage.series.map((spec) => unitIn(series, spec));
  if (stage.series.every(({ unit }, nth) => unit === units[nth])) return stage;
  return { ...stage, series: stage.series.map((spec, nth) => ({ ...spec, unit: units[nth] ?? spec.unit })) };
};

/** These stages with the units that are known by now: the same object as long as its units are the same. */
export const createUnits = (stages: readonly Stage[]): ((series: SeriesSnapshot) => readonly Stage[]) => {
  let last: readonly Stage[] = stages;
  return (series) => {
    const now = stages.map((stage, nth) => {
      const [known, before] = [withUnits(stage, series), last[nth]];
      const isSame = before?.series.every(({ unit }, index) => unit === known.series[index]?.unit);
      return before !== undefined && isSame === true ? before : known;
    });
    if (now.some((stage, nth) => stage !== last[nth])) last = now;
    return last;
  };
};
