/** What a step of the dashboard can see beside its state. */
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { worstStage } from '../stages/stage-health.ts';
import type { ListHeights } from './heights.ts';
import type { VisibleLists } from './lists.ts';
import type { DashboardState } from './state.ts';

export type Surroundings = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  readonly lists: VisibleLists;
  readonly pageRows: number;
  /** Rows that items take where long ones go on below. */
  readonly heights: ListHeights;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};

/** The stage that graphs are drawn of: the one that was picked, else the worst. */
export const stageInFocus = (
  state: Pick<DashboardState, 'stage'>,
  { snapshot, pipeline }: Pick<Surroundings, 'snapshot' | 'pipeline'>,
): string | undefined => state.stage ?? worstStage(snapshot.stages) ?? pipeline.stages[0]?.name;
