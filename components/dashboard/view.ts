/** The dashboard as rows: a snapshot and what the reader chose in, a whole screen out. */
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { headerRow } from '../frame/header.ts';
import type { Size } from '../frame/layout.ts';
import { overlay } from '../frame/overlay.ts';
import { asOf } from './as-of.ts';
import { type DashboardInput, lookOf } from './input.ts';
import { openedRows } from './opened.ts';
import { storyOf } from './story.ts';
import { shownMoment } from './time-context.ts';
import { viewRows } from './views/table.ts';

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
