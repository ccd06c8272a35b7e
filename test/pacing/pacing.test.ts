import { describe, expect, it } from 'vitest';
import { usualDeadlineMs } from '../../src/aws/deadline.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { backoffMs, backoffs } from '../../src/pacing/backoff.ts';
import { createBudget, createLimiter } from '../../src/pacing/limiter.ts';
import { createPace, nextOnGrid } from '../../src/pacing/pace.ts';
import { persist } from '../../src/pacing/persist.ts';
import { awayBackoff } from '../../src/sources/streams/pace.ts';
import { manualClock } from '../helpers/clock.ts';
import { instantClock } from '../sources/instant-clock.ts';

const failure = (kind: Failure['kind'], code: string = kind): Failure => ({
  kind,
  code,
  message: 'm',
  hint: 'h',
});
const noSignal = new AbortController().signal;

describe('the grid', () => {
  it('puts polls of one interval at the same times, a little after the bucket', () => {
    const minute = 60_000;
    expect(nextOnGrid(0, minute, 5_000)).toBe(5_000);
    expect(nextOnGrid(4_999, minute, 5_000)).toBe(5_000);
    expect(nextOnGrid(5_000, minute, 5_000)).toBe(65_000);
    expect(nextOnGrid(299_000, 5 * minute, 5_000)).toBe(305_000);
  });
});

describe('backing off', () => {
  it('doubles to a ceiling, half of it by chance', () => {
    expect([1, 2, 3].map((nth) => backoffMs(backoffs.throttled, nth, 0))).toEqual([500, 1000, 2000]);
    expect(backoffMs(backoffs.throttled, 1, 0.999)).toBeCloseTo(1000, -1);
    expect(backoffMs(backoffs.throttled, 99, 0)).toBe(30_000);
    expect(backoffMs(backoffs.network, 99, 0)).toBe(1_250);
  });
});

describe('a pace', () => {
  const paced = (extra: Partial<Parameters<typeof createPace>[0]> = {}) => {
    const clock = manualClock(0);
    const due = { at: 0 };
    const pace = createPace({
      clock,
      source: 'alarms',
      scope: 'us-east-1',
      dueAt: () => due.at,
      random: () => 0,
      ...extra,
    });
    const turns: number[] = [];
    const take = (signal = noSignal) =>
      void pace.turn(signal).then((isTurn) => isTurn && turns.push(clock.now()));
    return { clock, due, pace, turns, take };
  };

  it('waits until it is due, also when that is put off or brought forward', async () => {
    const { clock, due, turns, take } = paced();
    due.at = 60_000;
    take();
    await clock.advance(10_000);
    due.at = 11_000;
    await clock.advance(10_000);
    expect(turns).toEqual([11_000]);
  });

  it('stands still while nobody looks, and goes on at once', async () => {
    const look = { visible: false };
    const { clock, turns, take } = paced({ visible: () => look.visible });
    take();
    await clock.advance(3_600_000);
    expect(turns).toEqual([]);
    look.visible = true;
    await clock.advance(500);
    expect(turns).toEqual([3_600_500]);
  });

  it('ends at the signal, with no timer left', async () => {
    const { clock, due, pace } = paced();
    due.at = 60_000;
    const stop = new AbortController();
    const turn = pace.turn(stop.signal);
    stop.abort();
    expect(await turn).toBe(false);
    expect(clock.sleepers()).toBe(0);
  });

  it('says a trouble once, when it stays, and its end', () => {
    const { pace } = paced();
    expect(pace.failed(failure('throttled'))).toEqual([]);
    expect(pace.failed(failure('throttled'))).toEqual([]);
    expect(pace.failed(failure('throttled'))).toMatchObject([
      { type: 'problem', scope: 'us-east-1', failure: { kind: 'throttled' } },
    ]);
    expect(pace.failed(failure('throttled'))).toEqual([]);
    expect(pace.failed(failure('access'))).toHaveLength(1);
    expect(pace.answered()).toMatchObject([{ failure: undefined }]);
    expect(pace.answered()).toEqual([]);
  });

  it('that has no next poll says its first failure', () => {
    expect(paced({ patient: false }).pace.failed(failure('throttled'))).toHaveLength(1);
  });

  it('waits longer after each failure in a row, and not after an answer', async () => {
    const { clock, pace, turns, take } = paced();
    pace.failed(failure('throttled'));
    pace.failed(failure('throttled'));
    take();
    await clock.advance(5_000);
    expect(turns).toEqual([1_000]);
    pace.answered();
    take();
    await clock.advance(0);
    expect(turns).toEqual([1_000, 5_000]);
  });
});

describe('a budget', () => {
  it('lets the first poll through and pays it back', async () => {
    const clock = manualClock(0);
    const budget = createBudget(0.036, clock); // $0.00001 a second
    expect(budget.readyAt()).toBe(0);
    budget.spend(0.001);
    expect(budget.readyAt()).toBe(100_000);
    await clock.advance(100_001);
    expect(budget.readyAt()).toBe(0);
  });

  it('holds over a day of polling as fast as it lets', async () => {
    const clock = instantClock(0, 24 * 3_600_000);
    const budget = createBudget(0.05, clock);
    const pace = createPace({ clock, source: 'metrics', scope: '', dueAt: () => 0, budget });
    let spent = 0;
    while (await pace.turn(clock.signal)) {
      budget.spend(0.004);
      spent += 0.004;
    }
    expect(spent).toBeLessThanOrEqual(24 * 0.05 + 0.004);
    expect(spent).toBeGreaterThan(24 * 0.05 * 0.99);
  });

  it('waits no longer because the clock was set back', () => {
    let now = Date.UTC(2026, 0, 15);
    const budget = createBudget(0.036, { now: () => now });
    budget.spend(0.001);
    now -= 3_600_000;
    expect(budget.readyAt()).toBe(now + 100_000);
    now += 100_000;
    expect(budget.readyAt()).toBe(0);
  });

  it('does not save up a quiet night for a storm', async () => {
    const clock = manualClock(0);
    const budget = createBudget(0.06, clock);
    await clock.advance(8 * 3_600_000);
    budget.spend(0.011);
    expect(budget.readyAt()).toBeGreaterThan(clock.now());
  });
});

