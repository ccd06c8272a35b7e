import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds, stageKinds } from '../../src/pipeline/catalogue/kinds.ts';
import { seriesOf } from '../../src/pipeline/catalogue.ts';
import {
  derivedInputs,
  type KnownPoints,
  type KnownPointsOf,
  seriesKey,
  stageFigures,
} from '../../src/pipeline/derive.ts';
import { stageGraphs } from '../../src/pipeline/graphs.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import { allOf, draft, minute, newest, nothingKnown, now, points, pointsByKey, stageOf } from './stages.ts';

/** A stage of the kind with every dimension that it can have. */
const fullStage = (kind: (typeof stageKinds)[number]) => {
  const { dimensions, optional = [] } = kinds[kind];
  const names = [...new Set([...dimensions.flat(), ...optional])];
  return stageOf(kind, { dimensions: Object.fromEntries(names.map((name) => [name, 'x'])) });
};

describe.each(stageKinds.filter((kind) => kind !== 'custom'))('kind %s', (name) => {
  const kind = kinds[name];

  it('can be asked for, with distinct ids, by the kind that its file says', () => {
    const { series } = fullStage(name);
    expect(series.length).toBeGreaterThan(2);
    expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
    for (const { query } of series) expect(query.kind === 'metric' && query.namespace).not.toBe('');
  });

  it('graphs, judges and derives from what it has', () => {
    const keys = [...Object.keys(kind.metrics), ...Object.keys(kind.derived)];
    for (const { series } of kind.graphs) for (const key of series) expect(keys).toContain(key);
    for (const { series } of kind.rules) expect(keys).toContain(series);
    for (const derived of Object.values(kind.derived)) {
      for (const input of derivedInputs(derived)) expect(Object.keys(kind.metrics)).toContain(input);
    }
    for (const template of [...kind.headline, ...kind.rules.map((rule) => rule.headline ?? '')]) {
      for (const [, key] of template.matchAll(/\{(\w+)\}/g)) expect(keys).toContain(key);
    }
    expect(kind.rules.length).toBeGreaterThan(0);
  });

  it('draws each graph in one unit', () => {
    const stage = fullStage(name);
    const figureOf = stageFigures(stage, nothingKnown);
    for (const { title, series } of kind.graphs) {
      const units = new Set(series.flatMap((key) => figureOf(key)?.unit ?? []));
      expect(units.size, title).toBeLessThanOrEqual(1);
    }
    expect(stageGraphs(stage, nothingKnown).length).toBeGreaterThan(0);
  });
});

it('has a line for every file of a kind', () => {
  const folder = new URL('../../src/pipeline/catalogue/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  expect([...stageKinds].sort()).toEqual(files.filter((file) => file !== 'kind' && file !== 'kinds').sort());
});

describe('an index of a table', () => {
  const index = stageOf('dynamodb', {
    dimensions: { TableName: 'Orders', GlobalSecondaryIndexName: 'by-customer' },
  });

  it('is asked for what is its own, not for the requests and the stream of its table', () => {
    expect(index.series.map(({ id }) => seriesKey(id))).toEqual([
      'writes',
      'reads',
      'writeThrottles',
      'readThrottles',
    ]);
    for (const { query } of index.series) expect(query).toMatchObject({ dimensions: index.dimensions });
  });

  it('is in trouble when it is throttled', () => {
    const known = pointsByKey({ writes: points([600, 600, 600]), writeThrottles: points([0, 7, 0]) });
    expect(judgeStage(index, known, now)).toMatchObject({ health: 'warn', headline: '7 throttled' });
  });
});

it('an ECS service without Container Insights has gaps for its tasks, no zeros, and is judged by the rest', () => {
  const service = stageOf('ecs', { dimensions: { ClusterName: 'shop', ServiceName: 'web' } });
  const known = pointsByKey({ cpu: points([20, 21, 22]), memory: points([40, 40, 40]) });
  expect(stageFigures(service, known)('running')?.points).toEqual([]);
  expect(stageFigures(service, known)('missingTasks')?.points).toEqual([]);
  expect(judgeStage(service, known, now)).toMatchObject({ health: 'ok', headline: 'CPU 22 %' });
});

it('half a day behind is bad for whatever reads a stream, whatever its objective', () => {
  const stages = [
    draft('kinesis', { name: 'stream', dimensions: { StreamName: 's' }, next: ['reader'] }),
    draft('lambda', {
      name: 'reader',
      dimensions: { FunctionName: 'f' },
      objectives: { lagSeconds: 6 * 3600 },
    }),
  ];
  const reader = stageOf('lambda', stages[1], { stages });
  const hours = 3_600_000;
  const known = pointsByKey({ iteratorAge: points([13 * hours, 13 * hours, 13 * hours]) });
  expect(judgeStage({ ...reader, objectives: { lagSeconds: 6 * 3600 } }, known, now)).toMatchObject({
    health: 'bad',
    why: 'iterator age 13 h > 12 h for 3 of 3 minutes',
  });
});

describe('series depend on the neighbours', () => {
  const table = draft('dynamodb', {
    name: 'Orders',
    dimensions: { TableName: 'Orders' },
    next: ['dispatch'],
  });
  const reader = draft('lambda', { name: 'dispatch', dimensions: { FunctionName: 'dispatch' } });
  const stages = [table, reader];
  const keysOf = (stage: typeof table) => seriesOf(stage, { stages }).map(({ id }) => seriesKey(id));

  it('a function behind a table has an iterator age and no asynchronous events', () => {
    expect(keysOf(reader)).toContain('iteratorAge');
    expect(keysOf(reader)).not.toContain('asyncEventAge');
  });

  it("a table shows the age of its stream by its reader's metric", () => {
    expect(seriesOf(table, { stages }).find(({ id }) => id === 'Orders.streamAge')?.query).toMatchObject({
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: 'dispatch' },
    });
  });
});

