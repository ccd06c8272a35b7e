/** The lines of a stage among those of all: sorted out by group once, however many stages are looked at. */
import type { Gap } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import { groupIn, isNamed } from '../pipeline/log-groups.ts';
import type { Stage } from '../pipeline/stage.ts';

type Lines = readonly (LogEvent | Gap)[];

type Sorted = { readonly logs: Lines; readonly groups: ReadonlyMap<string, readonly LogEvent[]> };

const byGroup = (logs: Lines): ReadonlyMap<string, readonly LogEvent[]> => {
  const groups = new Map<string, LogEvent[]>();
  for (const entry of logs) {
    if (entry.type !== 'log') continue;
    const lines = groups.get(entry.group);
    if (lines === undefined) groups.set(entry.group, [entry]);
    else lines.push(entry);
  }
  return groups;
};

/**
 * Sorts out what is new where these are the lines before, without some at the beginning and with some more at the end; all of them
 * where one has come in between.
 */
const sortedOn = (before: Sorted, logs: Lines): Sorted => {
  const [first] = logs;
  const gone = first === undefined ? -1 : before.logs.indexOf(first);
  const kept = before.logs.length - gone;
  if (gone < 0 || logs[kept - 1] !== before.logs.at(-1)) return { logs, groups: byGroup(logs) };
  const groups = new Map(before.groups);
  for (const [group, dropped] of byGroup(before.logs.slice(0, gone))) {
    groups.set(group, (groups.get(group) ?? []).slice(dropped.length));
  }
  for (const [group, added] of byGroup(logs.slice(kept))) {
    groups.set(group, [...(groups.get(group) ?? []), ...added]);
  }
  return { logs, groups };
};

/** Lines of a stage's groups, oldest first, of any Region: as long as a group's lines are the same, the same list. */
export const createLinesOf = (): ((logs: Lines, stage: Stage) => readonly LogEvent[]) => {
  let last: Sorted = { logs: [], groups: new Map() };
  return (logs, stage) => {
    if (last.logs !== logs) last = sortedOn(last, logs);
    const names = stage.logGroups.map((name) => groupIn(stage, name));
    const own = [...last.groups].flatMap(([group, lines]) =>
      names.some((name) => isNamed(name, group)) ? [lines] : [],
    );
    const [only, ...others] = own;
    return only !== undefined && others.length === 0 ? only : own.flat().sort((a, b) => a.at - b.at);
  };
};
