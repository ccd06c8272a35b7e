/** What `y` copies: the row under the cursor, whole. */

import { changeJson } from '../../src/output/change-json.ts';
import { jsonOfQueryRow, pointerColumn } from '../../src/output/log-table.ts';
import { breachText, deploymentText } from '../../src/output/stage-event-row.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import type { TimelineEntry } from '../lists/timeline.ts';
import { choiceUnderCursor, rowUnderCursor } from './insights.ts';
import type { VisibleLists } from './lists.ts';
import { activeList, type DashboardState } from './state.ts';

const textOf = (entry: TimelineEntry | undefined): string => {
  switch (entry?.type) {
    case 'log':
      return entry.message;
    case 'change':
      return JSON.stringify(changeJson(entry));
    case 'alarmHistory':
      return `${entry.name} ${entry.to} ${entry.reason}`;
    case 'breach':
      return `${entry.stage} ${breachText(entry)}`;
    case 'deployment':
      return `${entry.stage} ${deploymentText(entry)}`;
    case 'gap':
    case undefined:
      return '';
  }
};

/** A query as it is; a row by its message, else as JSON. */
const textInInsights = (state: DashboardState, lists: VisibleLists): string => {
  if (state.insights.panel === 'queries') return choiceUnderCursor(state, { lists })?.query ?? '';
  const row = state.opened?.kind === 'row' ? state.opened.row : rowUnderCursor(state, { lists });
  if (row === undefined) return '';
  const { [pointerColumn]: _, type, ...cells } = jsonOfQueryRow(row.cells);
  return row.cells.get('@message') ?? JSON.stringify(cells);
};

/** Empty where there is nothing to copy. */
export const textToCopy = (state: DashboardState, lists: VisibleLists): string => {
  switch (activeList(state)) {
    case 'stages':
      return '';
    case 'insights':
      return textInInsights(state, lists);
    case 'alarms': {
      const alarm = lists.alarmOf.get(itemUnderCursor(lists.alarms, state.lists.alarms, 'start') ?? '');
      return alarm === undefined ? '' : `${alarm.name} ${alarm.state} ${alarm.reason}`;
    }
    case 'logs':
      return textOf(itemUnderCursor(lists.logs, state.lists.logs, lists.logsRestAt));
    case 'changes':
      return textOf(itemUnderCursor(lists.changes, state.lists.changes, 'end'));
    case 'timeline':
      return textOf(itemUnderCursor(lists.timeline, state.lists.timeline, 'end'));
  }
};
