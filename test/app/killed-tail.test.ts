/** A killed tail goes on where it stood; two tails do not share a checkpoint. `npm run bench -- kills` kills thirty times. */
import { expect, test } from 'vitest';
import { killTail } from '../helpers/killed-tail.ts';

test('three kills -9: nothing is lost, and the lock that was left is taken over', async () => {
  const moments = [0.9, 0.1, 0.5];
  const { changes, lost, takenOver } = await killTail(3, () => moments.pop() ?? 0.3);
  expect(changes).toBeGreaterThan(20);
  expect(lost).toBe(0);
  expect(takenOver).toBe(3);
  // What comes twice is bounded by time: the benchmark measures it, a busy machine may take its own.
}, 90_000);
