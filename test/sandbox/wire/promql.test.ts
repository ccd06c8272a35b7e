/** `/api/v1/query_range` of the sandbox: what it answers against the account's own figures, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { PromQlOutput } from '../../../src/aws/promql.ts';
import type { Failure } from '../../../src/observation/health-of-sources.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { instantClock } from '../../sources/instant-clock.ts';

const minuteMs = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const clock = instantClock(noon, 100 * 3_600_000);
const account = createAccount({ seed: 5, scenario: 'incident', startAt: noon, clock });
let server: SandboxServer;
let clients: ReturnType<typeof createClients>;

beforeAll(async () => {
  server = await startSandboxServer({ account, clock });
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

const window = { startMs: noon - 30 * minuteMs, endMs: noon, stepSeconds: 60 };

const ask = async (query: string): Promise<PromQlOutput> => {
  const answer = await clients.queryMetrics({ query, ...window });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
};

const refusal = async (query: string, more: Partial<typeof window> = {}): Promise<Failure | undefined> => {
  const answer = await clients.queryMetrics({ query, ...window, ...more });
  return answer.ok ? undefined : answer.failure;
};

const functionOf = (name: string) => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName: 'payment-worker' },
});

/** The account's own figures by the end of their minute, as PromQL has them. */
const ownOf = (name: string, stat: string) =>
  account.metrics
    .read(functionOf(name), stat, 60, window.startMs - minuteMs, window.endMs)
    .map(({ at, value }) => ({ atMs: at + minuteMs, value }));

describe('query_range', () => {
  it('a selector gives the sums of its minutes, at their ends', async () => {
    const { series } = await ask('{Invocations, FunctionName="payment-worker", Resource=""}');
    expect(series).toHaveLength(1);
    expect(series[0]?.labels).toMatchObject({
      __name__: 'Invocations',
      FunctionName: 'payment-worker',
      '@instrumentation.@name': 'cloudwatch.aws/lambda',
    });
    expect(series[0]?.samples).toEqual(ownOf('Invocations', 'Sum'));
    expect(series[0]?.samples.length).toBeGreaterThan(25);
  });

  it('sum by a label, without one, and as a share', async () => {
    const lambda = '"@instrumentation.@name"="cloudwatch.aws/lambda"';
    const { series } = await ask(`sum by (FunctionName) ({Errors, ${lambda}})`);
    const names = series.map(({ labels }) => labels);
    expect(names.length).toBeGreaterThan(2);
    expect(names.every((labels) => Object.keys(labels).join() === 'FunctionName')).toBe(true);
    const all = await ask(`sum({Errors, ${lambda}})`);
    expect(all.series.map(({ labels }) => labels)).toEqual([{}]);
    const sumAtNoon = series.reduce((sum, { samples }) => sum + (samples.at(-1)?.value ?? 0), 0);
    expect(all.series[0]?.samples.at(-1)?.value).toBeCloseTo(sumAtNoon, 9);
    const share = await ask(
      '100 * sum(sum_over_time({Errors, FunctionName="payment-worker", Resource=""}[5m])) / sum(sum_over_time({Invocations, FunctionName="payment-worker", Resource=""}[5m]))',
    );
    const lastFive = (name: string) =>
      ownOf(name, 'Sum')
        .slice(-5)
        .reduce((sum, { value }) => sum + value, 0);
    expect(share.series[0]?.samples.at(-1)?.value).toBeCloseTo(
      (100 * lastFive('Errors')) / lastFive('Invocations'),
      9,
    );
  });

  it('what is measured is a histogram, of which functions make figures', async () => {
    const bare = await ask('{Duration, FunctionName="payment-worker", Resource=""}');
    expect(bare.series.map(({ isHistogram, samples }) => [isHistogram, samples])).toEqual([[true, []]]);
    const average = await ask('histogram_avg({Duration, FunctionName="payment-worker", Resource=""})');
    const truth = ownOf('Duration', 'Average');
    average.series[0]?.samples.forEach(({ value }, nth) => {
      expect(value).toBeCloseTo(truth[nth]?.value ?? Number.NaN, 6);
    });
    const p99 = await ask('histogram_quantile(0.99, {Duration, FunctionName="payment-worker", Resource=""})');
    expect(p99.series[0]?.samples.at(-1)?.value).toBeCloseTo(ownOf('Duration', 'p99').at(-1)?.value ?? 0, 6);
  });

  it('the rate of a counter that OpenTelemetry sent is that of the classic metric', async () => {
    const { series } = await ask('sum(rate({"orders.placed"}[10m]))');
    const placed = { namespace: 'Orders/Business', name: 'OrdersPlaced', dimensions: { Service: 'orders' } };
    const [ten] = account.metrics.read(placed, 'Sum', 600, noon - 600_000, noon, noon - 600_000);
    const rate = series[0]?.samples.at(-1)?.value ?? 0;
    // Nine of ten minutes lie between the first and the last sample, stretched to ten.
    expect(Math.abs(rate - (ten?.value ?? 0) / 600) / rate).toBeLessThan(0.2);
    expect(rate).toBeGreaterThan(1);
  });

  it('comparisons leave out what they do not hold for', async () => {
    const all = await ask('{Invocations, FunctionName="payment-worker", Resource=""}');
    const values = all.series[0]?.samples.map(({ value }) => value).toSorted((a, b) => a - b) ?? [];
    const middle = values[Math.floor(values.length / 2)] ?? 0;
    const some = await ask(`{Invocations, FunctionName="payment-worker", Resource=""} > ${middle}`);
    expect(some.series[0]?.samples.map(({ value }) => value)).toEqual(
      all.series[0]?.samples.map(({ value }) => value).filter((value) => value > middle),
    );
  });

  it.each([
    ['sum(', 'unexpected end of input'],
    ['{FunctionName="a"}', 'must select a metric by name'],
    ['http.server.requests', 'unexpected character'],
    ['rate({Errors})', 'expected type range vector'],
    ['{Errors}[5m]', 'must be Scalar or instant Vector'],
    [`${'('.repeat(3_000)}1`, 'nested too deeply'],
    ['frobnicate({Errors})', 'unknown function'],
  ])('%s is refused, and the query is to mend', async (query, message) => {
    const failure = await refusal(query);
    expect(failure).toMatchObject({ kind: 'usage', code: 'PromQLInvalid', operation: 'QueryMetrics' });
    expect(failure?.message).toContain(message);
    expect(failure?.hint).toContain('PromQL');
  });

  it('more than seven days are a limit', async () => {
    expect(await refusal('{Errors}', { startMs: noon - 8 * 86_400_000, stepSeconds: 300 })).toMatchObject({
      kind: 'usage',
      code: 'PromQLLimit',
    });
  });
});
