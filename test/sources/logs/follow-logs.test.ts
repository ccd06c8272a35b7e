import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logs } from '../../../src/aws/services/logs.ts';
import type { LogEvent } from '../../../src/observation/logs.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { originName } from '../../../src/origin.ts';
import { endlessPages } from '../../../src/pacing/trouble.ts';
import { followLogs } from '../../../src/sources/logs/follow-logs.ts';
import { createStore } from '../../../src/store/store.ts';
import { asOne } from '../../helpers/observations.ts';
import { paced } from '../../helpers/paced.ts';
import { instantClock } from '../instant-clock.ts';
import { type FakeEvent, fakeLogs, type Lie } from './fake-logs.ts';

const second = 1000;
const minute = 60 * second;
const noon = Date.UTC(2026, 0, 15, 12);

type Fake = Omit<Parameters<typeof fakeLogs>[0], 'now'>;

const follow = async (fake: Fake, lengthMs: number, since = noon) => {
  const clock = instantClock(noon, lengthMs);
  const aws = fakeLogs({ now: clock.now, ...fake });
  const said: Observation[] = [];
  const source = followLogs({
    clientsFor: aws.clientsFor,
    groups: [{ group: '/g', region: 'us-east-1' }],
    since,
    clock,
    random: () => 0.5,
  });
  for await (const { observations } of asOne(source)(clock.signal)) said.push(...observations);
  return { said, lines: said.filter((one): one is LogEvent => one.type === 'log'), calls: aws.calls };
};

const event = (nth: number, at: number, delayMs = 500): FakeEvent => ({
  eventId: String(nth).padStart(10, '0'),
  at,
  ingestedAt: at + delayMs,
});

