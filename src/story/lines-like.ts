/** The lines behind a pattern. */
import type { LogEvent } from '../observation/logs.ts';
import { patternOfLine } from '../reading/pattern.ts';
import { readLog } from '../reading/read-log.ts';
import { failureOf } from './messages.ts';

/** Whether a line is one of those that a pattern stands for. */
export const linesLike =
  (pattern: string): ((line: LogEvent) => boolean) =>
  (line) =>
    (failureOf(line)?.pattern ?? patternOfLine(readLog(line))) === pattern;
