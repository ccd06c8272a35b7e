/** The lines of a stage among those of all: sorted out by group once, however many stages are looked at. */
import type { Gap } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import { groupIn, isNamed } from '../pipeline/log-groups.ts';
import type { Stage } from '../pipeline/stage.ts';

type Lines = readonly (LogEvent | Gap)[];

const byGroup = (logs: Lines): ReadonlyMap<string, LogEvent[]> => {
  const groups = new Map<string, LogEvent[]>();
  for (const entry of logs) {
    if (entry.type !== 'log') continue;
    const lines = groups.get(entry.group);
    if (lines === undefined) groups.set(entry.group, [entry]);
    else lines.push(entry);
  }
  return groups;
};

/** Lines of a stage's groups, oldest first, of any Region: as long as the lines are the same they are sorted out once. */
export const createLinesOf = (): ((logs: Lines, stage: Stage) => readonly LogEvent[]) => {
  let last: { readonly logs: Lines; readonly groups: ReadonlyMap<string, readonly LogEvent[]> } | undefined;
  return (logs, stage) => {
    if (last?.logs !== logs) last = { logs, groups: byGroup(logs) };
    const names = stage.logGroups.map((name) => groupIn(stage, name));
    const own = [...last.groups].flatMap(([group, lines]) =>
      names.some((name) => isNamed(name, group)) ? [lines] : [],
    );
    return own.length === 1 ? (own[0] ?? []) : own.flat().sort((a, b) => a.at - b.at);
  };
};
