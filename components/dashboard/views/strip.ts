/** The pipeline above what is shown of it, in few rows. */
import { partsOf } from '../../../src/pipeline/parts.ts';
import type { Row } from '../../../src/terminal/row.ts';
import { safeRows } from '../../../src/terminal/safe-rows.ts';
import type { Size } from '../../frame/layout.ts';
import { partRows } from '../../stages/part-rows.ts';
import { stageLine, stripOf } from '../../stages/stage-strip.ts';
import { stageInFocus } from '../focus.ts';
import { type DashboardInput, lookOf } from '../input.ts';

export const stripInput = (input: DashboardInput, width: number) => {
  const focus = stageInFocus(input.state, input);
  return {
    pipeline: stripOf(input.pipeline, focus),
    stages: input.snapshot.stages,
    focus,
    width,
    look: lookOf(input),
    now: input.snapshot.at,
  };
};

/** The rows of the pipeline's parts, where it has several: no more than a fifth of the screen. */
export const partsOfView = (input: DashboardInput, { width, height }: Size): Row[] => {
  const { pipeline, snapshot } = input;
  const focus = stageInFocus(input.state, input);
  const most = Math.max(3, Math.floor(height / 5));
  return safeRows(
    () => partRows({ pipeline, snapshot, focus, width, look: lookOf(input) }, most),
    width,
    Math.min(most, partsOf(pipeline).length),
  );
};

/** The pipeline in few rows. */
export const slimStrip = (input: DashboardInput, size: Size): Row[] => [
  ...(partsOf(input.pipeline).length < 2 ? [] : partsOfView(input, size)),
  ...safeRows(() => stageLine(stripInput(input, size.width), 3), size.width, 3),
];
