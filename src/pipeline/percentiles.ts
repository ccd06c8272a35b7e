/** The percentiles that a heat map of latency is made from: those that a graph has, and as many more as cost nothing. */
import type { SeriesSpec } from '../observation/metrics.ts';
import { stageGraphs } from './graphs.ts';
import type { Stage } from './stage.ts';

export type HeatSeries = { readonly percent: number; readonly spec: SeriesSpec };

/** Up to five statistics of one metric are billed as one. */
const mostStatistics = 5;
/** In the order in which they are worth most. */
const wantedPercents = [50, 99, 90, 99.9, 10];

const percentOf = ({ query }: SeriesSpec): number | undefined => {
  const [, percent] = (query.kind === 'metric' && /^p(\d{1,2}(?:\.\d+)?)$/.exec(query.stat)) || [];
  return percent === undefined ? undefined : Number(percent);
};

const isSameMetric = ({ query: a }: SeriesSpec, { query: b }: SeriesSpec): boolean =>
  a.kind === 'metric' &&
  b.kind === 'metric' &&
  a.namespace === b.namespace &&
  a.metric === b.metric &&
  JSON.stringify(a.dimensions) === JSON.stringify(b.dimensions);

/** Of the first metric of a graph that has percentiles, those that are worth most first; none where it has none. */
export const heatSeries = (specs: readonly SeriesSpec[]): readonly HeatSeries[] => {
  const first = specs.find((spec) => percentOf(spec) !== undefined);
  if (first?.query.kind !== 'metric') return [];
  const { query } = first;
  const known = specs
    .filter((spec) => isSameMetric(spec, first))
    .flatMap((spec): HeatSeries[] => {
      const percent = percentOf(spec);
      return percent === undefined ? [] : [{ percent, spec }];
    });
  const more = wantedPercents
    .filter((wanted) => !known.some(({ percent }) => percent === wanted))
    .map((percent): HeatSeries => {
      const stat = `p${percent}`;
      const spec = { ...first, id: `${first.id}:${stat}`, label: stat, query: { ...query, stat } };
      return { percent, spec };
    });
  const rank = ({ percent }: HeatSeries): number =>
    wantedPercents.indexOf(percent) + 1 || wantedPercents.length;
  return [...known, ...more].slice(0, mostStatistics).sort((a, b) => rank(a) - rank(b));
};

const byStage = new WeakMap<Stage, readonly SeriesSpec[]>();

/** What the heat maps of a stage are made from; empty where none of its graphs has percentiles. */
export const heatSeriesOf = (stage: Stage): readonly SeriesSpec[] => {
  const known = byStage.get(stage);
  if (known !== undefined) return known;
  const specs = new Map(stage.series.map((spec) => [spec.id, spec]));
  const found = stageGraphs(stage, () => ({ points: [], whole: [] })).flatMap(({ inputs }) =>
    heatSeries(inputs.flatMap((id) => specs.get(id) ?? [])).map(({ spec }) => spec),
  );
  const needed = [...new Map(found.map((spec) => [spec.id, spec])).values()];
  byStage.set(stage, needed);
  return needed;
};
