import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, createClients } from '../../src/aws/clients.ts';
import type { Clock } from '../../src/clock.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { versionWatches } from '../../src/pipeline/versions.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { noFaults } from '../../src/sandbox/faults.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { deploymentsSource } from '../../src/sources/deployments/deployments-source.ts';
import { createStore } from '../../src/store/store.ts';
import { quickClock } from '../helpers/clock.ts';
import { asOne, eachOf } from '../helpers/observations.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);

const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: ['eu-west-1'] });
if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
const [pipeline] = parsed.value;

let server: SandboxServer;
let clients: Clients;
let clock: Clock;

beforeAll(async () => {
  clock = quickClock(noon, 40);
  const account = createAccount({ seed: 11, scenario: 'incident', startAt: noon, clock });
  const faults = { ...noFaults, throttle: 0.05, reset: 0.03, pageSize: 20 };
  server = await startSandboxServer({ account, clock, seed: 2, faults });
  clients = createClients({
    region: account.region,
    endpointUrl: server.url,
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  clients.close();
  await server.close();
});

/** What is said until every watch has been read once, or may not be. */
const gather = async (api: Clients): Promise<readonly Observation[]> => {
  const watches = versionWatches(pipeline);
  const source = deploymentsSource({ clientsFor: () => api, ...watches, clock, random: () => 0.5 });
  const said: Observation[] = [];
  let waiting = watches.streams.length + watches.lines.length;
  const stop = new AbortController();
  for await (const one of eachOf(asOne(source)(stop.signal))) {
    said.push(one);
    if (one.type === 'ready' || (one.type === 'problem' && one.failure?.kind === 'access')) waiting -= 1;
    if (waiting === 0) stop.abort();
  }
  return said;
};

describe('deployments', () => {
  it('of the embedded account are those that its simulation made, through small pages and failing calls', async () => {
    const said = await gather(clients);
    const store = createStore({ startedAt: noon, pipeline });
    store.apply(said, noon);
    const { deployments, problems } = store.snapshot(noon);
    expect(problems).toEqual([]);
    expect(
      deployments.map(({ stage, previous, version, by, at }) => [
        stage,
        previous,
        version,
        by,
        Math.round((at - noon) / minute),
      ]),
    ).toEqual([
      ['fulfilment', undefined, '2.14.0', 'line', -99],
      ['order-intake', '17', '18', 'stream', -56],
      ['payment-worker', '41', '42', 'stream', -13],
    ]);
  }, 30_000);

  it('that may not be listed are a trouble that is said, and lines tell of what comes', async () => {
    const failure = {
      kind: 'access',
      code: 'AccessDeniedException',
      message: 'not allowed',
      hint: '',
    } as const;
    const denied = { ...clients, describeLogStreams: async () => ({ ok: false, failure }) as const };
    const said = await gather(denied);
    const troubles = said.filter((one) => one.type === 'problem');
    expect(troubles.length).toBeGreaterThan(0);
    expect(troubles.every(({ failure: why }) => why === failure)).toBe(true);
    expect(said.some((one) => one.type === 'version' && one.by === 'line')).toBe(true);
  }, 30_000);
});
