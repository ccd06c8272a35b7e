/** What a filter looks at in each row of a list: what AWS sent, and what the row says of it. */

import type { ItemChange } from '../../src/observation/streams.ts';
import { changeJson } from '../../src/output/change-json.ts';
import { readLog } from '../../src/output/log-row.ts';
import { breachText, deploymentText } from '../../src/output/stage-event-row.ts';
import type { TextFilter } from '../../src/output/text-filter.ts';
import type { TimelineEntry } from './timeline.ts';

const known = new WeakMap<ItemChange, string>();

/** A change as JSON, written once however often it is searched. */
const jsonOf = (change: ItemChange): string => {
  const before = known.get(change);
  if (before !== undefined) return before;
  const json = JSON.stringify(changeJson(change));
  known.set(change, json);
  return json;
};

const isShown = (entry: TimelineEntry, { test }: TextFilter): boolean => {
  switch (entry.type) {
    case 'gap':
      return true;
    case 'alarmHistory':
      return test('alarm', entry.name, entry.reason, entry.to);
    case 'breach':
      return test('breach', entry.stage, breachText(entry));
    case 'deployment':
      return test('deployment', entry.stage, deploymentText(entry));
    case 'log':
      return test(entry.message, readLog(entry).text, entry.group);
    case 'change':
      return test(jsonOf(entry), entry.table);
  }
};

/** The rows that a filter lets through; all of them where there is none. Gaps are always shown. */
export const keep = <T extends TimelineEntry>(
  entries: readonly T[],
  filter: TextFilter | undefined,
): readonly T[] => (filter === undefined ? entries : entries.filter((entry) => isShown(entry, filter)));
