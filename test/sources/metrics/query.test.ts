import { describe, expect, it } from 'vitest';
import type { MathQuery, MetricInput } from '../../../src/observation/metrics.ts';
import { receivedLabel } from '../../../src/sources/metrics/labels.ts';
import { planCalls } from '../../../src/sources/metrics/plan.ts';
import { isSetOfSeries, toQueries } from '../../../src/sources/metrics/query.ts';
import { spec } from './fake-metrics.ts';

const metric = (name: string): MathQuery => ({
  kind: 'metric',
  namespace: 'AWS/Lambda',
  metric: name,
  dimensions: { FunctionName: 'f' },
  stat: 'Sum',
});
const rate = (id: string, expression: string, inputs: Record<string, MetricInput>) =>
  spec(id, { query: { kind: 'expression', expression, inputs } });

describe('queries of a call', () => {
  it('ask for a metric', () => {
    expect(toQueries([spec('Errors', { accountId: '1' })])).toEqual([
      {
        Id: 'series0',
        AccountId: '1',
        MetricStat: {
          Stat: 'Sum',
          Period: 60,
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
          },
        },
      },
    ]);
  });

  it('bring the inputs of expressions, each name its own metric, none asked for twice', () => {
    const queries = toQueries([
      spec('Errors'),
      rate('a', "100 * m1 / m2 + IF(m1 > 0, 1, 0) + SEARCH('m1 m2', 'Sum')", {
        m1: metric('Errors'),
        m2: metric('Invocations'),
      }),
      rate('b', 'e1 * 2', { m1: metric('Throttles'), e1: { kind: 'expression', expression: 'm1 + 1' } }),
    ]);
    const short = queries.map(({ Id, Expression, MetricStat, ReturnData = true }) => [
      Id,
      Expression ?? MetricStat?.Metric?.MetricName,
      ReturnData,
    ]);
    expect(short).toEqual([
      ['series0', 'Errors', true],
      ['series1', "100 * series0 / input0 + IF(series0 > 0, 1, 0) + SEARCH('m1 m2', 'Sum')", true],
      ['input0', 'Invocations', false],
      ['series2', 'input2 * 2', true],
      ['input1', 'Throttles', false],
      ['input2', 'input1 + 1', false],
    ]);
  });

  it('keep account and period of an input: the same metric of two accounts is two', () => {
    const placed = (accountId: string) => ({ ...metric('placed'), accountId });
    const total = rate('total', 'm1+m2', {
      m1: placed('222222222222'),
      m2: { ...placed('333333333333'), periodSeconds: 300 },
    });
    expect(
      toQueries([total, spec('placed', { accountId: '222222222222' })]).map(
        ({ Id, Expression, AccountId, MetricStat }) => [Id, Expression, AccountId, MetricStat?.Period],
      ),
    ).toEqual([
      ['series0', 'series1+input0', undefined, undefined],
      ['input0', undefined, '333333333333', 300],
      ['series1', undefined, '222222222222', 60],
    ]);
  });

  it('name the account of what reads metrics, not of what computes with them', () => {
    const accountId = '222222222222';
    const asked = ["SEARCH('{N} m', 'Sum')", 'SELECT SUM(m) FROM N', 'm1*2'].map((expression) => {
      const [query] = toQueries([
        spec('a', { accountId, query: { kind: 'expression', expression, inputs: { m1: metric('m') } } }),
      ]);
      return query?.AccountId;
    });
    expect(asked).toEqual([accountId, accountId, undefined]);
  });

  it('never take a name that stands for nothing for a query of ours', () => {
    const [first] = toQueries([rate('a', 'series1 * 1e5 + input0', {}), spec('Errors')]);
    expect(first?.Expression).toBe('own_series1 * 1e5 + own_input0');
  });

  it('name the period of the series in what searches', () => {
    const search = "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Invocations\"', 'Sum', 60)";
    const hourly = { periodSeconds: 3600 };
    const [plain, ofInput, input] = toQueries([
      spec('s1', { ...hourly, query: { kind: 'expression', expression: search } }),
      spec('e1', {
        ...hourly,
        query: {
          kind: 'expression',
          expression: 's1/60',
          inputs: { s1: { kind: 'expression', expression: search, periodSeconds: 7200 } },
        },
      }),
    ]);
    expect(plain).toMatchObject({ Period: 3600, Expression: search.replace(', 60)', ', 3600)') });
    expect(ofInput).toMatchObject({ Period: 3600, Expression: 'input0/60' });
    expect(input).toMatchObject({ Period: 7200, Expression: search.replace(', 60)', ', 7200)') });
  });

  it('send the label of a set of series, with what follows from points left to us', () => {
    const label = `\${PROP('Dim.FunctionName')} [max: \${MAX}]`;
    const expression = "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum')";
    const labelOf = (query: MathQuery) => toQueries([spec('a', { query })])[0]?.Label;
    const sent = `\${PROP('Dim.FunctionName')} [max: {{MAX}}]`;
    expect(labelOf({ kind: 'expression', expression, label })).toBe(sent);
    expect(labelOf({ kind: 'expression', expression, label: '' })).toBeUndefined();
    expect(labelOf({ kind: 'expression', expression: `SUM(${expression})`, label })).toBeUndefined();
    expect(receivedLabel('checkout [max: {{MAX}}]', label)).toBe(`checkout [max: \${MAX}]`);
    expect(receivedLabel('{{MAX}} is its name', undefined)).toBe('{{MAX}} is its name');
  });

  it('leave METRICS() alone with what it means', () => {
    const sum = rate('sum', 'SUM(METRICS("m"))', { m1: metric('Errors'), m2: metric('Invocations') });
    const calls = planCalls([sum, spec('Duration')], Date.UTC(2026, 0, 15, 12), new Map(), 3_600_000);
    expect(calls.map(({ metricRequests }) => metricRequests.length)).toEqual([1, 1]);
    expect(toQueries([sum]).map(({ Id }) => Id)).toEqual(['series0', 'm1', 'm2']);
  });

  it('take METRICS() of one widget for no other’s, though it is the same text with the same label', () => {
    const trend = (id: string, name: string) =>
      spec(id, {
        query: {
          kind: 'expression',
          expression: 'FILL(METRICS(), LINEAR)',
          label: 'Trend of',
          inputs: { m1: metric(name) },
        },
      });
    const calls = planCalls(
      [trend('a', 'Errors'), trend('b', 'Throttles'), trend('c', 'Errors')],
      Date.UTC(2026, 0, 15, 12),
      new Map(),
      3_600_000,
    );
    expect(
      calls.map(({ metricRequests }) => metricRequests.map(({ series }) => series.map(({ id }) => id))),
    ).toEqual([[['a', 'c']], [['b']]]);
  });

  it('count against the limit of 500 with their inputs', () => {
    const many = Array.from({ length: 200 }, (_, nth) =>
      rate(`r${nth}`, 'a / b', { a: metric(`a${nth}`), b: metric(`b${nth}`) }),
    );
    const calls = planCalls(many, Date.UTC(2026, 0, 15, 12), new Map(), 3_600_000);
    for (const { metricRequests } of calls)
      expect(toQueries(metricRequests.map(({ ask }) => ask)).length).toBeLessThanOrEqual(500);
    expect(calls).toHaveLength(2);
  });
});

describe('a set of series', () => {
  it('is what math over one gives', () => {
    const s1 = { kind: 'expression', expression: "SEARCH('{N}', 'Sum')" } as const;
    const shape = (expression: string) =>
      isSetOfSeries({ kind: 'expression', expression, inputs: { s1, e1: { ...s1, expression: 's1*2' } } });
    expect([shape('e1/60'), shape('SUM(e1)/60'), shape('m1/60')]).toEqual([true, false, false]);
  });

  it.each([
    ["SEARCH('{AWS/Lambda,FunctionName}', 'Sum')", true],
    ["SUM(SEARCH('{AWS/Lambda,FunctionName}', 'Sum'))", false],
    ['SELECT AVG(x) FROM N GROUP BY y', true],
    ['SELECT AVG(x) FROM N', false],
    ['m1 / m2', false],
  ])('%s: %s', (expression, expected) =>
    expect(isSetOfSeries({ kind: 'expression', expression })).toBe(expected),
  );
});
