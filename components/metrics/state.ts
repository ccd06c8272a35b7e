/** What the reader of a graph has chosen. Changed by `reduceMetrics` alone. */
import type { KeyTable } from '../../src/terminal/key-table.ts';
import { nextRange } from '../range.ts';

export type MetricsState = {
  readonly rangeMs: number;
  readonly utc: boolean;
  /** Bucket whose values are read, counted back from the newest one; undefined without a crosshair. */
  readonly cursor: number | undefined;
  readonly help: boolean;
};

export type MetricsCommand =
  | 'longer'
  | 'shorter'
  | 'earlier'
  | 'later'
  | 'noCursor'
  | 'zone'
  | 'help'
  | 'quit';

export const metricsKeys: KeyTable<MetricsCommand, MetricsState> = [
  { command: 'longer', keys: ['+', ']', '='], label: 'longer range', section: 'Time', footer: 'room' },
  { command: 'shorter', keys: ['-', '['], label: 'shorter range', section: 'Time', footer: 'room' },
  { command: 'earlier', keys: ['left', 'h'], label: 'read values', section: 'Reading', footer: 'room' },
  { command: 'later', keys: ['right', 'l'], label: 'later values', section: 'Reading' },
  { command: 'noCursor', keys: ['escape'], label: 'crosshair off', section: 'Reading' },
  { command: 'zone', keys: ['z'], label: 'UTC or local', section: 'Time', footer: 'room' },
  { command: 'help', keys: ['?'], label: 'help', section: 'The tool', footer: 'always' },
  { command: 'quit', keys: ['q'], label: 'quit', section: 'The tool', footer: 'always' },
];

/** The state after a command; `buckets` is how many the range has. `quit` is done by the screen. */
export const reduceMetrics = (
  state: MetricsState,
  command: MetricsCommand,
  buckets: number,
): MetricsState => {
  switch (command) {
    case 'longer':
      return { ...state, rangeMs: nextRange(state.rangeMs, 1), cursor: undefined };
    case 'shorter':
      return { ...state, rangeMs: nextRange(state.rangeMs, -1), cursor: undefined };
    case 'earlier':
      return { ...state, cursor: Math.min(buckets - 1, (state.cursor ?? 0) + 1) };
    case 'later':
      return { ...state, cursor: Math.max(0, (state.cursor ?? 1) - 1) };
    case 'noCursor':
      return state.help ? { ...state, help: false } : { ...state, cursor: undefined };
    case 'zone':
      return { ...state, utc: !state.utc };
    case 'help':
      return { ...state, help: !state.help };
    case 'quit':
      return state;
  }
};
