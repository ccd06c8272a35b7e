/** From the stage in focus to another. */
import { counterpart, partsOf } from '../../src/pipeline/parts.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import type { DashboardState } from './state.ts';

/** The next of the pipeline, or the one before, in a circle. */
export const nextStage = (state: DashboardState, by: number, around: Context): DashboardState => {
  const names = around.pipeline.stages.map(({ name }) => name);
  const at = names.indexOf(stageInFocus(state, around) ?? '');
  return { ...state, stage: names[(at + by + names.length) % names.length], around: undefined };
};

/** To the same stage in the next Region, or the one before; where the pipeline is in one place, to the next stage. */
export const nextPart = (state: DashboardState, by: number, around: Context): DashboardState => {
  const parts = partsOf(around.pipeline);
  const name = stageInFocus(state, around);
  const at = parts.findIndex(({ stages }) => stages.some((stage) => stage.name === name));
  const stage = parts[at]?.stages.find((one) => one.name === name);
  const next = parts[(at + by + parts.length) % parts.length];
  if (parts.length < 2 || stage === undefined || next === undefined) return nextStage(state, by, around);
  return { ...state, stage: counterpart(stage, next)?.name, around: undefined };
};
