/** More log groups than one Live Tail session takes, on the real protocols. */

import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { ApiCall } from '../../../src/observation/health-of-sources.ts';
import type { LogEvent } from '../../../src/observation/logs.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { type FaultOptions, noFaults } from '../../../src/sandbox/faults.ts';
import { startSandboxServer } from '../../../src/sandbox/server.ts';
import { followLogs } from '../../../src/sources/logs/follow-logs.ts';
import { quickClock } from '../../helpers/clock.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { handmadeAccount, logEvent, now, region } from '../../sandbox/wire/handmade-account.ts';

const second = 1000;
const linesOfEach = 12;
/** In the account's time. */
const patienceMs = 240 * second;

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Some lines that are there, some that come, some of these late; no two say the same. */
const eventsOf = (group: number) =>
  Array.from({ length: linesOfEach }, (_, nth) => {
    const at = now + (nth - 4) * 4 * second + group * 37;
    return logEvent(group * 1000 + nth, `line ${nth} of group ${group}`, {
      at,
      ingestedAt: at + (nth % 5 === 0 ? 12 : 1) * second,
    });
  });

/** Follows so many groups until each of their lines has come, and a while longer. */
const follow = async (groups: number, liveTail: boolean, faults: Partial<FaultOptions> = {}) => {
  const clock = quickClock(now, 20);
  const names = Array.from({ length: groups }, (_, nth) => `/orders/group-${String(nth).padStart(2, '0')}`);
  const logs = Object.fromEntries(names.map((name, nth) => [name, eventsOf(nth)]));
  const server = await startSandboxServer({
    account: handmadeAccount({ logs, now: clock.now }),
    clock,
    faults: { ...noFaults, ...faults },
  });
  const calls: ApiCall[] = [];
  const clients = createClients({
    region,
    endpointUrl: server.url,
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    onCall: (call) => calls.push(call),
  });
  closers.push(() => clients.close(), server.close);
  const stop = new AbortController();
  const source = followLogs({
    clientsFor: () => clients,
    groups: names.map((group) => ({ group, region })),
    since: now - 60 * second,
    clock,
    liveTail,
    random: () => 0.5,
  });
  const said: Observation[] = [];
  const lines: LogEvent[] = [];
  void clock.sleep(patienceMs, stop.signal).then(() => stop.abort());
  for await (const one of eachOf(asOne(source)(stop.signal))) {
    said.push(one);
    if (one.type === 'log') lines.push(one);
    // Whatever would come a second time has come within a whole round.
    if (lines.length >= groups * linesOfEach) void clock.sleep(35 * second).then(() => stop.abort());
  }
  return { lines, said, calls, all: names.flatMap((_, nth) => eventsOf(nth)) };
};

const textsOf = (lines: readonly { readonly message: string }[]) =>
  lines.map(({ message }) => message).toSorted();

const minutesOf = (calls: readonly ApiCall[]) =>
  calls.filter(({ operation, dollars }) => operation === 'StartLiveTail' && dollars > 0).length;

describe('more than ten log groups', () => {
  it('share Live Tail sessions, ten to each: every line once', async () => {
    const { lines, said, calls, all } = await follow(23, true);
    expect(textsOf(lines)).toEqual(textsOf(all));
    const opened = calls.filter(({ operation, dollars }) => operation === 'StartLiveTail' && dollars === 0);
    expect(opened).toHaveLength(3);
    // Three sessions, each paid for by the minute; they do not begin at one moment, so one may be in its next.
    expect(minutesOf(calls)).toBeGreaterThanOrEqual(3);
    expect(said.filter(({ type }) => type === 'problem')).toEqual([]);
  }, 60_000);

  it('are polled where Live Tail is denied: every line once', async () => {
    const { lines, said, calls, all } = await follow(23, true, { denyLiveTail: true });
    expect(textsOf(lines)).toEqual(textsOf(all));
    expect(minutesOf(calls)).toBe(0);
    expect(said).toContainEqual(
      expect.objectContaining({ type: 'progress', text: expect.stringContaining('polling, no Live Tail') }),
    );
  }, 60_000);

  it('up to fifty are polled, each in its turn, at no cost', async () => {
    const { lines, said, calls, all } = await follow(50, false);
    expect(textsOf(lines)).toEqual(textsOf(all));
    expect(said.filter(({ type }) => type === 'ready')).toHaveLength(50);
    expect(calls.reduce((sum, { dollars }) => sum + dollars, 0)).toBe(0);
  }, 60_000);
});
