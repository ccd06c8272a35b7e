/** From the stage in focus to another. */
import { counterpart, partsOf } from '../../src/pipeline/parts.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import type { DashboardState } from './state.ts';

/** The next of the pipeline, or the one before, in a circle. */
export const nextStage = (state: DashboardState, by: number, context: Context): DashboardState => {
  const names = context.pipeline.stages.map(({ name }) => name);
  const at = names.indexOf(stageInFocus(state, context) ?? '');
  return { ...state, stage: names[(at + by + names.length) % names.length], moment: undefined };
};

/** To the same stage in the next Region, or the one before; where the pipeline is in one place, to the next stage. */
export const nextPart = (state: DashboardState, by: number, context: Context): DashboardState => {
  const parts = partsOf(context.pipeline);
  const name = stageInFocus(state, context);
  const at = parts.findIndex(({ stages }) => stages.some((stage) => stage.name === name));
  const stage = parts[at]?.stages.find((one) => one.name === name);
  const next = parts[(at + by + parts.length) % parts.length];
  if (parts.length < 2 || stage === undefined || next === undefined) return nextStage(state, by, context);
  return { ...state, stage: counterpart(stage, next)?.name, moment: undefined };
};
