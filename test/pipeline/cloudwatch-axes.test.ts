/** What stands on an axis: each line in its own unit, both edges of a band (issue 13). */
import { describe, expect, it } from 'vitest';
import { constant, metricWidget, readBody, rowsOf, textOf } from './cloudwatch-widgets.ts';

const cpu = ['AWS/ECS', 'CPUUtilization', 'ServiceName', 's', 'ClusterName', 'c'];
const tasks = ['ECS/ContainerInsights', 'RunningTaskCount', 'ServiceName', 's', 'ClusterName', 'c'];
const pointsOf = (id: string) => constant(id.endsWith('r0') ? 30 : 10);

describe('lines that count different things', () => {
  const drawn = (view: string) =>
    textOf(readBody(metricWidget({ view, metrics: [cpu, tasks], period: 60 })), { pointsOf });

  it('each have their own unit in the legend, and an axis that has none', () => {
    const text = drawn('timeSeries');
    expect(text).toContain('CPUUtilization 30 %');
    expect(text).toMatch(/RunningTaskCount 10(?! %)/);
    expect(text).not.toMatch(/\d % ┤/);
  });

  it.each(['bar', 'pie', 'gauge', 'singleValue', 'table'])('and in a %s', (view) => {
    const text = drawn(view);
    expect(text).toContain('30 %');
    expect(text).not.toContain('10 %');
  });

  it('a name that says a unit keeps it where its figure has none', () => {
    const body = metricWidget(
      {
        metrics: [
          ['Shop', 'A', { label: 'busy threads %' }],
          ['Shop', 'B', { label: 'all the threads' }],
        ],
      },
      { width: 8, height: 6 },
    );
    expect(textOf(readBody(body), { width: 100 })).toContain('threads %');
  });
});

describe('a statistic of samples', () => {
  it('is a share or a count, whatever the metric is measured in', () => {
    const of = ['AWS/ApplicationELB', 'TargetResponseTime', 'LoadBalancer', 'app/shop/0123456789abcdef'];
    const body = metricWidget({
      view: 'singleValue',
      sparkline: false,
      metrics: [
        [...of, { stat: 'PR(:1)', label: 'under 1 s' }],
        ['...', { stat: 'TC(1:)', label: 'slow' }],
        ['AWS/Lambda', 'Duration', 'FunctionName', 'checkout', { stat: 'PR(:1000)', label: 'fast' }],
      ],
    });
    const values: Record<string, number> = { r0: 95, r1: 25, r2: 0 };
    const rows = rowsOf(readBody(body), { pointsOf: (id) => constant(values[id.slice(-2)] ?? 0) });
    expect(rows.join('\n')).toMatch(/under 1 s +slow +fast/);
    expect(rows.join('\n')).toMatch(/95 % +25 +0 %/);
  });
});

describe('a band', () => {
  const band = (first: object, second: object = {}) =>
    readBody(
      metricWidget({
        metrics: [
          [
            'AWS/ApplicationELB',
            'RequestCount',
            'LoadBalancer',
            'app/shop/0123456789abcdef',
            { stat: 'Sum' },
          ],
          ['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { yAxis: 'right' }],
        ],
        annotations: {
          horizontal: [
            [
              { label: 'top', value: 60, ...first },
              { label: 'bottom', value: 25, ...second },
            ],
          ],
          vertical: [
            [
              { label: 'rollout', value: '2026-01-15T12:00:00Z', ...first },
              { value: '2026-01-15T13:00:00Z' },
            ],
          ],
        },
      }),
    ).widgets[0]?.content;

  it('takes axis, visibility and colour of its row for both edges', () => {
    const both = [
      { value: 60, label: 'top' },
      { value: 25, label: 'bottom' },
    ];
    expect(band({})).toMatchObject({ left: { thresholds: both }, right: { thresholds: [] } });
    expect(band({ yAxis: 'right' })).toMatchObject({ left: { thresholds: [] }, right: { thresholds: both } });
    expect(band({}, { yAxis: 'right' })).toMatchObject({ right: { thresholds: both } });
    expect(band({ color: '#d62728' })).toMatchObject({
      left: { thresholds: [{ role: 'bad' }, { role: 'bad' }] },
      marks: [{ role: 'bad' }],
    });
    expect(band({ visible: false })).toMatchObject({
      left: { thresholds: [] },
      right: { thresholds: [] },
      marks: [],
    });
  });
});
