/** The lines behind a pattern: what is masked in it may be anything. */
import type { LogEvent } from '../observation/logs.ts';
import { readLog } from '../reading/read-log.ts';

/** Stands in a pattern for what differs from line to line. */
const masked = '…';

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a line says it, as read or as written. Blanks count as one, as patterns may fold them. */
export const linesLike = (pattern: string): ((line: LogEvent) => boolean) => {
  const parts = pattern.split(masked).map((part) => part.split(/\s+/).map(literal).join('\\s+'));
  const shape = new RegExp(parts.join('.*?'), 's');
  return (line) => shape.test(readLog(line).text) || shape.test(line.message);
};
