/** The dashboard as rows: a snapshot and what the reader chose in, a whole screen out. */
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { viewNamed } from '../../src/views.ts';
import type { Beside } from '../frame/data-age.ts';
import { headerRow } from '../frame/header.ts';
import type { Size } from '../frame/layout.ts';
import { overlay } from '../frame/overlay.ts';
import { asOf } from './as-of.ts';
import { stageInFocus } from './focus.ts';
import { type DashboardInput, lookOf } from './input.ts';
import { openedRows } from './opened.ts';
import { storyOf } from './story.ts';
import { shownMoment } from './time-context.ts';
import { viewRows } from './views/table.ts';

/** What the view shows beside the tiles as of now: graphs that follow the clock, rows of alarms. */
const besideTiles = (input: DashboardInput): Beside => {
  const { state, pipeline } = input;
  if (state.help || state.opened !== undefined || shownMoment(state, input.snapshot.at).isPast) return {};
  const hasGraphs = viewNamed(state.view).needs.some((need) => need === 'graphs');
  const focus = stageInFocus(state, input);
  return {
    ...(hasGraphs ? { graphed: pipeline.stages.find(({ name }) => name === focus) } : {}),
    alarms: state.view === 'alarms' || state.view === 'pipeline',
  };
};

/** The whole screen: exactly `size.height` rows of exactly `size.width` cells. */
export const dashboardRows = (input: DashboardInput): Row[] => {
  const { state, snapshot, size, names, budget } = input;
  const { width, height } = size;
  const story = safeRows(() => storyOf(input), width);
  const body: Size = { width, height: Math.max(0, height - 2 - story.length) };
  const then = asOf(state, snapshot, input.pipeline);
  const shown = shownMoment(state, snapshot.at);
  const header = headerRow({
    snapshot: then.snapshot,
    ...(shown.isPast ? { shownAt: shown.at } : {}),
    names,
    width,
    look: lookOf(input),
    acknowledged: input.acknowledged,
    paused: state.paused !== undefined,
    beside: besideTiles(input),
    budget,
    slowdown: input.slowdown,
  });
  const middle = (): Row[] => {
    if (state.help) return overlay('keys', input.help, state.scrolled, lookOf(input), body);
    if (state.opened !== undefined) {
      return openedRows(state.opened, input, body);
    }
    return viewRows[state.view]({ ...input, ...then }, body);
  };
  return fitRows([header, ...story, ...safeRows(middle, width, body.height), input.footer], width, height);
};
