/** What the reader of the dashboard looks at: nothing else is fetched. */
import { type DashboardState, showsGraphs, type View } from '../../../components/dashboard/state.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { isLiveFine } from '../../periods.ts';
import { heatSeriesOf } from '../../pipeline/percentiles.ts';
import { seriesNeeded } from '../../pipeline/series-needed.ts';
import type { Pipeline, Stage } from '../../pipeline/stage.ts';
import type { HistoryLook } from '../../sources/metrics/history-plan.ts';

export type Looking = {
  /** What the live poll brings: what stages are judged by, and what graphs draw of the last hour. */
  readonly series: readonly SeriesSpec[];
  /** Graphs of a window; undefined where none are on the screen. */
  readonly graphs: HistoryLook | undefined;
  /** Log lines are on the screen. */
  readonly logs: boolean;
  /** Deployments are, in graphs or in the timeline. */
  readonly deployments: boolean;
  /** False while another screen is in its place: nothing at all is asked. */
  readonly shown: boolean;
};

/** How far back the live poll reaches: what graphs show beyond it is history, and only of what they show. */
export const liveWindowMs = 3_600_000;

export const nothingLookedAt: Looking = {
  series: [],
  graphs: undefined,
  logs: false,
  deployments: false,
  shown: false,
};

const viewsOfLogs: ReadonlySet<View> = new Set(['pipeline', 'logs', 'timeline']);

const viewsOfDeployments: ReadonlySet<View> = new Set(['pipeline', 'metrics', 'timeline']);

const graphedOf = (
  { style }: Pick<DashboardState, 'style'>,
  stage: Stage | undefined,
): readonly SeriesSpec[] => {
  if (stage === undefined) return [];
  const heat = style === 'heat map' ? heatSeriesOf(stage) : [];
  return [...new Map([...stage.series, ...heat].map((spec) => [spec.id, spec])).values()];
};

/** What a state of the dashboard with this stage in focus needs. */
export const lookingAt = (
  state: DashboardState,
  focus: string | undefined,
  pipeline: Pipeline,
  now: number,
): Looking => {
  const stage = pipeline.stages.find(({ name }) => name === focus);
  const graphed = showsGraphs(state) ? graphedOf(state, stage) : [];
  const live = graphed.filter(({ periodSeconds }) => isLiveFine(periodSeconds, state, now));
  const judged = seriesNeeded(pipeline, undefined);
  const { rangeMs, compareMs, end = state.paused?.at } = state;
  return {
    series: [...new Map([...judged, ...live].map((spec) => [spec.id, spec])).values()],
    graphs:
      graphed.length === 0
        ? undefined
        : { series: graphed, rangeMs, end, compareMs, isStill: state.paused !== undefined },
    logs: viewsOfLogs.has(state.view) && state.around === undefined,
    deployments: viewsOfDeployments.has(state.view),
    shown: true,
  };
};
