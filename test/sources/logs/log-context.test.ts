import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/observation/logs.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { contextSlices, logContextSource } from '../../../src/sources/logs/log-context.ts';
import { asOne } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { type FakeEvent, fakeLogs } from './fake-logs.ts';

const second = 1000;
const minute = 60 * second;
const noon = Date.UTC(2026, 0, 15, 12);

const eventAt = (at: number): FakeEvent => ({
  eventId: String(at).padStart(16, '0'),
  at,
  ingestedAt: at + 500,
});
const everySecond = (from: number, to: number): FakeEvent[] =>
  Array.from({ length: (to - from) / second }, (_, nth) => eventAt(from + nth * second));

type Wanted = {
  readonly events: readonly FakeEvent[];
  /** The clock's now; the moment is noon. */
  readonly now: number;
  readonly maxLines?: number;
  readonly fail?: Parameters<typeof fakeLogs>[0]['fail'];
};

const read = async ({ events, now, maxLines, fail }: Wanted) => {
  const clock = instantClock(now, 60 * minute);
  const aws = fakeLogs({ now: clock.now, events, ...(fail === undefined ? {} : { fail }) });
  const said: Observation[] = [];
  const source = logContextSource({
    clientsFor: aws.clientsFor,
    groups: [{ group: '/g', region: 'us-east-1' }],
    at: noon,
    from: noon - 5 * minute,
    to: noon + 2 * minute,
    clock,
    random: () => 0.5,
    ...(maxLines === undefined ? {} : { maxLines }),
  });
  for await (const { observations } of asOne(source)(clock.signal)) said.push(...observations);
  const lines = said.filter((one): one is LogEvent => one.type === 'log').map(({ at }) => at);
  return { said, lines, calls: aws.calls };
};

describe('logs around a moment', () => {
  it('are read from the moment outwards, and cover the window without a hole', () => {
    const window = { at: noon, from: noon - 2.5 * minute, to: noon + 2 * minute };
    const slices = contextSlices(window).map(([start, end]) => [
      (start - noon) / minute,
      (end - noon) / minute,
    ]);
    expect(slices).toEqual([
      [-1, 1],
      [-2, -1],
      [1, 2],
      [-2.5, -2],
    ]);
  });

  it('are all there, each once, and the calls do not reach beyond them', async () => {
    const events = everySecond(noon - 20 * minute, noon + 20 * minute);
    const { lines, calls, said } = await read({ events, now: noon + 60 * minute });
    const wanted = events
      .map(({ at }) => at)
      .filter((at) => at >= noon - 5 * minute && at <= noon + 2 * minute);
    expect([...lines].sort((a, b) => a - b)).toEqual(wanted);
    expect(calls[0]).toMatchObject({ startTime: noon - minute, endTime: noon + minute });
    expect(Math.max(...calls.map(({ endTime = 0 }) => endTime))).toBe(noon + 2 * minute);
    expect(said.filter(({ type }) => type === 'gap')).toEqual([]);
    expect(said.at(-1)).toMatchObject({ type: 'ready' });
  });

  it('stop where they are too many, with the nearest read, and say what is left out', async () => {
    const events = everySecond(noon - 20 * minute, noon + 20 * minute);
    const { lines, said } = await read({ events, now: noon + 60 * minute, maxLines: 150 });
    expect(Math.min(...lines)).toBe(noon - 2 * minute);
    expect(Math.max(...lines)).toBe(noon + minute);
    expect(said.filter(({ type }) => type === 'gap')).toMatchObject([
      { from: noon - 5 * minute, to: noon - 2 * minute, reason: 'evicted' },
      { from: noon + minute, to: noon + 2 * minute, reason: 'evicted' },
    ]);
  });

  it('go on with what is still to come after a moment that has just been', async () => {
    const events = everySecond(noon - minute, noon + 4 * minute);
    const { lines } = await read({ events, now: noon + 10 * second });
    const sorted = [...lines].sort((a, b) => a - b);
    expect(new Set(lines).size).toBe(lines.length);
    expect(sorted[0]).toBe(noon - minute);
    // The youngest come half a second late: the last look has no later one.
    expect(sorted.at(-1)).toBeGreaterThanOrEqual(noon + 2 * minute - second);
    expect(lines.length).toBeGreaterThanOrEqual(179);
  });

  it('say what went wrong, once it has been tried again', async () => {
    const { said, calls } = await read({
      events: [],
      now: noon + 60 * minute,
      fail: () => ({ name: 'AccessDeniedException' }),
    });
    expect(said).toMatchObject([{ type: 'problem', scope: '/g', failure: { kind: 'access' } }]);
    expect(calls).toHaveLength(1);
    const healed = await read({
      events: everySecond(noon, noon + minute),
      now: noon + 60 * minute,
      fail: (call) => (call === 1 ? { name: 'ThrottlingException' } : undefined),
    });
    expect(healed.lines).toHaveLength(60);
  });
});
