/** The stage that the dashboard is about. */
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { worstStage } from '../stages/stage-health.ts';
import type { DashboardState } from './state.ts';

/** The stage that graphs are drawn of: the one that was picked, else the worst. */
export const stageInFocus = (
  { stage }: Pick<DashboardState, 'stage'>,
  { snapshot, pipeline }: { readonly snapshot: Snapshot; readonly pipeline: Pipeline },
): string | undefined => stage ?? worstStage(snapshot.stages) ?? pipeline.stages[0]?.name;
