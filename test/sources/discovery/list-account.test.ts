import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { Failure } from '../../../src/observation/health-of-sources.ts';
import type { Origin } from '../../../src/origin.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { noFaults } from '../../../src/sandbox/faults.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { listAccount } from '../../../src/sources/discovery/list-account.ts';
import { instantClock } from '../instant-clock.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);
const never = new AbortController().signal;

describe('what an account has', () => {
  const clock = instantClock(noon, 100 * hour);
  const account = createAccount({ seed: 5, scenario: 'calm', startAt: noon, clock });
  let server: SandboxServer;
  beforeAll(async () => {
    const faults = { ...noFaults, pageSize: 20, throttle: 0.2 };
    server = await startSandboxServer({ account, clock, faults });
  });
  afterAll(() => server.close());

  const clientsFor = ({ region }: Origin) =>
    createClients({
      region,
      endpointUrl: server.url,
      clock,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });

  it('is listed page by page, throttled as it may be', async () => {
    const said: string[] = [];
    const listed = await listAccount(
      { clientsFor, regions: ['eu-west-1', 'us-east-1'], clock, onProgress: (text) => said.push(text) },
      never,
    );
    if (!listed.ok) throw new Error(listed.failure.message);
    const { metrics, alarms, logGroups, streams, problems, lacking } = listed.value;
    expect([...problems, ...lacking]).toEqual([]);
    expect(new Set(streams.map(({ table }) => table)).size).toBe(streams.length);
    expect(streams.map(({ table }) => table).sort()).toEqual(
      account.tables
        .list()
        .filter((table) => table.streams.length > 0)
        .map(({ name }) => name)
        .sort(),
    );
    expect(metrics.length).toBe(account.metrics.list().length);
    expect(metrics.every(({ region, accountId }) => region === 'eu-west-1' && accountId === undefined)).toBe(
      true,
    );
    expect(alarms.map(({ name }) => name).sort()).toEqual(
      [...account.alarms.list(), ...(account.alarms.queries?.() ?? [])]
        .map(({ alarmName }) => alarmName)
        .sort(),
    );
    expect(logGroups.map(({ name }) => name).sort()).toEqual(
      account.logs
        .groups()
        .map(({ name }) => name)
        .sort(),
    );
    expect(said.filter((text) => text.endsWith(' metrics')).length).toBeGreaterThan(5);
  });

  const denied: Failure = { kind: 'access', code: 'AccessDenied', message: 'no', hint: 'ask' };
  const refuse = async () => ({ ok: false, failure: denied }) as const;

  it('does without what may not be listed, and says so', async () => {
    const one = clientsFor({ region: 'eu-west-1' });
    const half = { ...one, describeAlarms: refuse, describeLogGroups: refuse, listStreams: refuse };
    const listed = await listAccount({ clientsFor: () => half, regions: ['eu-west-1'], clock }, never);
    expect(listed).toMatchObject({
      ok: true,
      value: { alarms: [], logGroups: [], streams: [], problems: [denied, denied], lacking: [denied] },
    });
  });

  it('is nothing without metrics', async () => {
    const closed = { ...clientsFor({ region: 'eu-west-1' }), listMetrics: refuse };
    const listed = await listAccount({ clientsFor: () => closed, regions: ['eu-west-1'], clock }, never);
    expect(listed).toEqual({ ok: false, failure: denied });
  });
});
