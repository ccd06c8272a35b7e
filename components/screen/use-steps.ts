import { useRef, useState } from 'react';

export type Steps<State, Step> = {
  /** As it is drawn. */
  readonly state: State;
  /** As it is after the keys before this one: a slow link delivers several in one piece, between two renders. */
  readonly latest: () => State;
  readonly take: (step: Step) => void;
};

/** A reducer whose newest state can be asked for before it is drawn. */
export const useSteps = <State, Step>(
  reduce: (state: State, step: Step) => State,
  initial: State,
): Steps<State, Step> => {
  const [state, setState] = useState(initial);
  const latest = useRef(initial);
  return {
    state,
    latest: () => latest.current,
    take: (step) => {
      latest.current = reduce(latest.current, step);
      setState(latest.current);
    },
  };
};
