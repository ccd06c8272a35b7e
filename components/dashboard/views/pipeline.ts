/** The pipeline at a glance: its stages, the graphs of one, alarms, log lines and changes beside them. */
import { partsOf } from '../../../src/pipeline/parts.ts';
import type { Row } from '../../../src/terminal/row.ts';
import { beside, gutter, type Size } from '../../frame/layout.ts';
import { stageTiles, stripLines } from '../../stages/stage-strip.ts';
import { type DashboardInput, lookOf, type Section } from '../input.ts';
import { logSection } from '../log-section.ts';
import { alarmSection, changeSection, graphSection, titled } from '../sections.ts';
import { partsOfView, slimStrip, stripInput } from './strip.ts';

const zoomedPanel = (input: DashboardInput): Section => {
  switch (input.state.panel) {
    case 'stages':
      return graphSection(input);
    case 'alarms':
      return alarmSection(input, 'all');
    case 'logs':
      return logSection(input);
    case 'changes':
      return changeSection(input);
  }
};

/** Which panels the pipeline view has on this screen, and how high they are. */
export const pipelineView = (input: DashboardInput, { width, height }: Size): Row[] => {
  if (input.state.zoomed) return zoomedPanel(input)({ width, height });
  if (width < 110 || height < 30) {
    const strip = slimStrip(input, { width, height });
    const left = height - strip.length;
    const alarms = Math.max(3, Math.floor(left * 0.22));
    const tail = Math.max(3, Math.floor(left * 0.3));
    const lower = input.state.panel === 'logs' ? logSection(input) : changeSection(input);
    return [
      ...strip,
      ...graphSection(input)({ width, height: left - alarms - tail }),
      ...alarmSection(input, 'notOk')({ width, height: alarms }),
      ...lower({ width, height: tail }),
    ];
  }
  const parts = partsOf(input.pipeline).length < 2 ? [] : partsOfView(input, { width, height });
  const lines = stripLines(stripInput(input, width).pipeline, width).length;
  const tall = height >= 36 && parts.length + lines * 3 <= height * 0.3 ? 3 : 2;
  const strip: Section = (size) => [...parts, ...stageTiles({ ...stripInput(input, size.width), tall })];
  const stripHeight = 1 + parts.length + lines * tall;
  const left = height - stripHeight;
  const graphHeight = Math.max(9, Math.min(Math.floor(left * 0.5), 24));
  const listHeight = left - graphHeight;
  const alarmWidth = Math.floor((width - gutter) * 0.45);
  const tailWidth = width - gutter - alarmWidth;
  const logHeight = Math.ceil(listHeight / 2);
  const tails = [
    ...logSection(input)({ width: tailWidth, height: logHeight }),
    ...changeSection(input)({ width: tailWidth, height: listHeight - logHeight }),
  ];
  return [
    ...titled(input, undefined, 'pipeline', strip)({ width, height: stripHeight }),
    ...graphSection(input)({ width, height: graphHeight }),
    ...beside(alarmSection(input, 'notOk')({ width: alarmWidth, height: listHeight }), tails, lookOf(input)),
  ];
};
