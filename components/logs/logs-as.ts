/** How log lines are shown. */
import type { LinesOf } from '../lists/same-lines.ts';

/** All lines, their patterns, or only the lines that say one thing; `over`: what Esc leads back to, where that is not a place before. */
export type LogsAs =
  | { readonly kind: 'lines' }
  | { readonly kind: 'patterns' }
  | { readonly kind: 'linesOf'; readonly of: LinesOf; readonly over?: 'patterns' };

export const allLines: LogsAs = { kind: 'lines' };

/** Between all lines and their patterns: what a key does. */
export const toggled = ({ kind }: LogsAs): LogsAs => (kind === 'patterns' ? allLines : { kind: 'patterns' });

/** What Esc leaves: the lines of one pattern, then the patterns; undefined where there is nothing of that kind. */
export const closed = (logsAs: LogsAs): LogsAs | undefined => {
  switch (logsAs.kind) {
    case 'lines':
      return undefined;
    case 'patterns':
      return allLines;
    case 'linesOf':
      return logsAs.over === undefined ? undefined : { kind: logsAs.over };
  }
};
