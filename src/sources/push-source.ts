/** A source of what is asked for by hand: an answer is pushed when it comes, and taken with all others. */
import type { Observation } from '../observation/observation.ts';
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
      while (!signal.aborted) {
        if (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
          continue;
        }
        const observations = waiting;
        waiting = [];
        yield { observations };
      }
    },
  };
};
