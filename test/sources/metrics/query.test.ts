import { describe, expect, it } from 'vitest';
import type { MetricQuery } from '../../../src/observation/metrics.ts';
import { planCalls } from '../../../src/sources/metrics/plan.ts';
import { isSetOfSeries, toQueries } from '../../../src/sources/metrics/query.ts';
import { spec } from './fake-metrics.ts';

const metric = (name: string): MetricQuery => ({
  kind: 'metric',
  namespace: 'AWS/Lambda',
  metric: name,
  dimensions: { FunctionName: 'f' },
  stat: 'Sum',
});
const rate = (id: string, expression: string, inputs: Record<string, MetricQuery>) =>
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

  it('leave METRICS() alone with what it means', () => {
    const sum = rate('sum', 'SUM(METRICS("m"))', { m1: metric('Errors'), m2: metric('Invocations') });
    const calls = planCalls([sum, spec('Duration')], Date.UTC(2026, 0, 15, 12), new Map(), 3_600_000);
    expect(calls.map(({ questions }) => questions.length)).toEqual([1, 1]);
    expect(toQueries([sum]).map(({ Id }) => Id)).toEqual(['series0', 'm1', 'm2']);
  });

  it('count against the limit of 500 with their inputs', () => {
    const many = Array.from({ length: 200 }, (_, nth) =>
      rate(`r${nth}`, 'a / b', { a: metric(`a${nth}`), b: metric(`b${nth}`) }),
    );
    const calls = planCalls(many, Date.UTC(2026, 0, 15, 12), new Map(), 3_600_000);
    for (const { questions } of calls)
      expect(toQueries(questions.map(({ ask }) => ask)).length).toBeLessThanOrEqual(500);
    expect(calls).toHaveLength(2);
  });
});

describe('a set of series', () => {
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
