/** Everything notable in one order of time, below the graphs of the stage in focus. */
import type { Row } from '../../../src/terminal/row.ts';
import type { Size } from '../../frame/layout.ts';
import type { DashboardInput } from '../input.ts';
import { graphSection, timelineSection } from '../sections.ts';

/** From this height on the graphs of the stage in focus stand above the timeline. */
const timelineWithGraphs = 22;

export const timelineView = (input: DashboardInput, size: Size): Row[] => {
  const graphs = size.height < timelineWithGraphs ? 0 : Math.floor(size.height * 0.4);
  return [
    ...(graphs === 0 ? [] : graphSection(input)({ ...size, height: graphs })),
    ...timelineSection(input)({ ...size, height: size.height - graphs }),
  ];
};
