/** What is known of a series in one period. The live points and those of history in its own period are one line. */
import type { SeriesSpec } from '../observation/metrics.ts';
import { historyId } from '../periods.ts';
import { addRange, isWithin } from '../ranges.ts';
import type { SeriesSnapshot, SeriesState } from './series-store.ts';

export type KnownSeries = Pick<
  SeriesState,
  'points' | 'covered' | 'whole' | 'settled' | 'status' | 'messages'
>;

const join = (live: KnownSeries | undefined, history: KnownSeries | undefined): KnownSeries | undefined => {
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

/** What was answered for the series itself; `label` names one that a search found. */
const answered = (
  series: SeriesSnapshot,
  { id, periodSeconds: own }: SeriesSpec,
  periodSeconds: number,
  label?: string,
): KnownSeries | undefined => {
  const end = label === undefined ? '' : `/${label}`;
  const live = own === periodSeconds ? series.get(`${id}${end}`) : undefined;
  const history = series.get(`${historyId(id, periodSeconds)}${end}`);
  // What is older than AWS keeps in the series' own period was asked for in a coarser one.
  return join(live?.spec.periodSeconds === periodSeconds ? live : undefined, history);
};

export type FoundSeries = KnownSeries & { readonly label: string };

/** What a search found, in the order in which it was found first. */
export const foundIn = (
  series: SeriesSnapshot,
  spec: SeriesSpec,
  periodSeconds: number,
): readonly FoundSeries[] => {
  if (spec.query.kind !== 'expression') return [];
  const isFound = (id: string): boolean =>
    id.startsWith(`${historyId(spec.id, periodSeconds)}/`) ||
    (spec.periodSeconds === periodSeconds && id.startsWith(`${spec.id}/`));
  const labels = new Set<string>();
  for (const [id, state] of series) if (isFound(id)) labels.add(state.spec.label);
  return [...labels].flatMap((label) => {
    const known = answered(series, spec, periodSeconds, label);
    return known === undefined ? [] : [{ ...known, label }];
  });
};

/** A series as it is known in this period; a search by the first that it found. */
export const knownIn = (
  series: SeriesSnapshot,
  spec: SeriesSpec,
  periodSeconds: number,
): KnownSeries | undefined =>
  foundIn(series, spec, periodSeconds)[0] ?? answered(series, spec, periodSeconds);
