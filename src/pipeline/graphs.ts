/** The graphs of a stage, ready to be drawn: what an expert wants to see of its kind, then what the file adds. */
import type { PlotSeries, Threshold } from '../chart/plot.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import type { Role } from '../terminal/row.ts';
import { kindOf } from './catalogue/kinds.ts';
import { type AnsweredPointsOf, type Figure, stageFigures } from './derive.ts';
import { limitOf, rulesOf } from './health.ts';
import type { Stage } from './stage.ts';

export type StageGraph = {
  readonly title: string;
  readonly unit: SeriesUnit;
  readonly periodSeconds: number;
  readonly series: readonly PlotSeries[];
  /** Start of the newest settled bucket that is known of the stage in this period: what is older is not of now. */
  readonly newestAt?: number;
  /** Ids of the stage's series that it is made of. */
  readonly inputs: readonly string[];
  /** The limit of the first rule on one of its series. */
  readonly threshold?: Threshold;
};

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];

const thresholdOf = (stage: Stage, figures: readonly Figure[]): Threshold | undefined => {
  for (const rule of rulesOf(stage)) {
    const figure = figures.find(({ key }) => key === rule.series);
    const limit = figure && limitOf(rule, stage.objectives, figure.unit);
    // A line at zero is the axis.
    if (limit !== undefined && limit !== 0) return { value: limit };
  }
  return undefined;
};

/** What came back for a SEARCH, by the id that was asked for: a series for each label. */
export type SearchedSeries = (
  seriesId: string,
) => readonly { readonly label: string; readonly points: readonly Point[] }[];

/** Graphs in the order in which they are worth the room: a view shows as many as it has place for. */
export const stageGraphs = (
  stage: Stage,
  knownOf: AnsweredPointsOf,
  searched: SearchedSeries = () => [],
): StageGraph[] => {
  const figureOf = stageFigures(stage, knownOf);
  const kind = kindOf(stage);
  const newestIn = (periodSeconds: number): number | undefined =>
    stage.series
      .filter((spec) => spec.periodSeconds === periodSeconds)
      .map(({ id }) => knownOf(id).points.findLast(({ settled }) => settled)?.at)
      .reduce((most, at) => (at !== undefined && !(most !== undefined && most > at) ? at : most), undefined);
  const own = stage.series
    .filter(({ key }) => kind.metrics[key] === undefined)
    .map(({ key, label }) => ({ title: label, series: [key] }));
  return [...kind.graphs, ...own].flatMap(({ title, series }): StageGraph[] => {
    const figures = series.flatMap((key) => figureOf(key) ?? []);
    const [first] = figures;
    if (first === undefined) return [];
    const threshold = thresholdOf(stage, figures);
    const newestAt = newestIn(first.periodSeconds);
    const lines = figures.flatMap(({ key, label, points, reasons }) => {
      const found = stage.series.filter((spec) => spec.key === key).flatMap(({ id }) => searched(id));
      return found.length > 0 ? found.map((line) => ({ ...line, reasons })) : [{ label, points, reasons }];
    });
    return [
      {
        title,
        unit: first.unit,
        periodSeconds: first.periodSeconds,
        inputs: [...new Set(figures.flatMap(({ inputs }) => inputs))],
        ...(newestAt === undefined ? {} : { newestAt }),
        series: lines.map(({ label, points, reasons }, index) => ({
          label,
          points,
          ...(reasons.length === 0 ? {} : { reasons }),
          role: roles[index % roles.length] ?? 'series1',
        })),
        ...(threshold === undefined ? {} : { threshold }),
      },
    ];
  });
};
