/** What Enter opens and Esc closes. */
import { orderIdIn } from '../order/order-events-in.ts';
import { closeFilter, closeFirst, closeHelp } from '../screen/reading.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import { closePatterns, goBack, goTo, goToGraphs, goToLinesOf, jumpReason } from './jump.ts';
import { paneOf } from './panes.ts';
import { activeList, type DashboardState, hasPanels } from './state.ts';
import { openInStory } from './story-page.ts';

/** The order that a line or a change names, opened as its way through all stages. */
export const followOrder = (state: DashboardState, context: Context): DashboardState => {
  const opened = state.opened ?? paneOf(state).opens(state, context);
  if (opened?.kind === 'lines') return { ...state, notice: 'several lines: Enter shows them' };
  if (opened?.kind !== 'log' && opened?.kind !== 'change') return state;
  const orderId = orderIdIn(opened.entry, context.pipeline);
  return orderId === undefined
    ? { ...state, notice: 'no order is named here' }
    : { ...state, opened: { kind: 'order', orderId }, scrolled: 0 };
};

/** Enter opens; on what is open it goes on: from an alarm to its logs then, from a line or a change to its order. */
export const open = (state: DashboardState, context: Context): DashboardState => {
  if (state.opened?.kind === 'alarm') {
    const hasLogs = jumpReason(state, 'goToLogs', context) === undefined;
    return goTo(state, hasLogs ? 'goToLogs' : 'goToStage', context);
  }
  if (state.opened?.kind === 'story') return openInStory(state, context);
  if (state.opened !== undefined) return followOrder(state, context);
  const opened = paneOf(state).opens(state, context);
  if (opened?.kind === 'graphs') return goToGraphs(state, opened, context.snapshot.at);
  if (opened?.kind === 'lines') return goToLinesOf(state, opened.of);
  if (opened !== undefined) return { ...state, opened, scrolled: 0 };
  return activeList(state) === 'stages' && hasPanels(state)
    ? { ...state, stage: stageInFocus(state, context), view: 'metrics' }
    : state;
};

export const back = (state: DashboardState): DashboardState =>
  closeFirst(state, [
    closeHelp,
    (open) => (open.opened === undefined ? undefined : { ...open, opened: open.opened.over, scrolled: 0 }),
    (open) => (open.zoomed ? { ...open, zoomed: false } : undefined),
    closeFilter,
    closePatterns,
    (open) => (open.cameFrom === undefined ? undefined : goBack(open, open.cameFrom)),
    (open) => (open.moment === undefined ? undefined : { ...open, moment: undefined }),
    (open) => (open.stage === undefined ? undefined : { ...open, stage: undefined }),
    (open) => ({ ...open, view: 'pipeline' }),
  ]);
