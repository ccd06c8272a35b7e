import type { Observation } from '../../src/observation/observation.ts';
import { mergeSources } from '../../src/sources/merge.ts';
import type { Batch, Source } from '../../src/sources/source.ts';

/** The observations of a source one by one, each acknowledged when the next one is wanted. */
export async function* eachOf(batches: AsyncIterable<Batch>): AsyncGenerator<Observation, void, undefined> {
  for await (const { observations, acknowledge } of batches) {
    let taken = 0;
    for (const observation of observations) {
      yield observation;
      taken += 1;
      acknowledge?.(taken);
    }
  }
}

/** These sources as one: the one that there is as it is, several merged. */
export const asOne = (sources: readonly Source[]): Source => {
  const [only] = sources;
  return only !== undefined && sources.length === 1 ? only : (signal) => mergeSources(sources, signal);
};
