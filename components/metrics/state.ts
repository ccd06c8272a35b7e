/** What the reader of a graph has chosen. Changed by `reduceMetrics` alone. */
import type { KeyTable } from '../../src/terminal/key-table.ts';
import {
  crosshairKeys,
  type TimeCommand,
  type TimeContext,
  type TimeState,
  timeReason,
  timeStep,
  windowKeys,
} from '../graphs/time-steps.ts';

export type MetricsState = TimeState & { readonly utc: boolean; readonly help: boolean };

export type MetricsCommand = TimeCommand | 'follow' | 'zone' | 'help' | 'quit';

/** The state that a screen, or a frame, begins with. */
export const initialMetrics = ({ rangeMs, utc }: Pick<MetricsState, 'rangeMs' | 'utc'>): MetricsState => ({
  rangeMs,
  utc,
  style: 'lines',
  help: false,
});

/** The keys as they are now. Left and right read values at once: there is nothing else to move through. */
export const metricsKeysNow = (
  state: MetricsState,
  seen: TimeContext,
): KeyTable<MetricsCommand, MetricsState> => {
  const reasonOf = (command: TimeCommand): string | undefined => timeReason(state, command, seen);
  const isReading = state.crosshair !== undefined && !state.help;
  const reading = crosshairKeys(reasonOf, isReading);
  const window = windowKeys(reasonOf, { footer: 'room' });
  const following = (): string | undefined =>
    state.end === undefined && state.crosshair === undefined ? 'already following' : undefined;
  return [
    ...(isReading ? reading : []),
    ...window,
    ...(isReading ? [] : reading),
    { command: 'follow', keys: ['f'], label: 'follow again', section: 'Graphs', disabled: following },
    { command: 'zone', keys: ['z'], label: 'UTC or local', section: 'Graphs', footer: 'room' },
    { command: 'help', keys: ['?'], label: 'help', section: 'The tool', footer: 'always' },
    { command: 'quit', keys: ['q'], label: 'quit', section: 'The tool', footer: 'always' },
  ];
};

/** The state after a command. `quit` is done by the screen where nothing is open. */
export const reduceMetrics = (
  state: MetricsState,
  command: MetricsCommand,
  seen: TimeContext,
): MetricsState => {
  switch (command) {
    case 'crosshairOff':
      return state.help ? { ...state, help: false } : timeStep(state, command, seen);
    case 'follow':
      return { ...state, end: undefined, crosshair: undefined };
    case 'zone':
      return { ...state, utc: !state.utc };
    case 'help':
      return { ...state, help: !state.help };
    case 'quit':
      // The help is closed first.
      return { ...state, help: false };
    default:
      return timeStep(state, command, seen);
  }
};
