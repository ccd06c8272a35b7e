/** Units as AWS tells them: asked once a metric, a request each, never in the way of what can be drawn (issue 13). */
import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/aws/call.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import type { SeriesSpec } from '../../../src/observation/metrics.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { metricsWithoutUnit } from '../../../src/pipeline/units.ts';
import { metricsSource } from '../../../src/sources/metrics/metrics-source.ts';
import { fetchUnits } from '../../../src/sources/metrics/units.ts';
import { liveIn, unitIn } from '../../../src/store/cached.ts';
import { createStore } from '../../../src/store/store.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { embeddedAccount } from './embedded.ts';
import { fakeMetrics } from './fake-metrics.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);

const spec = (metric: string, over: Partial<SeriesSpec> = {}, stat = 'Average'): SeriesSpec => ({
  id: `${metric}.${stat}`,
  label: metric,
  region: 'us-east-1',
  periodSeconds: 300,
  unit: 'none',
  missing: 'gap',
  query: { kind: 'metric', namespace: 'Shop', metric, dimensions: { Route: '/pay' }, stat },
  ...over,
});

const day = 24 * hour;
const at = (daysAgo: number, unit: Datapoint['Unit']): Datapoint => ({
  Timestamp: new Date(noon - daysAgo * day),
  Unit: unit,
});

type Told = readonly Datapoint[] | Error;

const fakeUnits = (told: Readonly<Record<string, Told>>) => {
  const asked: GetMetricStatisticsInput[] = [];
  const getMetricStatistics = async (
    input: GetMetricStatisticsInput,
  ): Promise<Answer<GetMetricStatisticsOutput>> => {
    asked.push(input);
    const answer = told[input.MetricName ?? ''] ?? [];
    return answer instanceof Error
      ? { ok: false, failure: failureOf(answer, { operation: 'GetMetricStatistics', region: 'us-east-1' }) }
      : { ok: true, value: { Datapoints: [...answer] } };
  };
  return { asked, clientsFor: () => ({ getMetricStatistics }) };
};

const run = async (series: readonly SeriesSpec[], told: Readonly<Record<string, Told>>, lengthMs = hour) => {
  const clock = instantClock(noon, lengthMs);
  const units = fakeUnits(told);
  const said: Observation[] = [];
  const source = metricsSource({
    clientsFor: fakeMetrics({ now: clock.now }).clientsFor,
    series: () => series,
    clock,
    windowMs: hour,
    units: { clientsFor: units.clientsFor, withoutUnit: metricsWithoutUnit },
    random: () => 0,
  });
  for await (const observation of eachOf(asOne(source)(clock.signal))) said.push(observation);
  return { asked: units.asked, said, told: said.filter(({ type }) => type === 'unit') };
};

const denied = Object.assign(new Error('not allowed'), { name: 'AccessDenied' });

