/** What the reader of an imported dashboard has chosen. Changed by `reduceCloudWatch` alone. */
import type { CloudWatchDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import type { KeyTable } from '../../src/terminal/key-table.ts';
import { nextRange } from '../graphs/time-steps.ts';

export type CloudWatchState = {
  /** First row of the dashboard on the screen. */
  readonly scroll: number;
  readonly rangeMs: number;
  readonly utc: boolean;
  readonly help: boolean;
  /** Values of variables that were chosen, by id. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Number of the variable that `v` changes. */
  readonly variable: number;
  /** How often all was asked for by hand: log widgets run again, those too that cost much. */
  readonly refreshes: number;
};

export type CloudWatchCommand =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'longer'
  | 'shorter'
  | 'value'
  | 'variable'
  | 'refresh'
  | 'zone'
  | 'help'
  | 'close'
  | 'quit';

/** What a step can see beside the state itself. */
export type CloudWatchContext = {
  readonly dashboard: CloudWatchDashboard;
  /** Rows of the whole dashboard, and those that are seen at once. */
  readonly totalRows: number;
  readonly pageRows: number;
};

const variableSection = 'Variables';

const allKeys: KeyTable<CloudWatchCommand, CloudWatchState> = [
  { command: 'down', keys: ['down', 'j'], label: 'down', section: 'Moving', footer: 'room' },
  { command: 'up', keys: ['up', 'k'], label: 'up', section: 'Moving' },
  {
    command: 'pageDown',
    keys: ['pagedown', 'space', 'ctrl-f', 'ctrl-d'],
    label: 'page down',
    section: 'Moving',
  },
  { command: 'pageUp', keys: ['pageup', 'ctrl-b', 'ctrl-u'], label: 'page up', section: 'Moving' },
  { command: 'first', keys: ['g', 'home'], label: 'first row', section: 'Moving' },
  { command: 'last', keys: ['G', 'end'], label: 'last row', section: 'Moving' },
  {
    command: 'value',
    keys: ['v'],
    label: 'next value',
    section: variableSection,
    footer: 'room',
  },
  { command: 'variable', keys: ['V'], label: 'next variable', section: variableSection },
  { command: 'longer', keys: ['+', ']', '='], label: 'longer range', section: 'Time', footer: 'room' },
  { command: 'shorter', keys: ['-', '['], label: 'shorter range', section: 'Time', footer: 'room' },
  { command: 'zone', keys: ['z'], label: 'UTC or local', section: 'Time', footer: 'room' },
  { command: 'refresh', keys: ['r'], label: 'run log queries', section: 'The tool', footer: 'room' },
  { command: 'help', keys: ['?'], label: 'help', section: 'The tool', footer: 'always' },
  { command: 'close', keys: ['escape'], label: 'close the help', section: 'The tool' },
  { command: 'quit', keys: ['q'], label: 'quit', section: 'The tool', footer: 'always' },
];

/** The keys of a dashboard: those of its variables where it has some. */
export const cloudWatchKeys = ({
  variables,
}: Pick<CloudWatchDashboard, 'variables'>): KeyTable<CloudWatchCommand, CloudWatchState> =>
  variables.length > 0 ? allKeys : allKeys.filter(({ section }) => section !== variableSection);

const nextValue = (state: CloudWatchState, { variables }: CloudWatchDashboard): CloudWatchState => {
  const variable = variables[state.variable % Math.max(1, variables.length)];
  if (variable === undefined || variable.choices.length === 0) return state;
  const at = variable.choices.findIndex(({ value }) => value === variable.value);
  const next = variable.choices[(at + 1) % variable.choices.length];
  return next === undefined ? state : { ...state, chosen: { ...state.chosen, [variable.id]: next.value } };
};

/** The state after a command. `quit` is done by the screen where nothing is open. */
export const reduceCloudWatch = (
  state: CloudWatchState,
  command: CloudWatchCommand,
  { dashboard, totalRows, pageRows }: CloudWatchContext,
): CloudWatchState => {
  const scrollTo = (row: number): CloudWatchState => ({
    ...state,
    scroll: Math.max(0, Math.min(totalRows - pageRows, row)),
  });
  switch (command) {
    case 'up':
      return scrollTo(state.scroll - 1);
    case 'down':
      return scrollTo(state.scroll + 1);
    case 'pageUp':
      return scrollTo(state.scroll - pageRows);
    case 'pageDown':
      return scrollTo(state.scroll + pageRows);
    case 'first':
      return scrollTo(0);
    case 'last':
      return scrollTo(totalRows);
    case 'longer':
      return { ...state, rangeMs: nextRange(state.rangeMs, 1) };
    case 'shorter':
      return { ...state, rangeMs: nextRange(state.rangeMs, -1) };
    case 'value':
      return nextValue(state, dashboard);
    case 'variable':
      return { ...state, variable: (state.variable + 1) % Math.max(1, dashboard.variables.length) };
    case 'refresh':
      return { ...state, refreshes: state.refreshes + 1 };
    case 'zone':
      return { ...state, utc: !state.utc };
    case 'help':
      return { ...state, help: !state.help };
    case 'close':
      return { ...state, help: false };
    case 'quit':
      // The help is closed first.
      return { ...state, help: false };
  }
};
