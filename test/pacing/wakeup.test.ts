import { describe, expect, it } from 'vitest';
import { createWakeup } from '../../src/pacing/wakeup.ts';
import { manualClock } from '../helpers/clock.ts';

const waking = () => {
  const stop = new AbortController();
  const wakeup = createWakeup(stop.signal);
  const woken: string[] = [];
  const wait = (name: string) => void wakeup.wait().then(() => woken.push(name));
  return { stop, wakeup, woken, wait };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a wakeup', () => {
  it('wakes all that wait, and none that waits later', async () => {
    const { wakeup, woken, wait } = waking();
    wait('a');
    wait('b');
    await settle();
    expect(woken).toEqual([]);
    wakeup.ring();
    wait('c');
    await settle();
    expect(woken).toEqual(['a', 'b']);
  });

  it('that nobody heard ends the next wait at once, and only that', async () => {
    const { wakeup, woken, wait } = waking();
    wakeup.ring();
    wakeup.ring();
    wait('a');
    wait('b');
    await settle();
    expect(woken).toEqual(['a']);
  });

  it('comes at its time, when it is rung, and at the signal, and leaves no timer', async () => {
    const clock = manualClock(0);
    const { stop, wakeup } = waking();
    const woken: number[] = [];
    const sleep = (at: number) => void wakeup.waitUntil(at, clock).then(() => woken.push(clock.now()));
    sleep(1_000);
    await clock.advance(5_000);
    sleep(60_000);
    await clock.advance(1_000);
    wakeup.ring();
    await clock.advance(1_000);
    sleep(Number.POSITIVE_INFINITY);
    await clock.advance(1_000);
    stop.abort();
    await clock.advance(1_000);
    expect(woken).toEqual([1_000, 6_000, 8_000]);
    expect(clock.sleepers()).toBe(0);
    sleep(60_000);
    await settle();
    expect(woken).toHaveLength(4);
  });
});
