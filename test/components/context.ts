/** What a key of the dashboard sees beside the state, on a screen of 80x24. */

import type { Context } from '../../components/dashboard/context.ts';
import { listHeights } from '../../components/dashboard/heights.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import type { DashboardState } from '../../components/dashboard/state.ts';
import type { InsightsData } from '../../components/insights/answer.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

export const contextOf = (
  state: DashboardState,
  snapshot: Snapshot,
  pipeline: Pipeline,
  insights?: InsightsData,
): Context => {
  const lists = visibleLists(snapshot, state, pipeline, insights);
  const size = { width: 80, height: 24 };
  return {
    snapshot,
    pipeline,
    lists,
    lacks: {},
    pageRows: 10,
    width: size.width,
    heights: listHeights({ state, snapshot, lists, pipeline, ascii: false, size }),
    openedRows: () => 30,
  };
};
