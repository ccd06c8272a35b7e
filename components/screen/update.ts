/** How a screen goes on: an event makes its next state and what is to be done; nothing is done while it is drawn. */
import {
  commandFor,
  type KeyMeaning,
  type KeyTable,
  keyLabel,
  paletteEntries,
} from '../../src/terminal/key-table.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { type Typing, typeKey } from './typing.ts';

/** What every screen may ask of the terminal. */
export type ScreenEffect = { readonly kind: 'quit' } | { readonly kind: 'copy'; readonly text: string };

export type Update<State, Effect> = {
  readonly state: State;
  /** In the order in which they are to be performed, once the state is on the screen. */
  readonly effects: readonly Effect[];
};

/** A step that does nothing outside. */
export const withoutEffects = <State>(state: State): Update<State, never> => ({ state, effects: [] });

/** What every screen has on which something can be typed. */
export type TypingState = {
  /** What is being typed, if anything is. */
  readonly typing: Typing | undefined;
  /** Rows without this text are not shown. */
  readonly filter: string;
  /** Said in the footer until the next key. */
  readonly notice: string | undefined;
};

type Keyboard<Command extends string, State, Effect> = {
  /** As they are for this state. */
  readonly keys: KeyTable<Command, State>;
  readonly run: (state: State, command: Command) => Update<State, Effect>;
  /** Takes a line that is neither a filter nor the name of a command. */
  readonly submit?: (state: State, typing: Typing) => State;
};

/** One key press: a command of the table, or a letter of the line that is typed. */
export const pressKey = <Command extends string, State extends TypingState, Effect>(
  state: State,
  press: KeyPress,
  { keys, run, submit = (same) => same }: Keyboard<Command, State, Effect>,
): Update<State, Effect> => {
  const follow = (from: State, meaning: KeyMeaning<Command>): Update<State, Effect> =>
    meaning.kind === 'run'
      ? run(from, meaning.command)
      : withoutEffects({ ...from, notice: `${meaning.label}: ${meaning.reason}` });
  if (state.typing === undefined) {
    const meaning = commandFor(keys, press.key, state);
    if (meaning !== undefined) return follow(state, meaning);
    const notice =
      press.key === '' ? undefined : `${keyLabel(press.key)} does nothing here: ? lists the keys`;
    return withoutEffects({ ...state, notice });
  }
  const step = typeKey(state.typing, press);
  switch (step.kind) {
    case 'typing': {
      // A filter is seen at work while it is typed.
      const filter = step.typing.kind === 'filter' ? step.typing.text : state.filter;
      return withoutEffects({ ...state, typing: step.typing, filter });
    }
    case 'cancelled': {
      const filter = state.typing.kind === 'filter' ? '' : state.filter;
      return withoutEffects({ ...state, typing: undefined, filter });
    }
    case 'done': {
      const closed = { ...state, typing: undefined };
      const { kind, text } = step.typing;
      if (kind === 'filter') return withoutEffects({ ...closed, filter: text });
      if (kind !== 'palette') return withoutEffects(submit(closed, step.typing));
      const [first] = paletteEntries(keys, text, closed);
      return first === undefined
        ? withoutEffects({ ...closed, notice: 'no such command' })
        : follow(closed, first.meaning);
    }
  }
};

/** One key press on a screen on which nothing is typed. */
export const runKey = <Command extends string, State, Effect>(
  state: State,
  { key }: KeyPress,
  keys: KeyTable<Command, State>,
  run: (command: Command) => Update<State, Effect>,
): Update<State, Effect> => {
  const meaning = commandFor(keys, key, state);
  return meaning?.kind === 'run' ? run(meaning.command) : withoutEffects(state);
};
