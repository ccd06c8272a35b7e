import type { Observation } from '../../src/observation/observation.ts';
import type { Batch } from '../../src/sources/source.ts';

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
