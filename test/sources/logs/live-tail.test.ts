import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/observation/logs.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { describeGroup } from '../../../src/sources/logs/describe-group.ts';
import { followLogs } from '../../../src/sources/logs/follow-logs.ts';
import { manualClock } from '../../helpers/clock.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { fakeLiveTail } from './fake-live-tail.ts';
import { type FakeEvent, fakeLogs } from './fake-logs.ts';

const second = 1000;
const minute = 60 * second;
const noon = Date.UTC(2026, 0, 15, 12);
const group = '/g';

type Live = Omit<Parameters<typeof fakeLiveTail>[0], 'clock' | 'group' | 'events'>;
type Poll = Omit<Parameters<typeof fakeLogs>[0], 'now' | 'events'>;
type Seen = LogEvent & { readonly shownAt: number };

const follow = async (
  events: readonly FakeEvent[],
  lengthMs: number,
  fake: Live & Poll & { readonly since?: number; readonly visible?: (now: number) => boolean } = {},
) => {
  const clock = manualClock(noon);
  const polling = fakeLogs({ now: clock.now, events, ...fake });
  const live = fakeLiveTail({ clock, group, events, ...fake });
  const stop = new AbortController();
  const said: Observation[] = [];
  const lines: Seen[] = [];
  const { visible } = fake;
  const source = followLogs({
    clientsFor: () => ({ ...polling.clientsFor(), ...live.api }),
    groups: [{ group, region: 'us-east-1' }],
    since: fake.since ?? noon,
    clock,
    liveTail: true,
    random: () => 0.5,
    ...(visible === undefined ? {} : { visible: () => visible(clock.now()) }),
  });
  const done = (async () => {
    for await (const observation of eachOf(asOne(source)(stop.signal))) {
      said.push(observation);
      if (observation.type === 'log') lines.push({ ...observation, shownAt: clock.now() });
    }
  })();
  await clock.advance(lengthMs);
  stop.abort();
  await clock.advance(0);
  await done;
  return { said, lines, live, polls: polling.calls.length, sleepers: clock.sleepers() };
};

const event = (nth: number, at: number, delayMs = 300): FakeEvent => ({
  eventId: String(nth).padStart(10, '0'),
  at,
  ingestedAt: at + delayMs,
});
const steady = (count: number, everyMs = second) =>
  Array.from({ length: count }, (_, nth) => event(nth, noon + nth * everyMs));
const messages = (lines: readonly LogEvent[]) => lines.map(({ message }) => message).toSorted();

