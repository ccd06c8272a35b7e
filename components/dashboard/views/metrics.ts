/** The graphs of the stage in focus, as many as the screen holds. */
import type { Row } from '../../../src/terminal/row.ts';
import type { Size } from '../../frame/layout.ts';
import type { DashboardInput } from '../input.ts';
import { graphSection } from '../sections.ts';
import { slimStrip } from './strip.ts';

export const metricsView = (input: DashboardInput, size: Size): Row[] => {
  const strip = slimStrip(input, size);
  return [...strip, ...graphSection(input)({ ...size, height: size.height - strip.length })];
};
