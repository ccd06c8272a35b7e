/** The dashboard as rows: a snapshot and what the reader chose in, a whole screen out. */
import { partsOf } from '../../src/pipeline/parts.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { headerRow } from '../frame/header.ts';
import { beside, gutter, type Size } from '../frame/layout.ts';
import { overlay } from '../frame/overlay.ts';
import { insightsRows } from '../insights/view.ts';
import { partRows } from '../stages/part-rows.ts';
import { stageLine, stageTiles, stripLines, stripOf } from '../stages/stage-strip.ts';
import { stageInFocus } from './focus.ts';
import { type DashboardInput, lookOf, type Section } from './input.ts';
import { askedStagesText } from './insights.ts';
import { logSection } from './log-section.ts';
import { openedRows } from './opened.ts';
import { alarmSection, changeSection, graphSection, timelineSection, titled } from './sections.ts';

const stripInput = (input: DashboardInput, width: number) => {
  const focus = stageInFocus(input.state, input);
  return {
    pipeline: stripOf(input.pipeline, focus),
    stages: input.snapshot.stages,
    focus,
    width,
    look: lookOf(input),
  };
};

/** The rows of the pipeline's parts, where it has several: no more than a fifth of the screen. */
const partsOfView = (input: DashboardInput, { width, height }: Size): Row[] => {
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
const slimStrip = (input: DashboardInput, size: Size): Row[] => [
  ...(partsOf(input.pipeline).length < 2 ? [] : partsOfView(input, size)),
  ...safeRows(() => stageLine(stripInput(input, size.width), 3), size.width, 3),
];

/** Which panels the pipeline view has on this screen, and how high they are. */
const pipelineView = (input: DashboardInput, { width, height }: Size): Row[] => {
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

/** From this height on the graphs of the stage in focus stand above the timeline. */
const timelineWithGraphs = 22;

const viewRows = (input: DashboardInput, size: Size): Row[] => {
  switch (input.state.view) {
    case 'pipeline':
      return pipelineView(input, size);
    case 'metrics': {
      const strip = slimStrip(input, size);
      return [...strip, ...graphSection(input)({ ...size, height: size.height - strip.length })];
    }
    case 'alarms':
      return alarmSection(input, 'all')(size);
    case 'logs':
      return logSection(input)(size);
    case 'stream':
      return changeSection(input)(size);
    case 'insights':
      return insightsRows({
        state: input.state.insights,
        lists: input.lists.insights,
        whom: askedStagesText(input.state, input),
        window: { rangeMs: input.state.rangeMs, end: input.state.end },
        now: input.snapshot.at,
        filter: input.state.filter,
        size,
        look: lookOf(input),
      });
    case 'timeline': {
      const graphs = size.height < timelineWithGraphs ? 0 : Math.floor(size.height * 0.4);
      return [
        ...(graphs === 0 ? [] : graphSection(input)({ ...size, height: graphs })),
        ...timelineSection(input)({ ...size, height: size.height - graphs }),
      ];
    }
  }
};

/** The whole screen: exactly `size.height` rows of exactly `size.width` cells. */
export const dashboardRows = (input: DashboardInput): Row[] => {
  const { state, snapshot, size, names, budget } = input;
  const { width, height } = size;
  const body: Size = { width, height: height - 2 };
  const header = headerRow({
    snapshot,
    names,
    width,
    look: lookOf(input),
    paused: state.paused !== undefined,
    budget,
    slowdown: input.slowdown,
  });
  const middle = (): Row[] => {
    if (state.help) return overlay('keys', input.help, state.scrolled, lookOf(input), body);
    if (state.opened !== undefined) {
      return openedRows(state.opened, input, body);
    }
    return viewRows(input, body);
  };
  return fitRows([header, ...safeRows(middle, width, body.height), input.footer], width, height);
};
