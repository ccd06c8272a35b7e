/** The pipeline layer on the embedded account's own figures: no wire between them. */
import { describe, expect, it } from 'vitest';
import type { Point, SeriesSpec } from '../../src/observation/metrics.ts';
import { stageKinds } from '../../src/pipeline/catalogue/kinds.ts';
import { parseDashboard } from '../../src/pipeline/cloudwatch-dashboard/parse-dashboard.ts';
import { proposePipeline } from '../../src/pipeline/discovery.ts';
import { stageGraphs } from '../../src/pipeline/graphs.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import { createAccount, type SimulatedAccount } from '../../src/sandbox/create-account.ts';
import { demoDashboards } from '../../src/sandbox/dashboards.ts';
import { demoPipelineFile } from '../../src/sandbox/demo-pipeline.ts';
import { manualClock } from '../helpers/clock.ts';
import { allOf, seriesKey } from './stages.ts';

const minute = 60_000;
const startAt = Date.UTC(2026, 0, 15, 14, 3, 20);
const region = 'eu-west-1';

const accountOf = (scenario: 'calm' | 'incident') =>
  createAccount({ seed: 1, scenario, startAt, clock: manualClock(startAt) });

/** The stages of all pipelines of a file. */
const stagesOf = (text: string): readonly Stage[] => {
  const result = parsePipelineFile(text, { file: 'demo', regions: [region] });
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.value.flatMap((pipeline) => pipeline.stages);
};

/** What CloudWatch would have told of the last half an hour at `now`. */
const pointsIn = (account: SimulatedAccount, { query, periodSeconds }: SeriesSpec, now: number): Point[] => {
  if (query.kind !== 'metric') return [];
  const { namespace, metric: name, dimensions, stat } = query;
  const from = Math.floor(now / 300_000) * 300_000 - 30 * minute;
  return account.metrics
    .read({ namespace, name, dimensions }, stat, periodSeconds, from, now)
    .map((point) => ({ ...point, settled: point.at + periodSeconds * 1000 + minute <= now }));
};

const judge = (account: SimulatedAccount, stage: Stage, now: number) => {
  const specs = new Map(stage.series.map((spec) => [spec.id, spec]));
  const knownOf = (id: string) => {
    const spec = specs.get(id);
    return allOf(spec === undefined ? [] : pointsIn(account, spec, now));
  };
  return judgeStage(stage, knownOf, now);
};

const calm = accountOf('calm');
const stages = stagesOf(demoPipelineFile(calm));

describe('the demo file', () => {
  it('has a stage of every kind of the catalogue', () => {
    const there = new Set(stages.map(({ kind }) => kind));
    expect(stageKinds.filter((kind) => !there.has(kind))).toEqual([]);
  });

  it.each<[string, Partial<Record<string, unknown>>]>([
    ['an index of a table', { kind: 'dynamodb', metric: 'ConsumedReadCapacityUnits' }],
    ['the stream of a table', { kind: 'dynamodb', metric: 'ReturnedRecordsCount' }],
    ['a host with basic monitoring', { kind: 'ec2', periodSeconds: 300 }],
    ['a host with detailed monitoring', { kind: 'ec2', periodSeconds: 60 }],
    ['a metric of less than a minute', { kind: 'custom', periodSeconds: 10 }],
    ['a dead-letter queue', { kind: 'sqs', key: 'deadLetters' }],
  ])('measures %s', (_, wanted) => {
    const measured = stages.flatMap(({ kind, series }) =>
      series.map(({ id, periodSeconds, query }) => ({
        kind,
        key: seriesKey(id),
        periodSeconds,
        metric: query.kind === 'metric' ? query.metric : undefined,
      })),
    );
    expect(measured).toContainEqual(expect.objectContaining(wanted));
  });
});

describe.each(stages)('stage $name of the embedded account', (stage) => {
  it('has points for all that it is asked for, but for counters of what did not happen', () => {
    // PromQL is answered over the wire: its own tests look at it.
    const asked = stage.series.filter(({ query }) => query.kind === 'metric');
    const empty = asked.filter((spec) => pointsIn(calm, spec, startAt).length === 0);
    expect(empty.filter(({ missing }) => missing === 'gap').map(({ id }) => id)).toEqual([]);
    expect(empty.length).toBeLessThan(asked.length);
  });

  it('is well when all is calm, and says what an expert looks at first', () => {
    const health = judge(calm, stage, startAt);
    expect(health).toMatchObject({ health: 'ok', why: '' });
    expect(health.headline).not.toBe('');
  });

  it('has graphs with lines in them', () => {
    const drawn = stageGraphs(stage, (id) => {
      const spec = stage.series.find((one) => one.id === id);
      return allOf(spec === undefined ? [] : pointsIn(calm, spec, startAt));
    });
    expect(drawn[0]?.series[0]?.points.length).toBeGreaterThan(3);
  });
});

it('an incident is bad at the payment worker, with the reason, and heals', () => {
  const account = accountOf('incident');
  const worker = stages.find(({ name }) => name === 'payment-worker');
  if (worker === undefined) throw new Error('no payment-worker');
  const seen = Array.from({ length: 150 }, (_, i) => judge(account, worker, startAt - (150 - i) * minute));
  const bad = seen.filter(({ health }) => health === 'bad');
  expect(bad.length).toBeGreaterThan(0);
  expect(bad[0]?.why).toMatch(/^error rate [\d.]+ % > 2 % for [3-5] of 5 minutes$/);
  expect(seen.some(({ health }) => health === 'ok')).toBe(true);
});

describe('init on the embedded account', () => {
  const metrics = calm.metrics.list().map(({ namespace, name, dimensions }) => ({
    namespace,
    metric: name,
    dimensions,
    region,
  }));
  const logGroups = calm.logs.groups().map(({ name }) => ({ name, region }));
  const proposed = stagesOf(proposePipeline({ metrics, alarms: [], logGroups }).text);

  it('finds every kind of the catalogue', () => {
    expect(new Set(proposed.map(({ kind }) => kind))).toEqual(new Set(stageKinds));
  });

  it('proposes stages that have figures', () => {
    for (const stage of proposed) expect(judge(calm, stage, startAt).health, stage.name).not.toBe('unknown');
  });

  it('guesses the links of the main road', () => {
    const next = (name: string) => proposed.find((stage) => stage.name === name)?.next ?? [];
    expect(next('orders-api')).toContain('order-intake');
    expect(next('Orders')).toContain('order-dispatch');
    expect(next('payments')).toContain('payment-worker');
  });
});

it("reads the embedded account's dashboards", () => {
  for (const { name, body } of demoDashboards(calm.accountId, region)) {
    const result = parseDashboard(body, { name, region });
    expect(result.ok && result.value.widgets.length).toBeGreaterThan(0);
    const unknown = result.ok ? result.value.warnings : [];
    expect(unknown.filter((text) => !/\((explorer|custom)\)/.test(text))).toEqual([]);
  }
});