describe('Live Tail', () => {
  it('shows each line once, within two seconds, and polls little beside it', async () => {
    const events = steady(240);
    const { lines, polls, live } = await follow(events, 5 * minute);
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
    for (const { shownAt, ingestedAt } of lines.slice(20))
      expect(shownAt - ingestedAt).toBeLessThanOrEqual(2 * second);
    expect(polls).toBeLessThan(25);
    expect(live.minutes()).toBe(5);
  });

  it('shows what was there before it starts, in order and not as late', async () => {
    const events = Array.from({ length: 100 }, (_, nth) => event(nth, noon - 100 * second + nth * second));
    const { lines } = await follow(events, minute, { since: noon - 2 * minute, pageSize: () => 10 });
    expect(lines.map(({ message }) => message)).toEqual(events.map(({ eventId }) => eventId));
    expect(lines.some(({ late }) => late)).toBe(false);
  });

  it('tells lines apart that say the same at the same time', async () => {
    const twins = [1, 2, 3].map((nth) => ({ ...event(nth, noon + 20 * second), message: 'same' }));
    const { lines } = await follow(twins, 2 * minute);
    expect(lines).toHaveLength(3);
  });

  it.each(['clean', 'cut', 'timeout', 'silent'] as const)(
    'that ends (%s) is started again and loses nothing',
    async (how) => {
      const events = steady(280);
      const { lines, live, said } = await follow(events, 6 * minute, {
        end: (session) => (session <= 3 ? { after: 20, how } : undefined),
      });
      expect(live.sessions()).toBeGreaterThanOrEqual(4);
      expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
      expect(
        said.filter((one) => one.type === 'problem' && one.failure !== undefined).length,
      ).toBeLessThanOrEqual(1);
    },
  );

  it('that ends at once, again and again, is given up', async () => {
    const events = steady(60);
    const { lines, live } = await follow(events, 10 * minute, { end: () => ({ after: 0, how: 'clean' }) });
    expect(live.sessions()).toBe(5);
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
  });

  it('that a network cuts again and again is opened again, and its trouble ends with the first that lasts', async () => {
    const events = steady(400);
    const { lines, live, said } = await follow(events, 8 * minute, {
      end: (session) => (session <= 12 ? { after: 2, how: 'cut' } : undefined),
    });
    expect(live.sessions()).toBe(13);
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
    expect(said.flatMap((one) => (one.type === 'problem' ? [one.failure?.code] : []))).toEqual([
      'ECONNRESET',
      undefined,
    ]);
    const last = lines.slice(-100);
    for (const { shownAt, ingestedAt } of last) expect(shownAt - ingestedAt).toBeLessThanOrEqual(2 * second);
  });

  it('shows what comes later than polling looks back, and nothing that was polled and is forgotten', async () => {
    const late = { ...event(9_000, noon + 30 * second), ingestedAt: noon + 15 * minute };
    const events = [...steady(900), late];
    // A session that begins with all that there is brings what was forgotten long ago.
    const { lines } = await follow(events, 20 * minute, {
      redeliver: true,
      end: (session) => (session === 1 ? { after: 14 * 60, how: 'cut' } : undefined),
    });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
  });

  it('through answers of polling that lie loses and repeats nothing', async () => {
    const lies = ['old-page', undefined, 'no-id', 'partial', 'twice', undefined] as const;
    const events = steady(900);
    const { lines } = await follow(events, 20 * minute, {
      lie: (call) => lies[call % lies.length],
      end: (session) => (session <= 20 ? { after: 20, how: 'cut' } : undefined),
    });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
  });

  it('of which a line, a list or a message is spoilt loses and invents nothing, and is no bug of ours', async () => {
    const spoil = [
      { message: null },
      { message: 7 },
      { timestamp: 'now' },
      { timestamp: -1 },
      { logStreamName: null },
      { logGroupIdentifier: [] },
    ];
    const wrong = [null, 'x', {}, [null], [7]];
    const events = steady(240, 500);
    const { lines, said } = await follow(events, 4 * minute, {
      garble: (nth, results) => {
        if (nth % 30 === 29) throw new TypeError("Cannot read properties of null (reading 'map')");
        if (nth % 5 === 4) return wrong[nth % wrong.length];
        return nth % 3 > 0
          ? results
          : results.map((one) => Object.assign({}, one, spoil[nth % spoil.length]));
      },
    });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
    for (const { shownAt, ingestedAt } of lines)
      expect(shownAt - ingestedAt).toBeLessThanOrEqual(10 * second);
    const failures = said.flatMap((one) =>
      one.type === 'problem' && one.failure !== undefined ? [one.failure] : [],
    );
    expect(failures.filter(({ code }) => code !== 'MalformedAnswer')).toEqual([]);
    expect(failures.filter(({ isLasting }) => isLasting === true)).toEqual([]);
  });

  it('leaves a group that it does not bring to polling, as often as without it', async () => {
    const clock = manualClock(noon);
    const groups = [group, '/later'].map((name) => ({ group: name, region: 'us-east-1' }));
    const polling = fakeLogs({ now: clock.now, events: [] });
    const live = fakeLiveTail({ clock, group, events: [] });
    const stop = new AbortController();
    const source = followLogs({
      clientsFor: () => ({ ...polling.clientsFor(), ...live.api }),
      groups,
      since: noon,
      clock,
      liveTail: true,
      random: () => 0.5,
    });
    const done = (async () => {
      for await (const _ of asOne(source)(stop.signal));
    })();
    await clock.advance(2 * minute);
    stop.abort();
    await clock.advance(0);
    await done;
    const polls = (name: string) => polling.calls.filter(({ logGroupName }) => logGroupName === name).length;
    expect(live.sessions()).toBe(1);
    expect(polls(group)).toBeLessThan(10);
    expect(polls('/later')).toBeGreaterThan(50);
  });

  it('opens no session while only part of a listing could be read: the group may be in the rest', async () => {
    const clock = manualClock(noon);
    const live = fakeLiveTail({ clock, group, events: [] });
    let answers = 0;
    const { describeLogGroups } = live.api;
    const describePart = async () => {
      answers += 1;
      return answers > 2
        ? describeLogGroups()
        : { ok: true as const, value: { logGroups: [] }, isPartial: true as const };
    };
    const found = [];
    for (let nth = 0; nth < 3; nth += 1)
      found.push(await describeGroup(describePart, group, new AbortController().signal));
    expect(found.map((one) => (one.ok ? one.value?.logGroupName : one.failure.kind))).toEqual([
      'service',
      'service',
      group,
    ]);
  });

  it('that brings again what an earlier session brought shows it once', async () => {
    const events = steady(30);
    const { lines } = await follow(events, 5 * minute, {
      redeliver: true,
      end: (session) => (session <= 3 ? { after: 12, how: 'cut' } : undefined),
    });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
  });

  it('that brings an event twice shows it once', async () => {
    const events = steady(60);
    const { lines } = await follow(events, 3 * minute, { repeat: true });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
  });

  it('that samples says so, and the rest is polled', async () => {
    const events = Array.from({ length: 900 }, (_, nth) => event(nth, noon + 30 * second + nth * 10));
    const { lines, said } = await follow(events, 3 * minute, { most: 20 });
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
    expect(said.filter(({ type }) => type === 'gap')).toMatchObject([
      { reason: 'sampled', scope: group, source: 'logs' },
    ]);
  });

  it('that is denied leaves it to polling', async () => {
    const events = steady(60);
    const { lines, said, live } = await follow(events, 2 * minute, { deny: true });
    expect(live.sessions()).toBe(0);
    expect(messages(lines)).toEqual(events.map(({ eventId }) => eventId));
    expect(said.some(({ type }) => type === 'problem')).toBe(false);
    for (const { shownAt, ingestedAt } of lines) expect(shownAt - ingestedAt).toBeLessThanOrEqual(3 * second);
  });

  it('stops, and is no more paid for, while nobody looks', async () => {
    const { live } = await follow(steady(10), 20 * minute, { visible: (now) => now < noon + 2 * minute });
    expect(live.minutes()).toBeLessThanOrEqual(4);
  });

  it('leaves no timer behind', async () => {
    const { sleepers } = await follow(steady(10), minute);
    expect(sleepers).toBe(0);
  });

  const endings = ['clean', 'cut', 'timeout', 'silent'] as const;
  it.each([
    { way: 'by Live Tail', sessionsThatEnd: 0 },
    { way: 'across switches between Live Tail and polling', sessionsThatEnd: 8 },
  ])(
    'loses and repeats nothing of 100,000 events, 5 % late by up to a minute, 2 % of calls failing, $way',
    async ({ sessionsThatEnd }) => {
      const events = Array.from({ length: 100_000 }, (_, nth) =>
        event(nth, noon + nth * 3, nth % 20 === 0 ? (nth * 7919) % minute : 400),
      );
      const { lines, live } = await follow(events, 9 * minute, {
        end: (session) => {
          const how = endings[session % endings.length];
          return session > sessionsThatEnd || how === undefined ? undefined : { after: 20, how };
        },
        fail: (call) => (call % 50 === 0 ? { name: 'ThrottlingException' } : undefined),
      });
      expect(live.sessions()).toBe(sessionsThatEnd + 1);
      expect(lines).toHaveLength(100_000);
      expect(new Set(lines.map(({ message }) => message)).size).toBe(100_000);
    },
    120_000,
  );

  it('loses and repeats nothing through any change of way', async () => {
    const anyEvent = fc.record({
      at: fc.integer({ min: 0, max: 3 * minute }),
      delay: fc.oneof(
        { weight: 19, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: minute }) },
      ),
      message: fc.constantFrom(undefined, undefined, 'same', 'again'),
    });
    const anyEnd = fc.record({
      after: fc.integer({ min: 0, max: 60 }),
      how: fc.constantFrom('clean' as const, 'cut' as const, 'timeout' as const, 'silent' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 200 }),
        fc.array(anyEnd, { maxLength: 8 }),
        fc.array(fc.constantFrom(undefined, undefined, undefined, 'ThrottlingException', 'TimeoutError'), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 20 }),
        async (drawn, ends, errors, most) => {
          const events = drawn.map(({ at, delay, message }, nth) => ({
            ...event(nth, noon + at, delay),
            ...(message === undefined ? {} : { message }),
          }));
          const { lines } = await follow(events, 9 * minute, {
            most,
            end: (session) => ends[session - 1],
            fail: (call) => {
              const name = call % 4 === 0 ? undefined : errors[call % errors.length];
              return name === undefined ? undefined : { name };
            },
          });
          const identity = (line: {
            readonly at: number;
            readonly message?: string;
            readonly eventId: string;
          }) => `${line.at} ${line.message ?? line.eventId}`;
          expect(lines.map(identity).toSorted()).toEqual(events.map(identity).toSorted());
        },
      ),
      { numRuns: 25 },
    );
  });
});
