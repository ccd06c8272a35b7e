/** What the steps in time can see of the dashboard. */
import { heatSeriesOf } from '../../src/pipeline/percentiles.ts';
import { drawnOver } from '../graphs/drawn-series.ts';
import type { TimeContext } from '../graphs/time-steps.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import { activeList, type DashboardState, showsGraphs } from './state.ts';

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
