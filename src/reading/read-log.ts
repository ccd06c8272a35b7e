/** What a log event says, read once however often somebody looks at it. */
import type { LogEvent } from '../observation/logs.ts';
import { readLogLine } from './log-lines.ts';
import type { ReadLine } from './log-reading.ts';

const known = new WeakMap<LogEvent, ReadLine>();

/** `readLogLine` of an event, read once however often it is drawn. */
export const readLog = (entry: LogEvent): ReadLine => {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const read = readLogLine(entry.message);
  known.set(entry, read);
  return read;
};
