/** The timeline folded: lines that say the same are one row, and never hide what befell the stages (issue 14). */
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { TimelineEntry } from './entries.ts';
import { firstOf, type SameLines, sameLineKeys } from './same-lines.ts';

/** Changes are by the thousand, as lines are; of what else stands in the timeline it matters what was said before and after. */
const endsRun = (entry: TimelineEntry): boolean =>
  entry.type !== 'change' && !(entry.type === 'gap' && entry.source === 'stream');

export type Folded = {
  readonly entries: readonly TimelineEntry[];
  /** Lines that stand for all of their run that say the same, by the first of them. */
  readonly folds: ReadonlyMap<TimelineEntry, SameLines>;
};

/**
 * Lines that say the same are one entry, their first, in runs between alarms, breaches, deployments and lines that were lost: those are
 * never folded. Entries are in order of time, and stay so.
 */
export const foldLines = (entries: readonly TimelineEntry[], pipeline: Pipeline | undefined): Folded => {
  const keyOf = sameLineKeys(pipeline);
  const folds = new Map<TimelineEntry, SameLines>();
  const kept: TimelineEntry[] = [];
  let firsts = new Map<string, LogEvent>();
  for (const entry of entries) {
    if (entry.type !== 'log') {
      if (endsRun(entry)) firsts = new Map();
      kept.push(entry);
      continue;
    }
    const key = keyOf(entry);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, entry);
      kept.push(entry);
      continue;
    }
    const before = folds.get(first) ?? firstOf(first, key, pipeline);
    folds.set(first, { ...before, count: before.count + 1, last: entry });
  }
  return { entries: kept, folds };
};
