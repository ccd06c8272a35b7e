/** What the values of a series count (issue 13): the catalogue and AWS tell, words in names do not. */
import { describe, expect, it } from 'vitest';
import type { AwsUnit, MetricInput } from '../../src/observation/metrics.ts';
import { metricsWithoutUnit, type UnitLookup, unitOf } from '../../src/pipeline/units.ts';

const metric = (namespace: string, name: string, stat = 'Average') =>
  ({ kind: 'metric', namespace, metric: name, dimensions: {}, stat }) as const;
const told =
  (units: Readonly<Record<string, AwsUnit>>): UnitLookup =>
  ({ metric: name }) =>
    units[name];
const math = (expression: string, inputs: Readonly<Record<string, MetricInput>> = {}) =>
  ({ kind: 'expression', expression, inputs }) as const;

describe('a metric', () => {
  it.each([
    'RequestDurationSeconds',
    'mem_used_percent',
    'disk_bytes',
    'CPUUtilization',
    'Latency',
    'EstimatedChargesMilliseconds',
  ])('%s counts nothing that anybody told, whatever it is called', (name) => {
    expect(unitOf(metric('Shop/API', name))).toBe('none');
    expect(unitOf(metric('Shop/API', name, 'Sum'))).toBe('none');
  });

  it('counts what the catalogue says, in the namespace that it says it of', () => {
    expect(unitOf(metric('AWS/EC2', 'CPUUtilization'))).toBe('percent');
    expect(unitOf(metric('AWS/Lambda', 'Duration', 'p99'))).toBe('ms');
    expect(unitOf(metric('AWS/Lambda', 'Invocations', 'Sum'))).toBe('count');
  });

  it.each<[AwsUnit, string]>([
    ['Seconds', 's'],
    ['Microseconds', 'us'],
    ['Megabytes', 'MB'],
    ['Kilobits/Second', 'kbit/s'],
    ['Count/Second', 'rate'],
    ['None', 'none'],
  ])('counts what AWS said: %s', (unit, right) => {
    expect(unitOf(metric('Shop/API', 'RequestDurationSeconds'), told({ RequestDurationSeconds: unit }))).toBe(
      right,
    );
  });

  it('that an alarm asks for by its unit counts that', () => {
    expect(unitOf({ ...metric('Shop/Host', 'disk_used'), unit: 'Percent' })).toBe('percent');
  });
});

describe('a statistic', () => {
  it.each([
    ['PR(:1000)', 'percent'],
    ['PR(1:)', 'percent'],
    ['TC(0.5:)', 'count'],
    ['TC(10%:90%)', 'count'],
    ['tc99', 'count'],
    ['SampleCount', 'count'],
    ['IQM', 'ms'],
    ['TM(10%:90%)', 'ms'],
    ['tm90', 'ms'],
    ['WM(:95%)', 'ms'],
    ['TS(:50)', 'ms'],
    ['p99.9', 'ms'],
    ['Sum', 'ms'],
  ])('%s of a duration is in %s', (stat, right) => {
    expect(unitOf(metric('AWS/Lambda', 'Duration', stat))).toBe(right);
    expect(unitOf(math(`SEARCH('{AWS/Lambda,FunctionName} MetricName="Duration"', '${stat}', 60)`))).toBe(
      right,
    );
  });

  it('COUNT of Metrics Insights counts', () => {
    expect(unitOf(math('SELECT COUNT(Duration) FROM "AWS/Lambda"'))).toBe('count');
    expect(unitOf(math('SELECT AVG("Duration") FROM SCHEMA("AWS/Lambda", FunctionName)'))).toBe('ms');
  });
});

