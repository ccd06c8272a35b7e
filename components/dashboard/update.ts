/** One event, one step of the dashboard: its next state, and what is to be done. */
import { helpRows } from '../../src/terminal/key-table.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { pressKey, type ScreenEffect, type Update, withoutEffects } from '../screen/update.ts';
import type { Context, DashboardData } from './context.ts';
import { type DashboardEffect, effectsOf } from './effects.ts';
import { holdFocus } from './focus.ts';
import { listHeights } from './heights.ts';
import { typedInInsights } from './insights.ts';
import { keysNow } from './key-bindings.ts';
import { listsNow } from './lists.ts';
import { detailRows } from './opened.ts';
import { reduce } from './reduce.ts';
import type { DashboardState } from './state.ts';
import { bodySize } from './story.ts';

/**
 * What the dashboard was given, and the key that was pressed then (without one there is only something new to see); or what is to be
 * said in the last row.
 */
export type DashboardEvent =
  | { readonly press?: KeyPress; readonly data: DashboardData }
  | { readonly notice: string };

/** Rows of the body that a page is less: its title, and one that stays in sight. */
const pageMargin = 2;

const contextOf = (state: DashboardState, data: DashboardData): Context => {
  const { snapshot, pipeline, insights, home, nextPipeline, lacks, size } = data;
  const lists = listsNow(snapshot, state, pipeline, insights);
  const drawn = { ...data, state, lists };
  const body = bodySize(drawn);
  return {
    snapshot,
    pipeline,
    lists,
    lacks,
    pageRows: Math.max(1, body.height - pageMargin),
    width: size.width,
    heights: listHeights(drawn),
    openedRows: () =>
      state.opened === undefined || state.help
        ? helpRows(
            keysNow(state, { snapshot, pipeline, lists, lacks, home, nextPipeline }),
            state,
            size.width,
          ).length
        : detailRows(state.opened, drawn, body).length,
  };
};

export const updateDashboard = (
  before: DashboardState,
  event: DashboardEvent,
): Update<DashboardState, ScreenEffect | DashboardEffect> => {
  if ('notice' in event) return withoutEffects({ ...before, notice: event.notice });
  const { press, data } = event;
  const state = holdFocus(before, data);
  if (press === undefined) return withoutEffects(state);
  const context = contextOf(state, data);
  const { home, nextPipeline } = data;
  return pressKey(state, press, {
    keys: keysNow(state, { ...context, home, nextPipeline }),
    run: (from, command) => ({
      state: reduce(from, command, context),
      effects: effectsOf(from, command, context, home),
    }),
    submit: (from, typing) => typedInInsights(from, typing, context),
  });
};
