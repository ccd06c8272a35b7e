import { describe, expect, test } from 'vitest';
import { createStalls, stallMs } from '../src/stalls.ts';
import { manualClock } from './helpers/clock.ts';

const waitFor = () => {
  let settle = () => {};
  const work = new Promise<string>((resolve) => {
    settle = () => resolve('answer');
  });
  return { work, settle: () => settle() };
};

describe('what does not answer', () => {
  test('is told once within 5 s, and when it has answered', async () => {
    const clock = manualClock(0);
    const stalls = createStalls(clock);
    const told: string[] = [];
    stalls.tellTo((name, failure) => told.push(`${name}: ${failure?.message ?? 'answers'}`));
    const { work, settle } = waitFor();
    const watched = stalls.watch({ name: 'the file' }, work);
    await clock.advance(stallMs - 1);
    expect(told).toEqual([]);
    await clock.advance(60_000);
    expect(stallMs).toBeLessThan(5_000);
    expect(told).toEqual(['the file: the file has not answered for 4 s']);
    settle();
    expect(await watched).toBe('answer');
    expect(told.at(-1)).toBe('the file: answers');
  });

  test('is told to who listens later, a screen that opens; what is quick is told to nobody', async () => {
    const clock = manualClock(0);
    const stalls = createStalls(clock);
    const slow = waitFor();
    void stalls.watch({ name: 'slow', loses: 'its lines' }, slow.work);
    await stalls.watch({ name: 'quick', loses: 'nothing' }, Promise.resolve());
    await clock.advance(10_000);
    const told: string[] = [];
    stalls.tellTo((name) => told.push(name));
    expect(told).toEqual(['slow']);
    expect(stalls.losses()).toEqual(['slow: its lines']);
    slow.settle();
    await clock.advance(1);
    expect(stalls.losses()).toEqual([]);
  });

  test('what is lost is waited for to its end; who listens at last hears only what is new', async () => {
    const stalls = createStalls(manualClock(0));
    const saved = waitFor();
    void stalls.watch({ name: 'saved', loses: 'it' }, saved.work);
    void stalls.watch({ name: 'read' }, new Promise(() => {}));
    let isSettled = false;
    const settled = stalls.settled().then(() => {
      isSettled = true;
    });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    saved.settle();
    await settled;
    const failure = { kind: 'service', code: 'c', message: 'm', hint: 'h' } as const;
    stalls.tell('before', failure);
    const told: string[] = [];
    const listener = (name: string) => told.push(name);
    stalls.tellTo(listener, { isNewOnly: true });
    stalls.tell('after', failure);
    expect(told).toEqual(['after']);
    expect([stalls.isTold(listener), stalls.isTold(() => {})]).toEqual([true, false]);
  });

  test('what fails gives its failure to who waits', async () => {
    const stalls = createStalls(manualClock(0));
    await expect(stalls.watch({ name: 'a' }, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