describe('following by polling', () => {
  it('shows what is there and what comes, once, in order', async () => {
    const events = Array.from({ length: 120 }, (_, nth) => event(nth, noon - minute + nth * second));
    const { lines, said } = await follow({ events }, 2 * minute, noon - minute);
    expect(lines.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
    expect(lines.some(({ late }) => late)).toBe(false);
    expect(said.find(({ type }) => type === 'ready')).toMatchObject({ source: 'logs', scope: '/g' });
  });

  it('shows each event of an account that gives no ids once, twins too, in the order that it gives them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(40), message: fc.constantFrom('retry', 'paid', 'lost') }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 7 }),
        async (written, size) => {
          const events = written.map(({ at, message }, nth) => ({
            ...event(nth, noon + at * second),
            message,
          }));
          const { lines } = await follow({ events, hasIds: false, pageSize: () => size }, 3 * minute);
          const right = [...events].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
          expect(lines.map(({ at, message }) => [at, message])).toEqual(
            right.map(({ at, message }) => [at, message]),
          );
          expect(new Set(lines.map(({ eventId }) => eventId)).size).toBe(events.length);
        },
      ),
      { numRuns: 60 },
    ));

  it('goes on through empty pages', async () => {
    const events = Array.from({ length: 10 }, (_, nth) => event(nth, noon + nth));
    const { lines } = await follow({ events, pageSize: (call) => (call % 3 === 0 ? 2 : 0) }, minute);
    expect(lines).toHaveLength(10);
  });

  it('marks what comes after younger lines', async () => {
    const events = [
      event(1, noon + 10 * second, 20 * second),
      event(2, noon + 15 * second),
      event(3, noon + 40 * second),
    ];
    const { lines } = await follow({ events }, 2 * minute);
    expect(lines.map(({ eventId, late }) => [Number(eventId), late])).toEqual([
      [2, false],
      [1, true],
      [3, false],
    ]);
  });

  it('finds events that are minutes late, though none came late before', async () => {
    const prompt = Array.from({ length: 600 }, (_, nth) => event(nth, noon + nth * second, 100));
    const late = event(9_999, noon + 3 * minute, 3.5 * minute);
    const { lines } = await follow({ events: [...prompt, late] }, 12 * minute);
    expect(lines).toHaveLength(601);
    expect(lines.filter((line) => line.late).map(({ eventId }) => eventId)).toEqual([late.eventId]);
  });

  it('is not led astray by an event of tomorrow', async () => {
    const events = [
      event(1, noon + 90 * minute, -89 * minute),
      ...Array.from({ length: 60 }, (_, nth) => event(nth + 2, noon + nth * second)),
    ];
    const { lines } = await follow({ events }, 3 * minute);
    expect(lines).toHaveLength(61);
  });

  it('does not show again what an old answer brings after it was forgotten', async () => {
    const events = Array.from({ length: 120 }, (_, nth) => event(nth, noon + nth * 10 * second));
    const { lines } = await follow(
      { events, lie: (call) => (call > 400 ? 'old-page' : undefined) },
      20 * minute,
    );
    const told = lines.map(({ eventId }) => eventId);
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBeGreaterThan(60);
  });

  it('shows an event whose id is missing once, from its first page on', async () => {
    const events = [event(0, noon), event(1, noon + 90 * second), event(2, noon + 90 * second)];
    for (const lies of [
      (call: number) => call === 1,
      (call: number) => call > 30,
      (call: number) => call % 3 > 0,
    ]) {
      const { lines } = await follow(
        { events, lie: (call) => (lies(call) ? 'no-id' : undefined) },
        8 * minute,
      );
      // What is spoilt in each answer cannot be shown; nothing is shown twice.
      const told = lines.map(({ message }) => message);
      expect(new Set(told).size).toBe(told.length);
      if (!lies(101)) expect(told.toSorted()).toEqual(events.map(({ eventId }) => eventId));
    }
  });

  it('looks again for what a spoilt answer left out, though it is older than the overlap by then', async () => {
    // Late by 45 s: only the deep round of each minute sees it, and of that one it was left out.
    const events = [
      ...Array.from({ length: 200 }, (_, nth) => event(nth, noon + nth * second)),
      event(999, noon + 60 * second, 45 * second),
    ];
    const clock = instantClock(noon, 4 * minute);
    const api = fakeLogs({ now: clock.now, events }).clientsFor();
    let times = 0;
    const source = followLogs({
      clientsFor: () => ({
        filterLogEvents: async (input) => {
          const answer = await api.filterLogEvents(input);
          if (!answer.ok || !answer.value.events?.some(({ eventId }) => eventId === '0000000999'))
            return answer;
          times += 1;
          if (times > 1) return answer;
          const rest = answer.value.events.filter(({ eventId }) => eventId !== '0000000999');
          return { ok: true, value: { ...answer.value, events: rest }, isPartial: true };
        },
      }),
      groups: [{ group: '/g', region: 'us-east-1' }],
      since: noon,
      clock,
      random: () => 0.5,
    });
    let shownAt = 0;
    for await (const { observations } of asOne(source)(clock.signal))
      for (const one of observations)
        if (one.type === 'log' && one.eventId === '0000000999') shownAt = clock.now();
    // Not before the next round that looks so far back: it is the next one.
    expect(shownAt).toBeGreaterThan(0);
    expect(shownAt - (noon + 105 * second)).toBeLessThan(65 * second);
  });

  it('says up to when all has been shown, and keeps to it', async () => {
    const events = Array.from({ length: 300 }, (_, nth) =>
      event(nth, noon + nth * second, (nth % 20) * second),
    );
    const { said } = await follow({ events }, 6 * minute);
    let complete = Number.NEGATIVE_INFINITY;
    for (const one of said) {
      if (one.type === 'completeUpTo') complete = one.at;
      if (one.type === 'log') expect(one.at).toBeGreaterThan(complete);
    }
    expect(complete).toBeGreaterThan(noon + 5 * minute);
  });

  it('says that a group does not exist, and reads it when it does', async () => {
    const missing = { name: 'ResourceNotFoundException', message: 'The specified log group does not exist.' };
    const { said, lines } = await follow(
      { events: [event(1, noon)], fail: (call) => (call <= 3 ? missing : undefined) },
      10 * minute,
    );
    const problems = said.flatMap((one) => (one.type === 'problem' ? [[one.scope, one.failure?.kind]] : []));
    expect(problems).toEqual([
      ['/g', 'not-found'],
      ['/g', undefined],
    ]);
    expect(lines).toHaveLength(1);
  });

  it('reads a group of one name in each Region with each profile, each for itself', async () => {
    const clock = instantClock(noon, minute);
    const asked: string[] = [];
    const source = followLogs({
      clientsFor: (origin) => {
        asked.push(originName(origin));
        const fail = () => (origin.profile === 'billing' ? { name: 'AccessDeniedException' } : undefined);
        return fakeLogs({ now: clock.now, events: [event(1, noon + second)], fail }).clientsFor();
      },
      groups: [
        { group: '/g', region: 'us-east-1' },
        { group: '/g', region: 'us-east-1', profile: 'billing' },
        { group: '/g', region: 'eu-west-1' },
      ],
      since: noon,
      clock,
      random: () => 0.5,
    });
    const store = createStore({ startedAt: noon });
    for await (const { observations } of asOne(source)(clock.signal)) store.apply(observations, clock.now());
    expect(asked).toEqual(['us-east-1', 'us-east-1 (billing)', 'eu-west-1']);
    const { logs, problems, completeUpTo } = store.snapshot(clock.now());
    expect(logs.items.map(({ region }) => region).sort()).toEqual(['eu-west-1', 'us-east-1']);
    expect(problems).toMatchObject([{ scope: '/g', origin: { region: 'us-east-1', profile: 'billing' } }]);
    expect([...completeUpTo.keys()].sort()).toEqual(['logs /g eu-west-1', 'logs /g us-east-1']);
  });

  it('asks for a group of another account by its ARN', async () => {
    const clock = instantClock(noon, minute);
    const aws = fakeLogs({ now: clock.now, events: [] });
    const arn = 'arn:aws:logs:us-east-1:222222222222:log-group:/g';
    const groups = [{ group: arn, region: 'us-east-1' }];
    const source = followLogs({ clientsFor: aws.clientsFor, groups, since: noon, clock });
    for await (const _ of asOne(source)(clock.signal));
    expect(aws.calls[0]).toMatchObject({ logGroupIdentifier: arn });
    expect(aws.calls[0]).not.toHaveProperty('logGroupName');
  });

  it('begins a round again at once when its token is refused', async () => {
    const events = Array.from({ length: 10 }, (_, nth) => event(nth, noon + nth));
    const refused = { name: 'InvalidParameterException', message: 'The specified nextToken is invalid.' };
    const { lines, said } = await follow(
      { events, pageSize: () => 3, fail: (call) => (call === 3 ? refused : undefined) },
      10 * second,
    );
    expect(lines).toHaveLength(10);
    expect(said.filter(({ type }) => type === 'problem')).toEqual([]);
  });

  it('does not follow a token that leads nowhere for ever: the round begins again without it', async () => {
    const clock = instantClock(noon, minute);
    const events = Array.from({ length: 10 }, (_, nth) => event(nth, noon + nth));
    const aws = fakeLogs({ now: clock.now, events, pageSize: (call) => (call < 4 ? 3 : 10_000) });
    const api = aws.clientsFor();
    const endless = {
      kind: 'service',
      code: endlessPages,
      isLasting: true,
      message: 'again and again',
      hint: '',
    } as const;
    let isLying = true;
    const source = followLogs({
      clientsFor: () => ({
        filterLogEvents: async (input) => {
          if (input.nextToken === 'same') return { ok: false, failure: endless };
          const answer = await api.filterLogEvents(input);
          if (!answer.ok || !isLying) return answer;
          isLying = false;
          return { ok: true, value: { ...answer.value, nextToken: 'same' } };
        },
      }),
      groups: [{ group: '/g', region: 'us-east-1' }],
      since: noon,
      clock,
      random: () => 0.5,
    });
    const told = new Set<string>();
    for await (const { observations } of asOne(source)(clock.signal))
      for (const one of observations) if (one.type === 'log') told.add(one.eventId);
    expect(told.size).toBe(10);
  });

  it('calls no more than five times a second over all groups of a Region', async () => {
    const at: number[] = [];
    const clock = instantClock(noon, 5 * second);
    const { clientsFor } = fakeLogs({ now: clock.now, events: [] });
    const source = followLogs({
      clientsFor: () => ({
        filterLogEvents: paced(logs.operations.filterLogEvents, clock, async (input) => {
          at.push(clock.now());
          return clientsFor().filterLogEvents(input);
        }),
      }),
      groups: [{ group: '/g', region: 'us-east-1' }],
      since: noon,
      clock,
      pollMs: 10,
    });
    for await (const _ of asOne(source)(clock.signal));
    for (const start of at)
      expect(at.filter((one) => one >= start && one < start + second).length).toBeLessThanOrEqual(5);
  });

  it('loses and repeats nothing of 100,000 events, 5 % late by up to a minute, 2 % of calls failing', async () => {
    const events = Array.from({ length: 100_000 }, (_, nth) =>
      event(nth, noon + nth * 3, nth % 20 === 0 ? (nth * 7919) % minute : 400),
    );
    const { lines } = await follow(
      {
        events,
        pageSize: () => 10_000,
        fail: (call) => (call % 50 === 0 ? { name: 'ThrottlingException' } : undefined),
      },
      8 * minute,
    );
    expect(lines).toHaveLength(100_000);
    expect(new Set(lines.map(({ eventId }) => eventId)).size).toBe(100_000);
  });

  it('loses and repeats nothing, however answers lie', async () => {
    const lies = fc.constantFrom<(Lie | undefined)[]>(
      undefined,
      undefined,
      'old-page',
      'no-id',
      'partial',
      'twice',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(8 * minute), delay: fc.nat(20 * second) }), { maxLength: 200 }),
        fc.array(lies, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 5, max: 60 }),
        async (drawn, lied, size) => {
          const events = drawn.map(({ at, delay }, nth) => event(nth, noon + at, delay));
          const { lines } = await follow(
            // Every third answer is true.
            {
              events,
              pageSize: () => size,
              lie: (call) => (call % 3 === 0 ? undefined : lied[call % lied.length]),
            },
            16 * minute,
          );
          expect(lines.map(({ message }) => message).toSorted()).toEqual(
            events.map(({ eventId }) => eventId).toSorted(),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('loses and repeats nothing, however late events are, pages are cut and calls fail', async () => {
    const anyEvent = fc.record({
      at: fc.integer({ min: 0, max: 5 * minute }),
      delay: fc.oneof(
        { weight: 19, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: minute }) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 300 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 }),
        fc.array(
          fc.constantFrom(
            undefined,
            undefined,
            undefined,
            undefined,
            'ThrottlingException',
            'InternalServerError',
            'TimeoutError',
          ),
          { minLength: 1, maxLength: 30 },
        ),
        async (drawn, sizes, errors) => {
          const events = drawn.map(({ at, delay }, nth) => event(nth, noon + at, delay));
          const { lines } = await follow(
            {
              events,
              // Never only empty pages, never only failures: then nothing could be read.
              pageSize: (call) => (call % 7 === 0 ? 50 : (sizes[call % sizes.length] ?? 1)),
              fail: (call) => {
                const name = call % 5 === 0 ? undefined : errors[call % errors.length];
                return name === undefined ? undefined : { name };
              },
            },
            14 * minute,
          );
          expect(lines.map(({ eventId }) => eventId).toSorted()).toEqual(
            events.map(({ eventId }) => eventId).toSorted(),
          );
          let newest = Number.NEGATIVE_INFINITY;
          for (const { at, late } of lines) {
            expect(late).toBe(at < newest);
            newest = Math.max(newest, at);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
