/** What `y` copies: the row under the cursor, whole. */
import { changeJson } from '../../src/output/change-json.ts';
import type { TimelineEntry } from '../timeline.ts';
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
    case 'gap':
    case undefined:
      return '';
  }
};

/** Empty where there is nothing to copy. */
export const textToCopy = (state: DashboardState, lists: VisibleLists): string => {
  switch (activeList(state)) {
    case 'stages':
      return '';
    case 'alarms': {
      const alarm = lists.alarmOf.get(state.lists.alarms.at ?? lists.alarms[0] ?? '');
      return alarm === undefined ? '' : `${alarm.name} ${alarm.state} ${alarm.reason}`;
    }
    case 'logs':
      return textOf(state.lists.logs.at ?? lists.logs.at(-1));
    case 'changes':
      return textOf(state.lists.changes.at ?? lists.changes.at(-1));
    case 'timeline':
      return textOf(state.lists.timeline.at ?? lists.timeline.at(-1));
  }
};
