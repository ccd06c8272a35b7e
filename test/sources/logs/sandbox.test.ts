import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { LogEvent } from '../../../src/observation/logs.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type FaultOptions, noFaults } from '../../../src/sandbox/faults.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { followLogs } from '../../../src/sources/logs/follow-logs.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const group = '/aws/lambda/payment-worker';

let server: SandboxServer | undefined;
afterEach(() => server?.close());

/** Follows one log group of the embedded account for six minutes. */
const follow = async (faults: Partial<FaultOptions>, filter?: string) => {
  const clock = instantClock(noon, 6 * minute);
  const account = createAccount({ seed: 11, scenario: 'incident', startAt: noon, clock });
  server = await startSandboxServer({ account, clock, seed: 2, faults: { ...noFaults, ...faults } });
  const clients = createClients({
    region: account.region,
    endpointUrl: server.url,
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const lines: LogEvent[] = [];
  const source = followLogs({
    clientsFor: () => clients,
    groups: [{ group, region: account.region }],
    since: noon - 2 * minute,
    filter,
    pollMs: 20_000,
    clock,
    random: () => 0.5,
  });
  for await (const observation of eachOf(asOne(source)(clock.signal)))
    if (observation.type === 'log') lines.push(observation);
  clients.close();
  const until = noon + 2 * minute;
  return {
    lines: lines.filter(({ at }) => at < until),
    truth: [...account.logs.events(group, noon - 2 * minute, until - 1)],
  };
};

describe('against the embedded account', () => {
  it('every line is shown once, though pages are small and calls are throttled, cut and failed', async () => {
    const { lines, truth } = await follow({ throttle: 0.05, reset: 0.03, error: 0.03, pageSize: 400 });
    expect(truth.length).toBeGreaterThan(500);
    expect(lines.map(({ eventId }) => eventId).toSorted()).toEqual(
      truth.map(({ eventId }) => eventId).toSorted(),
    );
    const byId = new Map(truth.map((event) => [event.eventId, event]));
    for (const { eventId, message, at, stream } of lines)
      expect(byId.get(eventId)).toMatchObject({ message, at, stream });
  });

  it('a filter is the server’s', async () => {
    const { lines, truth } = await follow({}, 'REPORT');
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.map(({ eventId }) => eventId).toSorted()).toEqual(
      truth
        .filter(({ message }) => message.includes('REPORT'))
        .map(({ eventId }) => eventId)
        .toSorted(),
    );
  });
});
