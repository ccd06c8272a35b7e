import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstOf, loadPipelines, noPipeline, pipelineFiles } from '../../src/app/shared/pipeline.ts';
import { systemClock } from '../../src/clock.ts';
import { createStalls } from '../../src/stalls.ts';

const fileOf = (name: string) =>
  [`name: ${name}`, 'stages:', '  - name: payments', '    kind: sqs', '    next: []', ''].join('\n');

let root = '';
const stalls = createStalls(systemClock);
let runtime = { cwd: '', env: {}, stalls };
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'orders-watch-test-'));
  runtime = { cwd: join(root, 'here'), env: { XDG_CONFIG_HOME: join(root, 'config') }, stalls };
  await mkdir(join(root, 'here'));
  await mkdir(join(root, 'config', 'orders-watch'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const session = {
  account: 'default',
  regions: ['eu-west-1'],
  isRegionAsked: false,
  demoPipeline: undefined,
} as const;
const load = async (config?: string, demoPipeline?: string, pipeline?: string) =>
  firstOf(await loadPipelines({ config, pipeline }, { ...session, demoPipeline }, runtime));

describe('the pipeline file', () => {
  test('is found here, then in the XDG folder, else there is none', async () => {
    expect(await load()).toEqual({ ok: true, value: undefined });
    await writeFile(join(root, 'config', 'orders-watch', 'orders-watch.yaml'), fileOf('far'));
    expect(await load()).toMatchObject({ ok: true, value: { name: 'far' } });
    await writeFile(join(root, 'here', 'orders-watch.yaml'), fileOf('near'));
    expect(await load()).toMatchObject({ ok: true, value: { name: 'near' } });
  });

  test("is the embedded account's own, unless one is named", async () => {
    await writeFile(join(root, 'here', 'orders-watch.yaml'), fileOf('near'));
    expect(await load(undefined, fileOf('demo'))).toMatchObject({ value: { name: 'demo' } });
    expect(await load(join(root, 'here', 'orders-watch.yaml'), fileOf('demo'))).toMatchObject({
      value: { name: 'near' },
    });
  });

  test('of several pipelines gives its first, or the one that is named with the others behind it', async () => {
    const file = join(root, 'several.yaml');
    await writeFile(file, ['orders', 'returns', 'platform'].map(fileOf).join('---\n'));
    const namesOf = async (pipeline?: string) => {
      const loaded = await loadPipelines({ config: file, pipeline }, session, runtime);
      return loaded.ok ? loaded.value?.map(({ name }) => name) : loaded.failure;
    };
    expect(await load(file)).toMatchObject({ value: { name: 'orders' } });
    expect(await load(file, undefined, 'returns')).toMatchObject({ value: { name: 'returns' } });
    expect(await namesOf()).toEqual(['orders', 'returns', 'platform']);
    expect(await namesOf('returns')).toEqual(['returns', 'platform', 'orders']);
    expect(await namesOf('payments')).toMatchObject({
      kind: 'usage',
      code: 'NoSuchPipeline',
      message: `--pipeline "payments" is no pipeline of ${file}`,
      hint: 'Pipelines: orders, returns, platform',
    });
  });

  test('is missed where a pipeline is asked for by name', async () => {
    expect(await load(undefined, undefined, 'orders')).toMatchObject({ failure: { code: 'NoPipelineFile' } });
  });

  test('that cannot be read says why', async () => {
    expect(await load(join(root, 'gone.yaml'))).toMatchObject({
      ok: false,
      failure: { kind: 'usage', message: expect.stringContaining('gone.yaml: there is no such file') },
    });
    expect(await load(root)).toMatchObject({ failure: { message: `${root}: it is a folder` } });
    // A folder in its place is not as if there were none.
    await mkdir(join(root, 'here', 'orders-watch.yaml'));
    expect(await load()).toMatchObject({ ok: false, failure: { code: 'UnreadablePipelineFile' } });
  });

  test('that is wrong says where, and how many more', async () => {
    const file = join(root, 'wrong.yaml');
    await writeFile(file, fileOf('x').replace('sqs', 'pigeon').replace('next: []', 'colour: red'));
    expect(await load(file)).toMatchObject({
      ok: false,
      failure: { code: 'BadPipelineFile', message: expect.stringMatching(/wrong\.yaml:\d/) },
    });
  });

  test('has its usual places', () => {
    expect(pipelineFiles({ cwd: '/w', env: { HOME: '/h' } })).toEqual([
      '/w/orders-watch.yaml',
      '/h/.config/orders-watch/orders-watch.yaml',
    ]);
    expect(noPipeline({ cwd: '/w', env: { HOME: '/h' } }).message).toContain('/w/orders-watch.yaml and /h/');
  });
});

test('a pipeline knows the profile that the command line names: commands that are told need it', async () => {
  const at = join(root, 'p.yaml');
  await writeFile(at, fileOf('a'));
  const loaded = await loadPipelines({ config: at, pipeline: undefined, profile: 'prod' }, session, runtime);
  expect(loaded).toMatchObject({ ok: true, value: [{ name: 'a', profile: 'prod' }] });
});
