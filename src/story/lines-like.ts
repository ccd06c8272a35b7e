/** The lines behind a pattern. */
import type { LogEvent } from '../observation/logs.ts';
import { patternOfEvent } from '../reading/event-pattern.ts';

/** Whether a line is one of those that a pattern stands for. */
export const linesLike =
  (pattern: string): ((line: LogEvent) => boolean) =>
  (line) =>
    patternOfEvent(line) === pattern;
