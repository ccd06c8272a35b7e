/** The one place where a screen acts: what it looks at and what its keys ask for goes out after the commit. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { ScreenEffect, Update } from './update.ts';

export type Updates<State, Event> = {
  /** As it is drawn. */
  readonly state: State;
  readonly send: (event: Event) => void;
};

type Driver<State, Event, Own> = {
  readonly update: (state: State, event: Event) => Update<State, ScreenEffect | Own>;
  readonly initial: State;
  /** Does what is the screen's own. It is drawn anew afterwards: it may show what has been done. */
  readonly perform?: (effect: Own) => void;
  /** Told after every commit: what is on the screen now. */
  readonly onCommit?: ((state: State) => void) | undefined;
};

type Waiting<Own> = { readonly step: number; readonly effect: ScreenEffect | Own };

const isOfScreen = <Own extends { readonly kind: string }>(
  effect: ScreenEffect | Own,
): effect is ScreenEffect => effect.kind === 'quit' || effect.kind === 'copy';

/**
 * The state of a screen. Each event sees the newest state, drawn or not: a slow link delivers several keys in one piece,
 * between two renders. Effects wait for the commit of the state that they came with, and are performed in their order.
 */
export const useUpdates = <State, Event, Own extends { readonly kind: string } = never>({
  update,
  initial,
  perform,
  onCommit,
}: Driver<State, Event, Own>): Updates<State, Event> => {
  const screen = useScreen();
  const [drawn, draw] = useState({ state: initial, step: 0 });
  const latest = useRef(drawn);
  const waiting = useRef<readonly Waiting<Own>[]>([]);
  // In the commit itself and not some time later: sources that begin with a frame know what it shows.
  useLayoutEffect(() => {
    onCommit?.(drawn.state);
    const due = waiting.current.filter(({ step }) => step <= drawn.step);
    if (due.length === 0) return;
    waiting.current = waiting.current.filter(({ step }) => step > drawn.step);
    // An effect may show another screen, which React does not do amid a commit.
    queueMicrotask(() => {
      for (const { effect } of due) {
        if (!isOfScreen(effect)) perform?.(effect);
        else if (effect.kind === 'quit') screen.quit(0);
        else screen.copy(effect.text);
      }
      draw(({ state, step }) => ({ state, step }));
    });
  });
  return {
    state: drawn.state,
    send: (event) => {
      const { state, effects } = update(latest.current.state, event);
      const step = latest.current.step + 1;
      latest.current = { state, step };
      waiting.current = [...waiting.current, ...effects.map((effect) => ({ step, effect }))];
      draw(latest.current);
    },
  };
};