describe('metric math', () => {
  const duration = metric('AWS/Lambda', 'Duration');
  const errors = metric('AWS/Lambda', 'Errors', 'Sum');
  const all = metric('AWS/Lambda', 'Invocations', 'Sum');
  const own = metric('Shop', 'Took');
  const search = (name: string, stat: string): string =>
    `SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="${name}"', '${stat}', 60)`;

  it.each<[string, string, Readonly<Record<string, MetricInput>>]>([
    ['FILL(m1, 0)', 'ms', { m1: duration }],
    ['m1 + m2', 'ms', { m1: duration, m2: duration }],
    ['MAX([m1, m2])', 'ms', { m1: duration, m2: duration }],
    ['AVG(METRICS())', 'ms', { m1: duration }],
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'ms', { m1: duration }],
    ['m1 + m2', 'none', { m1: duration, m2: errors }],
    ['m1 / 1000', 'none', { m1: duration }],
    ['m1 * 8', 'none', { m1: duration }],
    ['RATE(m1)', 'none', { m1: duration }],
    ['m1 / PERIOD(m1)', 'none', { m1: errors }],
    ['IF(m1 > 5, 1, 0)', 'none', { m1: duration }],
    ['100 * m1 / m2', 'percent', { m1: errors, m2: all }],
    ['(1 - m1/m2) * 100', 'percent', { m1: errors, m2: all }],
    ['100 * m1 / m2', 'none', { m1: duration, m2: all }],
    ['100 * m1', 'none', { m1: own }],
    ['100 * m1 / 60', 'none', { m1: errors }],
    ['m1 / PERIOD(m1) * 100', 'none', { m1: errors }],
    ['m1', 's', { m1: own }],
    ['e1', 'ms', { e1: { kind: 'expression', expression: 'FILL(m1, 0)' }, m1: duration }],
    ['e1', 'none', { e1: { kind: 'expression', expression: 'e1 + m1' }, m1: duration }],
    // Multiplied into milliseconds: 200 would read as 3m20s (seen in awsutils' front door dashboard).
    [`${search('TargetResponseTime', 'p99')}*1000`, 'none', {}],
    [`${search('TargetResponseTime', 'p99')} * 100`, 'none', {}],
    [`SUM(${search('RequestCount', 'Sum')})`, 'count', {}],
    [`FILL(MAX(${search('TargetResponseTime', 'p99')}), 0)`, 's', {}],
    [`100*SUM(${search('RequestCount', 'Sum')})/SUM(${search('RequestCount', 'Sum')})`, 'percent', {}],
    [`SUM(${search('Unlisted', 'Sum')})`, 'none', {}],
  ])('%s counts in %s', (expression, right, inputs) => {
    expect(unitOf(math(expression, inputs), told({ Took: 'Seconds' }))).toBe(right);
  });
});

it('expressions over expressions are looked at once each', () => {
  const inputs: Record<string, MetricInput> = {
    e60: metric('AWS/Lambda', 'Duration'),
    e61: metric('S', 'T'),
  };
  for (let i = 0; i < 60; i += 1) {
    inputs[`e${i}`] = { kind: 'expression', expression: `e${i + 1} + e${i + 2}` };
  }
  expect(unitOf(math('e0', inputs))).toBe('none');
  expect(metricsWithoutUnit({ query: math('e0', inputs), unit: 'none' })).toContainEqual(inputs['e61']);
});

it('AWS is asked for the metrics that nobody else knows, and that the answer would help', () => {
  const own = metric('Shop', 'Took');
  const asked = (query: Parameters<typeof unitOf>[0]) => metricsWithoutUnit({ query, unit: unitOf(query) });
  expect(asked(own)).toEqual([own]);
  expect(asked(metric('Shop', 'Took', 'PR(:1)'))).toEqual([]);
  expect(asked(metric('AWS/Lambda', 'Errors'))).toEqual([]);
  expect(asked({ ...own, unit: 'None' })).toEqual([]);
  expect(asked(math('FILL(m1, 0)', { m1: own }))).toEqual([own]);
  expect(asked(math('m1 / 60', { m1: own }))).toEqual([]);
});
