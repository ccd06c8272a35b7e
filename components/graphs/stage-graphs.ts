/** The graphs of a stage as they are drawn over a window: with what they are compared with, and what is wrong with them. */
import { comparedWith } from '../../src/chart/compare.ts';
import type { Percentile } from '../../src/chart/heat-map.ts';
import type { PlotSeries } from '../../src/chart/plot.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { type StageGraph, stageGraphs } from '../../src/pipeline/graphs.ts';
import { heatSeries } from '../../src/pipeline/percentiles.ts';
import type { Stage, StageSeries } from '../../src/pipeline/stage.ts';
import type { SeriesSnapshot } from '../../src/store/series-store.ts';
import { comparedOver, type DrawnSeries, drawnOver } from './drawn-series.ts';
import { seriesNote } from './series-note.ts';
import type { GraphStyle } from './time-steps.ts';
import { shortSpan } from './window-text.ts';

export type DrawnGraph = StageGraph & {
  /** Dim lines from before. */
  readonly compared: readonly PlotSeries[];
  /** What is wrong with one of its series. */
  readonly note: string | undefined;
  /** What stands in the place of points where there are none, where that is known. */
  readonly empty: string | undefined;
  /** For a heat map; empty where it is drawn as lines. */
  readonly percentiles: readonly Percentile[];
};

type Looked = {
  readonly series: SeriesSnapshot;
  readonly window: GraphWindow;
  readonly style: GraphStyle;
  readonly now: number;
};

/** For each line of a graph that of before, moved onto now; undefined where there is none. */
export const comparedLines = (
  graph: StageGraph,
  before: StageGraph | undefined,
  compareMs: number,
): readonly (PlotSeries | undefined)[] => {
  // A count by the hour is no measure of one by the minute.
  const isComparable = graph.unit !== 'count' || before?.periodSeconds === graph.periodSeconds;
  if (before === undefined || !isComparable) return [];
  const text = `${shortSpan(compareMs)} ago`;
  return graph.series.map(({ label }) => {
    const line = before.series.find((one) => one.label === label);
    return line && line.points.length > 0
      ? comparedWith(line, compareMs, graph.series.length === 1 ? text : `${label} ${text}`)
      : undefined;
  });
};

/** `no permission to read it (errors)`; without the name where it is true of all. */
const noteOf = (specs: readonly SeriesSpec[], drawn: DrawnSeries): string | undefined => {
  const notes = specs.flatMap((spec) => {
    const note = seriesNote(drawn.knownOf(spec.id));
    return note === undefined ? [] : [{ note, label: spec.label }];
  });
  const [first, ...others] = notes;
  if (first === undefined) return undefined;
  const isShared = notes.length === specs.length && others.every(({ note }) => note === first.note);
  return isShared ? first.note : notes.map(({ label, note }) => `${note} (${label})`).join('; ');
};

/** A limit for the counts of a minute says nothing of those of an hour. */
const isOtherCount = ({ unit, periodSeconds }: StageGraph, specs: readonly SeriesSpec[]): boolean =>
  unit === 'count' &&
  specs.some(({ missing, periodSeconds: own }) => missing === 'zero' && own !== periodSeconds);

export const percentilesOf = (
  specs: readonly SeriesSpec[],
  { series, window, now }: Omit<Looked, 'style'>,
):
  | {
      readonly percentiles: readonly Percentile[];
      readonly periodSeconds: number;
      readonly loading: DrawnSeries['loading'];
    }
  | undefined => {
  const heat = heatSeries(specs);
  const drawn = drawnOver(
    heat.map(({ spec }) => spec),
    series,
    window,
    now,
  );
  const [first] = drawn.specs;
  return (
    first && {
      percentiles: heat.map(({ percent, spec }) => ({ percent, points: drawn.pointsOf(spec.id) })),
      periodSeconds: first.periodSeconds,
      loading: drawn.loading,
    }
  );
};

export type DrawnStage = {
  readonly drawn: DrawnSeries;
  /** What it is compared with. */
  readonly before: DrawnSeries | undefined;
  readonly graphs: readonly DrawnGraph[];
};

/** Graphs in the order in which they are worth the room. */
export const drawnGraphs = (stage: Stage, looked: Looked): DrawnStage => {
  const { series, window, style, now } = looked;
  const drawn = drawnOver(stage.series, series, window, now);
  const before = comparedOver(stage.series, series, window, now);
  const graphsOf = ({ specs, answeredOf, searched }: DrawnSeries<StageSeries>) =>
    stageGraphs({ ...stage, series: specs }, answeredOf, searched);
  const earlier = new Map(before === undefined ? [] : graphsOf(before).map((graph) => [graph.title, graph]));
  const specOf = new Map(stage.series.map((spec) => [spec.id, spec]));
  const graphs = graphsOf(drawn).map((graph): DrawnGraph => {
    const specs = graph.inputs.flatMap((id) => specOf.get(id) ?? []);
    const heat = style === 'heat map' ? percentilesOf(specs, looked) : undefined;
    const { threshold, ...rest } = graph;
    const note = noteOf(specs, drawn);
    const compared = comparedLines(graph, earlier.get(graph.title), window.compareMs ?? 0).flatMap(
      (line) => line ?? [],
    );
    const isAlone = graph.series.length === 1 && compared.length === 1;
    const reason = graph.series.flatMap(({ reasons = [] }) => reasons).at(-1)?.text;
    const isComing = (heat ?? drawn).loading !== undefined;
    return {
      ...rest,
      ...(threshold === undefined || isOtherCount(graph, specs) ? {} : { threshold }),
      ...(heat === undefined ? {} : { periodSeconds: heat.periodSeconds }),
      // The title names it: the legend tells now from then.
      series: isAlone ? graph.series.map((line) => ({ ...line, label: 'now' })) : graph.series,
      compared,
      note,
      empty: note ?? (isComing ? 'loading ...' : reason),
      percentiles: heat?.percentiles ?? [],
    };
  });
  return { drawn, before, graphs };
};
