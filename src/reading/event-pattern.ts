/** The pattern of a log event, found out once however often somebody counts it. */
import type { LogEvent } from '../observation/logs.ts';
import { patternOfLine } from './pattern.ts';
import { readLog } from './read-log.ts';

const known = new WeakMap<LogEvent, string>();

/** `patternOfLine` of an event. */
export const patternOfEvent = (entry: LogEvent): string => {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const pattern = patternOfLine(readLog(entry));
  known.set(entry, pattern);
  return pattern;
};
