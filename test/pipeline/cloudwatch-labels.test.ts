/** Labels with dynamic parts; right values from "Use dynamic labels" of CloudWatch's guide (issue 13). */
import { describe, expect, it } from 'vitest';
import { fillLabel, fillProperties } from '../../src/pipeline/cloudwatch-dashboard/labels.ts';
import { constant, metricWidget, minute, readBody, textOf, to } from './cloudwatch-widgets.ts';

// 11:00 10, 11:05 30, 11:10 20, 11:15 gap, 11:20 25.
const points = [10, 30, 20, Number.NaN, 25].map((value, i) => ({
  at: Date.UTC(2026, 0, 15, 11, i * 5),
  value,
  settled: true,
}));
const now = Date.UTC(2026, 0, 15, 11, 30);
const look = { unit: 'percent', periodSeconds: 300, now, utc: true } as const;

describe('the dynamic parts of a label', () => {
  it.each([
    ['AVG', '21 %'],
    ['DATAPOINT_COUNT', '4'],
    ['FIRST', '10 %'],
    ['FIRST_LAST_RANGE', '15 %'],
    ['FIRST_LAST_TIME_RANGE', '20 m'],
    ['FIRST_TIME', '11:00'],
    ['FIRST_TIME_RELATIVE', '30 m'],
    ['LAST', '25 %'],
    ['LAST_TIME', '11:20'],
    ['LAST_TIME_RELATIVE', '10 m'],
    ['MAX', '30 %'],
    ['MAX_TIME', '11:05'],
    ['MAX_TIME_RELATIVE', '25 m'],
    ['MIN', '10 %'],
    ['MIN_MAX_RANGE', '20 %'],
    ['MIN_MAX_TIME_RANGE', '5 m'],
    ['MIN_TIME', '11:00'],
    ['MIN_TIME_RELATIVE', '30 m'],
    ['SUM', '85 %'],
    ["PROP('Period')", '300'],
  ])('%s', (part, right) => {
    expect(fillLabel(`a \${${part}} b`, points, look)).toBe(`a ${right} b`);
  });

  it.each([
    ["PROP('Namespace')", 'AWS/SQS'],
    ["PROP('MetricName')", 'Sent'],
    ["PROP('Dim.QueueName')", 'payments'],
    ["PROP('Stat')", 'p99'],
    ["PROP('Region')", 'eu-west-1'],
    ["PROP('AccountId')", '111122223333'],
    ['LABEL', 'usual'],
  ])('%s', (part, right) => {
    const spec = {
      id: 'x',
      region: 'eu-west-1',
      accountId: '111122223333',
      query: {
        kind: 'metric',
        namespace: 'AWS/SQS',
        metric: 'Sent',
        dimensions: { QueueName: 'payments' },
        stat: 'p99',
      },
      periodSeconds: 300,
      unit: 'none',
      missing: 'gap',
    } as const;
    expect(fillProperties(`a \${${part}} b`, 'usual', spec)).toBe(`a ${right} b`);
  });

  it('that nobody knows stand as they were written; those without points say so', () => {
    const unknown = `\${NEW_PART} \${PROP('Dim.Nothing')} \${terraform.x}`;
    expect(fillLabel(unknown, points, look)).toBe(unknown);
    expect(fillLabel(`max \${MAX} at \${MAX_TIME}, \${DATAPOINT_COUNT}`, [], look)).toBe('max - at -, 0');
  });

  it('tell the day where it is another one', () => {
    expect(fillLabel(`\${LAST_TIME}`, points, { ...look, now: now + 86_400_000 })).toBe('01-15 11:20');
  });

  it('are drawn in the legend', () => {
    const label = `n=\${DATAPOINT_COUNT} range=\${MIN_MAX_RANGE} at \${LAST_TIME}`;
    const dashboard = readBody(
      metricWidget({
        metrics: [
          ['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { label }],
          ['...', 'i-2'],
        ],
        period: 300,
      }),
    );
    expect(textOf(dashboard, { pointsOf: () => constant(10, 30) })).toContain('n=36 range=20 % at 13:55');
    expect(to - 5 * minute).toBe(Date.UTC(2026, 0, 15, 13, 55));
  });

  const max = `max \${MAX}`;
  it.each([
    [`[${max}, avg \${AVG}]`, '─ [max 30, avg 20] depth'],
    [max, '─ max 30 depth'],
    ['workers of', '─ depth'],
  ])('are whole where a legend leaves out what all labels begin with: %s', (start, right) => {
    const metrics = ['depth', 'retries', 'adds'].map((name) => ['Shop', name, { label: `${start} ${name}` }]);
    const widget = metricWidget({ title: 'Queue', metrics, period: 300 }, { width: 10, height: 6 });
    expect(textOf(readBody(widget), { pointsOf: () => constant(10, 30) })).toContain(right);
  });

  it('are filled in in the title of a widget that has none of its own: what is in it', () => {
    const metrics = ['depth', 'adds'].map((name) => ['Shop', name, { label: `${name} ${max}` }]);
    const [title] = textOf(readBody(metricWidget({ metrics, period: 300 })), {
      pointsOf: () => constant(10, 30),
    }).split('\n');
    expect(title).toMatch(/^─ depth max 30, adds max 30 ─/);
  });
});