describe('the unit of a metric', () => {
  it('is asked for once, whatever its statistics and however often it is polled', async () => {
    const { asked, told } = await run([spec('Took'), spec('Took', {}, 'p99')], { Took: [at(0, 'Seconds')] });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      Namespace: 'Shop',
      MetricName: 'Took',
      Dimensions: [{ Name: 'Route', Value: '/pay' }],
      Period: 86_400,
      Statistics: ['SampleCount'],
    });
    expect(told).toEqual([
      {
        type: 'unit',
        region: 'us-east-1',
        namespace: 'Shop',
        metric: 'Took',
        dimensions: { Route: '/pay' },
        unit: 'Seconds',
      },
    ]);
  });

  it('is that of its newest datapoint; of two at once nobody knows', async () => {
    const { told } = await run([spec('Moved'), spec('Both')], {
      Moved: [at(0, 'Milliseconds'), at(3, 'Seconds')],
      Both: [at(0, 'Bytes'), at(0, 'Count')],
    });
    expect(told).toMatchObject([
      { metric: 'Moved', unit: 'Milliseconds' },
      { metric: 'Both', unit: 'None' },
    ]);
  });

  it('is not asked for where it is known, nor of another account', async () => {
    const { asked } = await run(
      [spec('A', { unit: 's' }), spec('B', {}, 'PR(:1)'), spec('C', { accountId: '111122223333' })],
      {},
    );
    expect(asked).toEqual([]);
  });

  it('is asked for again after an hour where there was no datapoint', async () => {
    const { asked } = await run([spec('Silent')], {}, 3 * hour);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('that may not be asked for is a trouble of its own: points come all the same', async () => {
    const { said, told } = await run([spec('Took')], { Took: denied });
    expect(told).toEqual([]);
    expect(said.filter(({ type }) => type === 'problem')).toMatchObject([
      { source: 'metrics', scope: 'us-east-1 units', failure: { operation: 'GetMetricStatistics' } },
    ]);
    expect(said.some(({ type }) => type === 'points')).toBe(true);
  });

  it('asked for once at a time says why it is not told', async () => {
    const clock = instantClock(noon, hour);
    const { clientsFor } = fakeUnits({ Took: [at(0, 'Seconds')], Secret: denied });
    const series = [spec('Took'), spec('Secret'), spec('Silent')];
    const fetched = await fetchUnits(
      { clientsFor, series, withoutUnit: metricsWithoutUnit, clock },
      clock.signal,
    );
    expect(fetched.units).toMatchObject([{ metric: 'Took', unit: 'Seconds' }]);
    expect(fetched.failures).toMatchObject([{ kind: 'access', operation: 'GetMetricStatistics' }]);
  });
});

describe('the store', () => {
  const points = (series: SeriesSpec) =>
    ({
      type: 'points',
      series,
      from: noon,
      to: noon + hour,
      points: [],
      status: 'complete',
      messages: [],
    }) as const;
  const unit = {
    type: 'unit',
    region: 'us-east-1',
    namespace: 'Shop',
    metric: 'Took',
    dimensions: { Route: '/pay' },
    unit: 'Seconds',
  } as const;

  it.each([
    ['before', [unit, points(spec('Took'))]],
    ['after', [points(spec('Took')), unit]],
  ])('knows the unit of a series that is told %s its points', (_, observations) => {
    const store = createStore({ startedAt: noon });
    store.apply(observations, noon);
    const { series } = store.snapshot(noon);
    expect(liveIn(series, 'Took.Average')?.unit).toBe('s');
    expect(unitIn(series, spec('Took'))).toBe('s');
  });

  it('takes it for no other metric, Region, or statistic that counts samples', () => {
    const store = createStore({ startedAt: noon });
    const others = [
      spec('Took', { id: 'other', region: 'eu-west-1' }),
      spec('Tooks', { id: 'name' }),
      spec('Took', { id: 'share' }, 'PR(:1)'),
      spec('Took', { id: 'said', unit: 'bytes' }),
    ];
    store.apply([...others.map(points), unit], noon);
    const { series } = store.snapshot(noon);
    expect(others.map((one) => liveIn(series, one.id)?.unit)).toEqual(['none', 'none', 'percent', 'bytes']);
  });
});

describe('the embedded account', () => {
  const { clock, account, withClients } = embeddedAccount(noon);
  it('tells what its own metrics count', async () => {
    const metrics = account.metrics.list();
    const series = metrics.map(
      ({ namespace, name, dimensions }, nth): SeriesSpec => ({
        ...spec(name, { id: `${nth}`, region: account.region }),
        query: { kind: 'metric', namespace, metric: name, dimensions, stat: 'Average' },
      }),
    );
    const { units } = await withClients((clients) =>
      fetchUnits({ clientsFor: () => clients, series, withoutUnit: metricsWithoutUnit, clock }, clock.signal),
    );
    expect(units.length).toBeGreaterThan(5);
    for (const { namespace, metric, dimensions, unit } of units) {
      expect(unit).toBe(account.metrics.find({ namespace, name: metric, dimensions })?.unit);
    }
  });
});
