/** What a dashboard opens with: its stage, its names, its pipelines. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { originsOfPipeline, watchOf } from '../../src/app/dashboard/dashboard-sources.ts';
import { type DashboardOptions, openDashboards } from '../../src/app/dashboard/open-dashboard.ts';
import { noDemand } from '../../src/demand.ts';
import { createFatal } from '../../src/fatal.ts';
import { noLog } from '../../src/log-file.ts';
import { createLosses } from '../../src/losses.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';
import type { Runtime } from '../../src/runtime.ts';
import { createStalls } from '../../src/stalls.ts';
import { textOut } from '../../src/text-out.ts';
import { manualClock } from '../helpers/clock.ts';
import { asOne } from '../helpers/observations.ts';

const file = `
name: orders
stages:
  - { name: payments, kind: sqs, next: [payment-worker] }
  - { name: payment-worker, kind: lambda, next: [Orders] }
  - { name: Orders, kind: dynamodb, table: Orders, region: us-west-2, profile: billing }
---
name: returns
stages:
  - { name: returns, kind: sqs }
`;

let folder = '';
let config = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-watch-test-'));
  config = join(folder, 'orders-watch.yaml');
  await writeFile(config, file);
});
afterAll(() => rm(folder, { recursive: true }));

const clock = manualClock();
const open = async (over: Partial<DashboardOptions> = {}, env: Runtime['env'] = {}) => {
  const calls: ApiCall[] = [];
  const options: DashboardOptions = {
    profile: undefined,
    region: undefined,
    pipeline: undefined,
    'endpoint-url': 'http://127.0.0.1:1',
    sandbox: false,
    config,
    json: false,
    utc: true,
    color: false,
    ascii: false,
    theme: undefined,
    fps: 2,
    budget: undefined,
    'log-file': undefined,
    seed: 1,
    speed: 1,
    scenario: 'calm',
    faults: undefined,
    rollover: '10m',
    split: 0,
    stage: undefined,
    since: undefined,
    once: false,
    ...over,
  };
  const { stdin, stdout } = process;
  const stderr = textOut(process.stderr);
  const runtime = {
    stdin,
    stdout,
    stderr,
    env,
    clock,
    cwd: folder,
    version: '0',
    losses: createLosses(),
    fatal: createFatal(),
    stalls: createStalls(clock),
    log: noLog,
    leave: () => {},
  };
  return { opened: await openDashboards(options, runtime, (call) => calls.push(call)), calls };
};

const three = 'eu-west-1,us-east-1,ap-southeast-2';

describe('a dashboard', () => {
  test('begins with the stage that is named: one of several Regions, or the first of them', async () => {
    const stageOf = async (stage: string, region = three) => {
      const { opened } = await open({ stage, region });
      return opened.ok ? opened.value.stage : opened.failure;
    };
    expect(await stageOf('payments@us-east-1')).toBe('payments@us-east-1');
    expect(await stageOf('payments')).toBe('payments@eu-west-1');
    expect(await stageOf('payments', 'eu-west-1')).toBe('payments');
    expect(await stageOf('Orders')).toBe('Orders');
    expect(await stageOf('parcels')).toMatchObject({
      code: 'NoSuchStage',
      hint: 'Stages: payments, payment-worker, Orders',
    });
  });

  test('says whose accounts and which Regions it is of', async () => {
    const namesOf = async (over: Partial<DashboardOptions>) => {
      const { opened } = await open(over);
      return opened.ok ? opened.value.dashboards.map(({ names }) => names) : opened.failure;
    };
    expect(await namesOf({ region: 'eu-west-1' })).toEqual([
      ['orders', 'default billing', 'eu-west-1 us-west-2'],
      ['returns', 'default', 'eu-west-1'],
    ]);
    expect(await namesOf({ region: three, pipeline: 'returns' })).toEqual([
      ['returns', 'default', '3 Regions'],
      ['orders', 'default billing', '4 Regions'],
    ]);
  });

  test('needs no Region to be set where the file says of each stage where it is', async () => {
    const whole = join(folder, 'whole.yaml');
    await writeFile(whole, file.replace('name: orders', 'name: orders\nregion: [sa-east-1, us-west-1]'));
    const { opened } = await open({ config: whole, pipeline: 'orders' });
    expect(opened).toMatchObject({ ok: false, failure: { code: 'RegionMissing' } });
    await writeFile(
      whole,
      (await readFile(whole, 'utf8')).replace('name: returns', 'name: returns\nregion: eu-west-1'),
    );
    const again = await open({ config: whole, pipeline: 'orders' });
    expect(again.opened).toMatchObject({
      ok: true,
      value: { backend: { regions: ['sa-east-1', 'us-west-1', 'us-west-2'], isRegionAsked: false } },
    });
  });

  test('reads a stage that names the profile in use like any other', async () => {
    const own = join(folder, 'own.yaml');
    await writeFile(own, file.replace('profile: billing', 'profile: default'));
    const { opened } = await open({ config: own, region: 'eu-west-1' });
    const stages = opened.ok ? opened.value.dashboards[0].pipeline.stages : [];
    expect(stages).toHaveLength(3);
    for (const stage of stages) expect(stage).not.toHaveProperty('profile');
  });

  test('looks wherever a stage is, and into the Regions that the command line names', async () => {
    const originsFor = async (over: Partial<DashboardOptions>, env: Runtime['env'] = {}) => {
      const { opened } = await open({ pipeline: 'orders', ...over }, env);
      if (!opened.ok) throw new Error(opened.failure.message);
      return originsOfPipeline(opened.value.backend, opened.value.dashboards[0].pipeline);
    };
    const billing = { region: 'us-west-2', profile: 'billing' };
    expect(await originsFor({}, { AWS_REGION: 'eu-west-1' })).toEqual([{ region: 'eu-west-1' }, billing]);
    expect(await originsFor({ region: 'us-east-1' })).toEqual([{ region: 'us-east-1' }, billing]);
    await writeFile(config, file.replace('name: orders', 'name: orders\nregion: sa-east-1'));
    expect(await originsFor({}, { AWS_REGION: 'eu-west-1' })).toEqual([{ region: 'sa-east-1' }, billing]);
    expect(await originsFor({ region: 'us-east-1' })).toEqual([{ region: 'us-east-1' }, billing]);
    await writeFile(config, file);
  });

  test('that is hidden asks for nothing', async () => {
    const { opened, calls } = await open({ region: three });
    if (!opened.ok) throw new Error(opened.failure.message);
    const { backend, dashboards } = opened.value;
    const stop = new AbortController();
    const source = backend.watch({
      ...watchOf(backend, dashboards[0].pipeline),
      demand: () => noDemand,
      cached: () => undefined,
      budget: undefined,
    });
    const take = async () => {
      for await (const _ of asOne(source)(stop.signal));
    };
    const taking = take();
    for (let second = 0; second < 120; second += 5) await clock.advance(5_000);
    stop.abort();
    await taking;
    expect(calls).toEqual([]);
  });
});
