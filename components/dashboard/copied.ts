/** What `y` copies. */
import type { Context } from './context.ts';
import { paneOf } from './panes.ts';
import type { DashboardState } from './state.ts';
import { copiedInStory, isStoryOpen } from './story-page.ts';

/** The row under the cursor, or the line of the story's page; empty where there is nothing. */
export const copiedNow = (
  state: DashboardState,
  { snapshot, lists }: Pick<Context, 'snapshot' | 'lists'>,
): string => (isStoryOpen(state) ? copiedInStory(state, snapshot) : paneOf(state).copied(state, { lists }));
