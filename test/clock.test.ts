import { describe, expect, test } from 'vitest';
import { fasterClock, steadyClock } from '../src/clock.ts';
import { manualClock } from './helpers/clock.ts';

describe('a faster clock', () => {
  test('runs from its start on, and sleeps as much less', async () => {
    const real = manualClock(1_000_000);
    const fast = fasterClock(real, 60, 1_000_000);
    expect(fast.now()).toBe(1_000_000);
    let woke = false;
    const sleeping = fast.sleep(60_000).then(() => {
      woke = true;
    });
    await real.advance(999);
    expect(fast.now()).toBe(1_000_000 + 59_940);
    expect(woke).toBe(false);
    await real.advance(1);
    await sleeping;
    expect(fast.now()).toBe(1_060_000);
  });

  test('is the clock itself at its own speed, and wakes when it is told to', async () => {
    const real = manualClock();
    expect(fasterClock(real, 1, 0)).toBe(real);
    const stop = new AbortController();
    const sleeping = fasterClock(real, 2, real.now()).sleep(1000, stop.signal);
    stop.abort();
    await sleeping;
  });
});

test('a steady clock goes on from where it was when its clock is set back, and forward with it', () => {
  let now = 1_000;
  const clock = steadyClock({ now: () => now, sleep: async () => {} });
  const at = (next: number): number => {
    now = next;
    return clock.now();
  };
  expect([at(1_000), at(1_500), at(-3_598_500), at(-3_597_500), at(2_000)]).toEqual([
    1_000, 1_500, 1_500, 2_500, 3_602_000,
  ]);
});
