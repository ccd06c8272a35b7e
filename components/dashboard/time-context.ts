/** The dashboard in time: which moment it shows, and what the steps in time can see of it. */
import { heatSeriesOf } from '../../src/pipeline/percentiles.ts';
import { drawnOver } from '../graphs/drawn-series.ts';
import type { TimeContext } from '../graphs/time-steps.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import { activeList, type DashboardState, showsGraphs } from './state.ts';

/** What a screen shows is of this moment: of now, which goes on with the clock, or of one that was picked. */
export type ShownMoment = {
  /** Epoch milliseconds. What happened up to then is known then. */
  readonly at: number;
  readonly isPast: boolean;
  /** What put it there: nothing, the crosshair of the graphs, their window's end, a jump to the logs around an alarm. */
  readonly by: 'now' | 'crosshair' | 'window' | 'moment';
};

/** Picks the one moment that graphs, tiles, alarms, logs, changes and the timeline show together; `now` is the snapshot's. */
export const shownMoment = (
  { crosshair, end, moment }: Pick<DashboardState, 'crosshair' | 'end' | 'moment'>,
  now: number,
): ShownMoment => {
  if (crosshair !== undefined) return { at: Math.min(crosshair, now), isPast: true, by: 'crosshair' };
  if (moment !== undefined) return { at: Math.min(moment.at, now), isPast: true, by: 'moment' };
  if (end !== undefined && end < now) return { at: end, isPast: true, by: 'window' };
  return { at: now, isPast: false, by: 'now' };
};

export const timeContext = (
  state: DashboardState,
  context: Pick<Context, 'snapshot' | 'pipeline'>,
): TimeContext => {
  const { snapshot, pipeline } = context;
  const focus = stageInFocus(state, context);
  const stage = pipeline.stages.find(({ name }) => name === focus);
  return {
    now: snapshot.at,
    bucketMs: () => {
      const { specs } = drawnOver(stage?.series ?? [], snapshot.series, state, snapshot.at);
      return specs.reduce((least, { periodSeconds }) => Math.min(least, periodSeconds), 86_400) * 1000;
    },
    hasPercentiles: stage !== undefined && heatSeriesOf(stage).length > 0,
    // The help tells of the view below it.
    hidden: showsGraphs({ ...state, help: false }) ? undefined : 'no graph is shown here',
    hasWindow: activeList(state) === 'insights',
    noCrosshair: activeList(state) === 'timeline' ? 'the cursor of the list reads the graphs' : undefined,
  };
};
