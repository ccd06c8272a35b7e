import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { runCli } from './run-cli.ts';

const stageLine = z.object({ type: z.literal('stage'), name: z.string(), health: z.string() });

const fail = (message: string): never => {
  throw new Error(message);
};

describe('orders-watch init', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-watch-init-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes a file that dashboard runs as it is, and never writes over one', async () => {
    const init = await runCli(['init', '--sandbox'], { cwd: folder });
    expect(init).toMatchObject({ code: 0, stdout: '' });
    expect(init.stderr).toMatch(
      /^looking at eu-west-1 \.\.\.\n(?:.*\n)*looked at \d+ metrics, \d+ alarms, \d+ log groups and \d+ streams in eu-west-1 \(\d+ calls, <\$0\.0001\)\n/,
    );
    expect(init.stderr).toContain('wrote orders-watch.yaml: 43 stages');
    const text = await readFile(join(folder, 'orders-watch.yaml'), 'utf8');
    expect(text).toContain('# guessed');
    expect(text).toContain('requires: 0.2');
    const written = parsePipelineFile(text, { file: 'orders-watch.yaml', regions: ['eu-west-1'] });
    const demo = parsePipelineFile(demoPipelineYaml, { file: 'demo.yaml', regions: ['eu-west-1'] });
    if (!written.ok || !demo.ok) throw new Error('a file is wrong');
    // Each link of the demo's own file, and no other between its stages.
    const twin = ({ kind, dimensions }: (typeof own0)[number]) =>
      written.value[0].stages.find(
        (one) =>
          one.kind === kind &&
          Object.entries(dimensions).every(([name, value]) => one.dimensions[name] === value),
      )?.name ?? fail(`no ${kind} ${JSON.stringify(dimensions)}`);
    const own0 = demo.value[0].stages.filter(({ kind }) => kind !== 'custom');
    const names = new Map(own0.map((stage) => [stage.name, twin(stage)]));
    const pairs = (stages: typeof own0, nameOf: (name: string) => string) =>
      stages.flatMap(({ name, next }) => next.map((to) => `${nameOf(name)} -> ${nameOf(to)}`)).sort();
    const twins = new Set(names.values());
    const found = written.value[0].stages
      .filter(({ name }) => twins.has(name))
      .map((stage) => ({ ...stage, next: stage.next.filter((to) => twins.has(to)) }));
    expect(pairs(found, (name) => name)).toEqual(pairs(own0, (name) => names.get(name) ?? name));
    expect(text).toContain('next: [payment-worker] # read from AWS');
    expect(text).toContain('deadLetterQueue: payments-dlq # read from AWS');
    expect(init.stderr).not.toContain('links are guessed');
    const { done, objectives, ...guessed } = written.value[0].orders ?? fail('no orders: in the file');
    const {
      done: ended,
      objectives: wanted,
      ...own
    } = demo.value[0].orders ?? fail('no orders: in the demo');
    expect(guessed).toEqual(own);
    // A few records need not hold an order of each end.
    expect(ended).toEqual(expect.arrayContaining([...done]));
    expect(done).toContain('DELIVERED');
    expect(Object.keys(wanted)).toEqual(expect.arrayContaining(Object.keys(objectives)));

    const [again, dashboard] = await Promise.all([
      runCli(['init', '--sandbox'], { cwd: folder }),
      runCli(['dashboard', '--sandbox', '--json', '--config', 'orders-watch.yaml'], { cwd: folder }),
    ]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
    expect(await readFile(join(folder, 'orders-watch.yaml'), 'utf8')).toBe(text);
    expect(dashboard.code).toBe(0);
    const stages = dashboard.stdout
      .trim()
      .split('\n')
      .map((line) => stageLine.safeParse(JSON.parse(line)).data)
      .filter((stage) => stage !== undefined);
    expect(stages).toHaveLength(43);
    // The heartbeat of the old host may have stopped: that is what the embedded account is about.
    const silent = stages.filter(({ health }) => health === 'unknown').map(({ name }) => name);
    expect(silent.filter((name) => name !== 'Orders/Legacy')).toEqual([]);
  });

  it('takes only what matches, to stdout when asked, and says when there is nothing', async () => {
    const taken = join(folder, 'taken.yaml');
    await writeFile(taken, 'mine');
    const [some, none, over] = await Promise.all([
      runCli(['init', '--sandbox', '--match', 'payment', '--out', '-']),
      runCli(['init', '--sandbox', '--match', 'no-such-thing', '--out', '-']),
      runCli(['init', '--sandbox', '--match', 'payment', '--out', taken, '--force']),
    ]);
    expect(some.code).toBe(0);
    expect(some.stdout).toMatch(/^# Written by orders-watch init/);
    expect(some.stdout).not.toContain('order-intake');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('nothing is named like "no-such-thing"');
    expect(over.code).toBe(0);
    expect(await readFile(taken, 'utf8')).toBe(some.stdout);
  });
});