describe('persist', () => {
  const tried = (fails: readonly Failure['kind'][]) => {
    const at: number[] = [];
    const clock = instantClock(0, 3_600_000);
    const call = async () => {
      at.push(clock.now());
      const kind = fails[at.length - 1];
      return kind === undefined
        ? { ok: true as const, value: at.length }
        : { ok: false as const, failure: failure(kind) };
    };
    return { at, run: (tries?: number) => persist({ clock, random: () => 0 }, clock.signal, call, tries) };
  };

  it('tries again, ever later, until it is answered', async () => {
    const { at, run } = tried(['throttled', 'network', 'service']);
    expect(await run()).toEqual({ ok: true, value: 4 });
    expect(at).toEqual([0, 500, 1_000, 2_000]);
  });

  it('gives up at once where nothing would change, and in the end', async () => {
    expect(await tried(['access']).run()).toMatchObject({ ok: false, failure: { kind: 'access' } });
    const { at, run } = tried(Array(10).fill('throttled'));
    expect(await run(3)).toMatchObject({ ok: false });
    expect(at).toHaveLength(3);
  });
});

describe('spacing', () => {
  it('keeps calls apart whoever makes them', async () => {
    const clock = manualClock(0);
    const spacing = createLimiter(clock, { perSecond: 8 });
    const at: number[] = [];
    for (let nth = 0; nth < 9; nth += 1) void spacing.turn(noSignal).then(() => at.push(clock.now()));
    await clock.advance(2_000);
    expect(at).toEqual([0, 125, 250, 375, 500, 625, 750, 875, 1000]);
  });

  it('keeps them apart on a machine that wakes late', async () => {
    let now = 0;
    const lateByMs = [0, 90, 0, 60, 0];
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms + (lateByMs.shift() ?? 0);
      },
    };
    const spacing = createLimiter(clock, { perSecond: 10 });
    const at: number[] = [];
    for (let nth = 0; nth < 6; nth += 1) {
      await spacing.turn(noSignal);
      at.push(now);
    }
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(Math.min(...gaps)).toBe(100);
  });

  it('lets who gives up go at once, and spends nothing on him', async () => {
    const clock = manualClock(0);
    const limiter = createLimiter(clock, { perSecond: 1 });
    const stop = new AbortController();
    const turns: (readonly [string, boolean, number])[] = [];
    const take = (name: string, signal?: AbortSignal) =>
      void limiter.turn(signal).then((isTurn) => turns.push([name, isTurn, clock.now()]));
    take('a');
    take('b');
    take('c', stop.signal);
    take('d');
    await clock.advance(300);
    stop.abort();
    await clock.advance(3_000);
    expect(turns).toEqual([
      ['a', true, 0],
      ['c', false, 300],
      ['b', true, 1_000],
      ['d', true, 2_000],
    ]);
  });

  it('lets as many go at once as a rest has saved up', async () => {
    const clock = manualClock(0);
    const limiter = createLimiter(clock, { perSecond: 10, saved: 2 });
    const at: number[] = [];
    for (let nth = 0; nth < 5; nth += 1) void limiter.turn().then(() => at.push(clock.now()));
    await clock.advance(1_000);
    expect(at).toEqual([0, 0, 0, 100, 200]);
  });

  it.each([
    ['stands still', 0],
    ['is set back by an hour each time', -3_600_000],
  ])('holds nobody up while the clock of the machine %s', async (_, stepMs) => {
    let now = Date.UTC(2026, 0, 15);
    const slept: number[] = [];
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        slept.push(ms);
        now += stepMs;
      },
    };
    const limiter = createLimiter(clock, { perSecond: 10 });
    for (let nth = 0; nth < 5; nth += 1) expect(await limiter.turn()).toBe(true);
    expect(slept).toEqual([100, 100, 100, 100]);
  });
});

describe('a clock that jumps', () => {
  /** How long, by what really passed, until the next poll, after the clock moved by `jumpMs` half a second into the wait. */
  const waitedMs = async (jumpMs: number): Promise<number> => {
    let now = 1_000_000_000;
    let passed = 0;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        if (passed === 0) now += jumpMs;
        now += ms;
        passed += ms;
      },
    };
    const pace = createPace({ clock, source: 'alarms', scope: 's', dueAt: () => 1_000_000_000 + 30_000 });
    pace.failed(failure('network'));
    await pace.turn(noSignal);
    return passed;
  };
  const hour = 3_600_000;

  it('forward, as after a sleep of the machine, or back: the next poll is made within a second', async () => {
    expect(await waitedMs(hour)).toBeLessThanOrEqual(1_000);
    expect(await waitedMs(-hour)).toBeLessThanOrEqual(1_000);
    // Kept right by the network's time: no reason to poll.
    expect(await waitedMs(-100)).toBeGreaterThanOrEqual(30_000);
  });
});

describe('a network that comes back', () => {
  it('is noticed within 15 s by polls and streams: the deadline of a call and the longest backoff', () => {
    for (const backoff of [backoffs.network, awayBackoff]) {
      expect(usualDeadlineMs + backoffMs(backoff, 99, 1)).toBeLessThanOrEqual(15_000);
    }
  });
});