describe('derived series', () => {
  const queue = stageOf('sqs', { dimensions: { QueueName: 'q' } });
  const valuesOf = (key: string, known: Parameters<typeof pointsByKey>[0]) =>
    stageFigures(queue, pointsByKey(known))(key)?.points.map(({ value }) => value);

  it('are per second where the unit says so, with zeros where a sibling has a point', () => {
    expect(valuesOf('sent', { sent: points([120, undefined, 60]), visible: points([1, 1, 1]) })).toEqual([
      2, 0, 1,
    ]);
  });

  it.each<[string, KnownPoints['whole'], readonly number[]]>([
    ['was answered in full', [{ from: newest - 2 * minute, to: newest + minute }], [1, 0, 0]],
    ['was answered in part of the window', [{ from: newest, to: newest + minute }], [1, 0]],
    ['has not been answered, or not in full', [], [1]],
  ])('have zeros only where the counter itself %s', (_, whole, errors) => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known: Readonly<Record<string, KnownPoints>> = {
      invocations: allOf(points([10, 10, 10])),
      errors: { points: points([1, undefined, undefined]), whole },
    };
    const knownOf: KnownPointsOf = (id) => known[seriesKey(id)] ?? { points: [], whole: [] };
    expect(stageFigures(worker, knownOf)('errors')?.points.map(({ value }) => value)).toEqual(errors);
  });

  it('have no zeros by a counter that tells nothing of the others', () => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known = pointsByKey({ deadLetterErrors: points([1]) });
    expect(stageFigures(worker, known)('deadLetterErrors')?.points).toHaveLength(1);
    expect(stageFigures(worker, known)('invocations')?.points).toEqual([]);
    expect(stageFigures(worker, known)('errorRate')?.points).toEqual([]);
  });

  it('tell when a backlog will be gone, and nothing while it grows', () => {
    const known = { visible: points([100, 100]), sent: points([60, 60]), deleted: points([180, 30]) };
    expect(valuesOf('drain', known)).toEqual([50]);
  });

  it('have a gap where there was no traffic at all', () => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known = pointsByKey({ invocations: points([0, 100]), errors: points([0, 5]) });
    expect(stageFigures(worker, known)('errorRate')?.points.map(({ value }) => value)).toEqual([5]);
  });
});

it('gives a graph the objective as its threshold', () => {
  const api = stageOf('api-gateway', {
    dimensions: { ApiName: 'a', Stage: 'prod' },
    objectives: { latencyMs: 800, errorRatePercent: 2 },
  });
  const thresholds = stageGraphs(api, nothingKnown).map(({ title, threshold }) => [title, threshold?.value]);
  expect(thresholds).toEqual([
    ['requests/s', undefined],
    ['errors %', 2],
    ['latency p50 p99', 800],
    ['beyond the integration p99', 1000],
    ['integration p99', undefined],
  ]);
});
