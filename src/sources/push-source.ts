/** A source of what is asked for by hand: an answer is pushed when it comes, and taken with all others. */
import type { Observation } from '../observation/observation.ts';
import { createWakeup } from '../pacing/wakeup.ts';
import type { Batch, Source } from './source.ts';

export type PushSource = {
  /** For one consumer. */
  readonly source: Source;
  readonly push: (observations: readonly Observation[]) => void;
};

export const createPushSource = (): PushSource => {
  let waiting: Observation[] = [];
  let wake = (): void => {};
  return {
    push: (observations) => {
      waiting.push(...observations);
      wake();
    },
    source: async function* (signal): AsyncGenerator<Batch> {
      const pushed = createWakeup(signal);
      wake = pushed.ring;
      while (!signal.aborted) {
        if (waiting.length === 0) {
          await pushed.wait();
          continue;
        }
        const observations = waiting;
        waiting = [];
        yield { observations };
      }
    },
  };
};
