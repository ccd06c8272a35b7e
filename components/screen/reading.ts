/** What every screen with lists has in common: help, what is open over the list, the zone, long rows, what is typed. */
import type { KeyTable } from '../../src/terminal/key-table.ts';
import { type ListMove, scrolledBy } from '../lists/list-state.ts';
import type { TypingState } from './update.ts';

export type ReadingState = TypingState & {
  readonly help: boolean;
  /** What is open over the list, if anything is. */
  readonly opened: unknown;
  /** First row shown of what is open, or of the help. */
  readonly scrolled: number;
  readonly utc: boolean;
  /** Long rows of lists go on below. */
  readonly wrapped: boolean;
};

const readingSteps = ['filter', 'palette', 'zone', 'wrap', 'help'] as const;
/** Steps that are the same wherever one reads. */
export type ReadingStep = (typeof readingSteps)[number];

export const isReadingStep = (command: string): command is ReadingStep =>
  readingSteps.some((step) => step === command);

/** All that one can do with a list, whichever it is. */
export type ReadingCommand =
  | ListMove
  | ReadingStep
  | 'open'
  | 'back'
  | 'next'
  | 'pause'
  | 'follow'
  | 'copy'
  | 'quit';

export type ReadingContext = {
  readonly pageRows: number;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};

/** A notice is gone with the next command. */
export const quietly = <S extends TypingState>(state: S): S =>
  state.notice === undefined ? state : { ...state, notice: undefined };

const shownOfCopy = 60;

/** Says what was copied: the terminal takes it without a word. */
export const copiedNotice = (text: string): string => {
  if (text === '') return 'nothing to copy here';
  const [line = ''] = text.trim().split('\n');
  return `copied: ${line.length > shownOfCopy ? `${line.slice(0, shownOfCopy)}…` : line}`;
};

/** Moves through what is open, or through the help; undefined where neither is there: then the list has the keys. */
export const scrollOpened = <S extends ReadingState>(
  state: S,
  move: ListMove,
  { pageRows, openedRows }: ReadingContext,
): S | undefined =>
  state.opened === undefined && !state.help
    ? undefined
    : { ...state, scrolled: scrolledBy(state.scrolled, move, pageRows, openedRows()) };

export const readingStep = <S extends ReadingState>(state: S, step: ReadingStep): S => {
  switch (step) {
    case 'filter':
      return { ...state, typing: { kind: 'filter', text: state.filter } };
    case 'palette':
      return { ...state, typing: { kind: 'palette', text: '' } };
    case 'zone':
      return { ...state, utc: !state.utc };
    case 'wrap':
      return { ...state, wrapped: !state.wrapped };
    case 'help':
      return { ...state, help: !state.help, scrolled: 0 };
  }
};

/** Undefined where there is nothing of that kind to close. */
type Closing<S> = (state: S) => S | undefined;

/** Esc everywhere alike: closes what was opened last, one thing at a time. */
export const closeFirst = <S>(state: S, closings: readonly Closing<S>[]): S => {
  for (const close of closings) {
    const closed = close(state);
    if (closed !== undefined) return closed;
  }
  return state;
};

export const closeHelp = <S extends ReadingState>(state: S): S | undefined =>
  state.help ? { ...state, help: false } : undefined;

export const closeOpened = <S extends ReadingState>(state: S): S | undefined =>
  state.opened === undefined ? undefined : { ...state, opened: undefined };

export const closeFilter = <S extends ReadingState>(state: S): S | undefined =>
  state.filter === '' ? undefined : { ...state, filter: '' };

/** Keys that mean the same on every such screen; they close its table. */
export const toolKeys: KeyTable<'palette' | 'help' | 'quit', unknown> = [
  { command: 'palette', keys: [':'], label: 'commands', section: 'The tool' },
  { command: 'help', keys: ['?'], label: 'help', section: 'The tool', footer: 'always' },
  { command: 'quit', keys: ['q'], label: 'quit', section: 'The tool', footer: 'always' },
];
