/** The one graph of the metrics screen: its lines over the window, and what they are compared with. */
import { type PlotSeries, sharedUnit } from '../../src/chart/plot.ts';
import type { Point, SeriesSpec, SeriesUnit } from '../../src/observation/metrics.ts';
import { heatSeries } from '../../src/pipeline/percentiles.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Role } from '../../src/terminal/row.ts';
import { comparedOver, type DrawnSeries, drawnOver } from '../graphs/drawn-series.ts';
import { seriesNote } from '../graphs/series-note.ts';
import { comparedLines, type DrawnGraph, percentilesOf } from '../graphs/stage-graphs.ts';
import type { MetricsState } from './state.ts';

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];
/** As many as there are colours: more lines are no graph. */
const mostLines = roles.length;

export type MetricLine = PlotSeries & {
  readonly unit: SeriesUnit;
  /** What AWS said of it. */
  readonly note: string | undefined;
  /** The line of before, moved onto now; undefined where there is none. */
  readonly before: PlotSeries | undefined;
};

export type DrawnMetrics = {
  readonly drawn: DrawnSeries;
  /** What it is compared with. */
  readonly before: DrawnSeries | undefined;
  readonly graph: DrawnGraph;
  readonly lines: readonly MetricLine[];
  /** Lines that there is no colour for. */
  readonly more: number;
};

type Line = { readonly spec: SeriesSpec; readonly label: string; readonly points: readonly Point[] };

const linesOf = (drawn: DrawnSeries): readonly Line[] =>
  drawn.specs.flatMap((spec): Line[] => {
    const found = drawn.searched(spec.id);
    if (found.length > 0) return found.map((one) => ({ ...one, spec }));
    const points = drawn.pointsOf(spec.id);
    return points.length === 0 ? [] : [{ spec, label: spec.label, points }];
  });

const highest = ({ points }: Line): number =>
  points.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);

/** What a search found has a label of AWS's own. */
const withRegion = (lines: readonly Line[]): readonly Line[] => {
  const regions = new Set(lines.map(({ spec }) => spec.region));
  return lines.map((line) => {
    const { region } = line.spec;
    const isTold = regions.size < 2 || line.label.endsWith(region);
    return isTold ? line : { ...line, label: `${line.label} ${region}` };
  });
};

const graphOf = (lines: readonly Line[], drawn: DrawnSeries): DrawnGraph => ({
  title: 'graph',
  unit: sharedUnit(lines.map(({ spec }) => spec.unit)),
  periodSeconds: drawn.specs.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds), 1),
  inputs: drawn.specs.map(({ id }) => id),
  series: lines.map(({ points, label, spec }, index) => ({
    points,
    label,
    role: roles[index] ?? 'series1',
    unit: spec.unit,
  })),
  compared: [],
  note: undefined,
  empty: undefined,
  percentiles: [],
});

/** The series with points in the window; the highest where there are more than can be told apart. */
export const drawnMetrics = (
  specs: readonly SeriesSpec[],
  { series, at: now }: Snapshot,
  state: MetricsState,
): DrawnMetrics => {
  const drawn = drawnOver(specs, series, state, now);
  const all = withRegion(linesOf(drawn));
  const kept = (all.length <= mostLines ? all : all.toSorted((a, b) => highest(b) - highest(a))).slice(
    0,
    mostLines,
  );
  const graph = graphOf(kept, drawn);
  const earlier = comparedOver(specs, series, state, now);
  const before = earlier && graphOf(withRegion(linesOf(earlier)), earlier);
  const compared = comparedLines(graph, before, state.compareMs ?? 0);
  const heat = state.style === 'heat map' ? percentilesOf(specs, { series, window: state, now }) : undefined;
  const lines = graph.series.map((line, index): MetricLine => {
    const spec = kept[index]?.spec;
    return {
      ...line,
      unit: spec?.unit ?? 'none',
      note: spec && seriesNote(drawn.knownOf(spec.id)),
      before: compared[index],
    };
  });
  return {
    drawn,
    before: earlier,
    lines,
    more: Math.max(0, all.length - mostLines),
    graph: {
      ...graph,
      ...(heat === undefined ? {} : { periodSeconds: heat.periodSeconds }),
      compared: compared.flatMap((line) => line ?? []),
      percentiles: heat?.percentiles ?? [],
      empty: (heat ?? drawn).loading === undefined ? undefined : 'loading ...',
    },
  };
};

/** True where a heat map can be made of them. */
export const hasPercentiles = (specs: readonly SeriesSpec[]): boolean => heatSeries(specs).length > 1;
