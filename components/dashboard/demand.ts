/** What the reader of the dashboard looks at: nothing else is fetched, read or run. */

import type { Demand } from '../../src/demand.ts';
import { distinct } from '../../src/distinct.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { isLiveFine } from '../../src/periods.ts';
import { heatSeriesOf } from '../../src/pipeline/percentiles.ts';
import { seriesNeeded } from '../../src/pipeline/series-needed.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { viewNamed } from '../../src/views.ts';
import { alarmSeries } from '../alarms/graph.ts';
import type { Moment } from '../alarms/jump.ts';
import type { AnswerRow, Asked } from '../insights/answer.ts';
import { stageInFocus } from './focus.ts';
import { requestedNow } from './insights.ts';
import { type DashboardState, showsGraphs } from './state.ts';

const idOf = ({ id }: SeriesSpec): string => id;

const graphedOf = (
  { style }: Pick<DashboardState, 'style'>,
  stage: Stage | undefined,
): readonly SeriesSpec[] => {
  if (stage === undefined) return [];
  return distinct([...stage.series, ...(style === 'heat map' ? heatSeriesOf(stage) : [])], idOf);
};

/** The alarm that is open. */
const openedAlarm = (
  { opened }: Pick<DashboardState, 'opened'>,
  { alarms }: Pick<Snapshot, 'alarms'>,
): Alarm | undefined =>
  opened?.kind === 'alarm' ? alarms.alarms.find(({ arn }) => arn === opened.arn) : undefined;

/** What this state needs of the data; the snapshot is the newest one, of a paused screen too. */
export const demandOf = (state: DashboardState, snapshot: Snapshot, pipeline: Pipeline): Demand => {
  const focus = stageInFocus(state, { snapshot: state.paused ?? snapshot, pipeline });
  const stage = pipeline.stages.find(({ name }) => name === focus);
  const graphed = showsGraphs(state) ? graphedOf(state, stage) : [];
  const live = graphed.filter(({ periodSeconds }) => isLiveFine(periodSeconds, state, snapshot.at));
  const judged = seriesNeeded(pipeline, undefined);
  const { rangeMs, compareMs, end = state.paused?.at } = state;
  const isIncident = snapshot.stories.some(({ incident }) => incident !== null);
  const { needs } = viewNamed(state.view);
  const alarm = openedAlarm(state, snapshot);
  return {
    series: [
      ...distinct([...judged, ...live], idOf),
      ...(alarm === undefined ? [] : alarmSeries(alarm, snapshot.at)),
    ],
    graphs:
      graphed.length === 0
        ? undefined
        : { series: graphed, rangeMs, end, compareMs, isStill: state.paused !== undefined },
    // What is wrong is told in every view, and what its cause writes of it.
    logs: (needs.includes('logs') || isIncident) && state.moment === undefined,
    // What is wrong is told in every view, and what changed before it.
    deployments: needs.includes('deployments') || isIncident,
    ...(alarm === undefined ? {} : { alarm }),
    shown: true,
  };
};

/** All that is looked at: told after every commit. */
export type DashboardLook = {
  readonly demand: Demand;
  /** Log lines are those around it; the newest ones where there is none. */
  readonly moment: Moment | undefined;
  /** What Insights is to answer; undefined where nothing is, or its view was left. */
  readonly query: Asked | undefined;
  /** The row of an answer that is open. */
  readonly row: AnswerRow | undefined;
};

export const lookOf = (state: DashboardState, snapshot: Snapshot, pipeline: Pipeline): DashboardLook => ({
  demand: demandOf(state, snapshot, pipeline),
  moment: state.moment,
  query: requestedNow(state),
  row: state.opened?.kind === 'row' ? state.opened.row : undefined,
});
