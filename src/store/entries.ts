/** What the rings of lines and changes hold, and what is said of what by key. */
import type { Gap, SourceName } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import type { ItemChange } from '../observation/streams.ts';
import { type Origin, originName } from '../origin.ts';

export type LogEntry = LogEvent | Gap;
export type ChangeEntry = ItemChange | Gap;

/** Where an entry stands among others: a gap at its end. */
export const logEntryTime = (entry: LogEntry): number => (entry.type === 'gap' ? entry.to : entry.at);

/** Key of `completeUpTo` and of problems: two Regions may have a table of one name. */
export const scopeKey = (source: SourceName, scope: string, origin?: Origin): string =>
  [source, scope, ...(origin === undefined ? [] : [originName(origin)])].join(' ');
