import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { rangeOf, withPeriods } from '../../src/app/cloudwatch/sources.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Point } from '../../src/observation/metrics.ts';
import { withAlarmMetrics } from '../../src/pipeline/cloudwatch-dashboard/alarm-lines.ts';
import { dashboardRows } from '../../src/pipeline/cloudwatch-dashboard/dashboard-rows.ts';
import { layoutDashboard } from '../../src/pipeline/cloudwatch-dashboard/layout.ts';
import { markdownRows } from '../../src/pipeline/cloudwatch-dashboard/markdown.ts';
import { expandRow } from '../../src/pipeline/cloudwatch-dashboard/metric-rows.ts';
import { seriesOfDashboard, type Widget } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { parseDashboard } from '../../src/pipeline/cloudwatch-dashboard/parse-dashboard.ts';
import { parseTimeBound } from '../../src/pipeline/cloudwatch-dashboard/time-bound.ts';
import { readSearch, type readVariables } from '../../src/pipeline/cloudwatch-dashboard/variables.ts';
import { splitSources } from '../../src/pipeline/queries/query-source.ts';
import { unitOf } from '../../src/pipeline/units.ts';

const folder = new URL('../scenarios/dashboards/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));
const bodyOf = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8');

const modelOf = (body: string, chosen: Readonly<Record<string, string>> = {}) => {
  const result = parseDashboard(body, { name: 'd', region: 'us-east-1', variables: { chosen } });
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
/** As it is drawn over an hour. */
const dashboardOf = (name: string, variables?: Readonly<Record<string, string>>) =>
  withPeriods(modelOf(bodyOf(name), variables), 3_600_000);

const minute = 60_000;
const to = Date.UTC(2026, 0, 15, 14, 3);
const from = to - 60 * minute;

const alarm = (name: string, state: Alarm['state'], ageMinutes: number): Alarm => ({
  type: 'alarm',
  name,
  arn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
  kind: 'metric',
  state,
  since: to - ageMinutes * minute,
  reason: `${name} says so`,
  region: 'eu-west-1',
  dimensions: {},
  threshold: 60,
  evaluated: [],
  recentValues: [],
  actionsEnabled: true,
  actions: [],
  judged: { flapping: false },
});

/** A wave of its own for each series. */
const pointsOf = (id: string): Point[] => {
  const seed = [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  return Array.from({ length: 60 }, (_, i) => ({
    at: from + i * minute,
    value: (seed % 50) + 20 * (1 + Math.sin((i + seed) / 9)),
    settled: i < 58,
  }));
};

const input = {
  pointsOf,
  searched: (id: string) =>
    id.endsWith('.s1')
      ? ['payment-worker', 'order-intake'].map((label) => ({ label, points: pointsOf(label) }))
      : [],
  alarms: [
    alarm('payments-age', 'ALARM', 12),
    alarm('payments-errors', 'INSUFFICIENT_DATA', 4),
    alarm('orders-ok', 'OK', 300),
  ],
  from,
  to,
  utc: true,
  ascii: false,
  queryResults: new Map([
    [
      0,
      {
        columns: ['@timestamp', '@message'],
        rows: [['14:03:18', 'charge failed ORD-10432 gateway timeout']],
      },
    ],
  ]),
};

const textOf = (rows: readonly (readonly { readonly text: string }[])[]) =>
  rows.map((row) => row.map(({ text }) => text).join(''));

describe.each(names)('dashboard %s', (name) => {
  it.each([160, 80])('looks like this on %i columns', async (width) => {
    const { rows } = dashboardRows(dashboardOf(name), { ...input, width });
    const picture = `${textOf(rows)
      .map((text) => `|${text}|`)
      .join('\n')}\n`;
    await expect(picture).toMatchFileSnapshot(`./dashboards/${name}-${width}.txt`);
  });

  it.each([160, 120, 80, 40])('stays inside %i columns, in ASCII too, and scrolls', (width) => {
    const dashboard = dashboardOf(name);
    const { rows, total } = dashboardRows(dashboard, { ...input, width, ascii: true });
    expect(rows).toHaveLength(total);
    for (const text of textOf(rows)) expect(stringWidth(text)).toBe(width);
    const part = dashboardRows(dashboard, { ...input, width, ascii: true, scroll: 3, height: 5 });
    expect(part.rows).toEqual(rows.slice(3, 8));
  });

  it('asks for distinct series', () => {
    const ids = seriesOfDashboard(dashboardOf(name)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('metric rows', () => {
  it('repeat what is above by . and ...', () => {
    const above = ['AWS/SQS', 'Sent', 'QueueName', 'a'];
    expect(expandRow(['.', 'Deleted', '.', 'b'], above)).toEqual(['AWS/SQS', 'Deleted', 'QueueName', 'b']);
    expect(expandRow(['...', 'b'], above)).toEqual(['AWS/SQS', 'Sent', 'QueueName', 'b']);
    expect(expandRow(['...'], above)).toEqual(above);
    expect(expandRow(['.', '.', '.', '.'], above)).toEqual(above);
    expect(expandRow(['...', 'b'], [])).toEqual(['b']);
  });

  it('become series with their options, and defaults of CloudWatch', () => {
    const [series] = seriesOfDashboard(dashboardOf('minimal'));
    expect(series).toEqual({
      id: 'd.w0.r0',
      label: 'NumberOfMessagesSent',
      region: 'us-east-1',
      query: {
        kind: 'metric',
        namespace: 'AWS/SQS',
        metric: 'NumberOfMessagesSent',
        dimensions: { QueueName: 'payments' },
        stat: 'Average',
      },
      periodSeconds: 300,
      unit: 'count',
      missing: 'gap',
    });
    const rows = seriesOfDashboard(dashboardOf('rows')).map(({ query, label, unit }) => [query, label, unit]);
    expect(rows[2]).toEqual([
      expect.objectContaining({ metric: 'TargetResponseTime', stat: 'p99' }),
      'app/orders/0123456789abcdef TargetResponseTime p99',
      's',
    ]);
    expect(rows[3]?.[0]).toMatchObject({ dimensions: { LoadBalancer: 'app/returns/fedcba9876543210' } });
  });

  it('bring the metrics that an expression names, hidden ones too', () => {
    const series = seriesOfDashboard(dashboardOf('math'));
    expect(series.map(({ id }) => id)).toEqual([
      'd.w0.rate',
      'd.w1.total',
      'd.w1.m1',
      'd.w1.m2',
      'd.w2.s1',
      'd.w2.q1',
    ]);
    expect(series[0]?.query).toMatchObject({
      expression: '100 * errors / all',
      inputs: { errors: { metric: 'Errors' }, all: { metric: 'Invocations', stat: 'Sum' } },
    });
    expect(series[0]?.unit).toBe('percent');
    expect(series[1]?.query).toMatchObject({
      inputs: { m1: {}, m2: { dimensions: { QueueName: 'fulfilment' } } },
    });
    // The quoted "all" in the SEARCH is a word, not a name.
    expect(series[4]?.query).not.toHaveProperty('inputs');
  });

  it.each([
    ['SELECT MAX(Duration) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName', 'ms'],
    ['select avg(CPUUtilization) from "AWS/EC2"', 'percent'],
    [`SEARCH('{AWS/SQS,QueueName} MetricName="ApproximateAgeOfOldestMessage"', 'Maximum', 60)`, 's'],
    [`SEARCH('{AWS/SQS,QueueName} MetricName=ApproximateAgeOfOldestMessage', 'Maximum', 60)`, 's'],
    [`SEARCH('{AWS/SQS,QueueName}', 'Maximum', 60)`, 'none'],
    ['100 * errors / all', 'percent'],
  ])('of %s count in %s', (expression, unit) => {
    expect(unitOf({ kind: 'expression', expression })).toBe(unit);
  });

  it('each have a Region and an account', () => {
    const where = seriesOfDashboard(dashboardOf('regions-accounts'));
    expect(where.map(({ region, accountId, label }) => [region, accountId, label])).toEqual([
      ['eu-west-1', '111111111111', 'eu-west-1 payments'],
      ['us-west-2', '111111111111', 'us-west-2 NumberOfMessagesSent'],
      ['ap-southeast-1', '222222222222', expect.stringMatching(/^\[last: .+\] 222222222222$/)],
    ]);
  });
});

describe('variables', () => {
  it('have their defaults', () => {
    const { variables, widgets, warnings } = dashboardOf('variables');
    expect(variables.map(({ id, value }) => [id, value])).toEqual([
      ['function', 'payment-worker'],
      ['region', 'eu-west-1'],
      ['stage', 'prod'],
    ]);
    expect(widgets[0]).toMatchObject({
      title: 'Errors in prod',
      content: {
        lines: [
          {
            series: {
              region: 'eu-west-1',
              query: { metric: 'Errors', dimensions: { FunctionName: 'payment-worker' } },
            },
          },
          { series: { query: { metric: 'Throttles', dimensions: { FunctionName: 'payment-worker' } } } },
        ],
      },
    });
    expect(widgets[1]).toMatchObject({ content: { groups: ['/prod/orders'], region: 'eu-west-1' } });
    expect(warnings).toEqual(['variable 4 was not understood: type: found "unheard-of"']);
  });

  it('take the value that was chosen', () => {
    const { widgets } = dashboardOf('variables', { region: 'us-west-2', stage: 'beta' });
    expect(widgets[0]).toMatchObject({
      title: 'Errors in beta',
      content: { lines: [{ series: { region: 'us-west-2' } }, {}] },
    });
  });
});

describe('variables that search for their values', () => {
  it('know which metrics to look through', () => {
    const [variable] = dashboardOf('serverless').variables;
    expect(variable).toMatchObject({
      id: 'FunctionName',
      choices: [],
      search: {
        namespace: 'AWS/Lambda',
        metric: 'Duration',
        dimensions: ['FunctionName'],
        fixed: {},
        populateFrom: 'FunctionName',
      },
    });
    expect(variable).not.toHaveProperty('value');
    expect(
      readSearch(`{"AWS/ApiGateway", ApiName,Stage} Stage=prod MetricName='Count' 5xx`, 'ApiName'),
    ).toEqual({
      namespace: 'AWS/ApiGateway',
      metric: 'Count',
      dimensions: ['ApiName', 'Stage'],
      fixed: { Stage: 'prod' },
      populateFrom: 'ApiName',
    });
    expect(readSearch('{AWS/Lambda,FunctionName}', 'ApiName')).toBeUndefined();
    expect(readSearch('Errors', 'FunctionName')).toBeUndefined();
  });

  it('have the first that was found, or the one that was chosen; before that what the dashboard was saved with', () => {
    const body = bodyOf('serverless');
    const found = { FunctionName: ['order-intake', 'payment-worker'] };
    const functionOf = (variables?: Parameters<typeof readVariables>[1]) => {
      const result = parseDashboard(body, {
        name: 'd',
        region: 'eu-west-1',
        ...(variables && { variables }),
      });
      const query = result.ok ? seriesOfDashboard(result.value)[0]?.query : undefined;
      return query?.kind === 'metric' ? query.dimensions['FunctionName'] : undefined;
    };
    expect(functionOf()).toBe('ExampleFunction');
    expect(functionOf({ found })).toBe('order-intake');
    expect(functionOf({ found, chosen: { FunctionName: 'payment-worker' } })).toBe('payment-worker');
  });
});

describe('templates of others', () => {
  it('leave out by null, and say in places what CloudWatch does not know', () => {
    const { widgets, warnings } = dashboardOf('terraform');
    expect(widgets.every(({ content }) => content.kind !== 'unknown')).toBe(true);
    expect(widgets[0]).toMatchObject({
      title: expect.stringMatching(/^order-intake in \$\{terraform.workspace\}$/),
      content: { stacked: false, lines: { 2: { axis: 'left' }, 3: { axis: 'right' } } },
    });
    expect(seriesOfDashboard(dashboardOf('terraform')).at(5)?.query).toMatchObject({
      metric: 'Duration',
      dimensions: { FunctionName: 'payment-worker', Resource: 'payment-worker' },
    });
    expect(warnings).toEqual([]);
    const [, , hosts] = dashboardOf('cdk').widgets.slice(1);
    expect(hosts?.content).toMatchObject({ summary: ['AVG', 'MAX'] });
  });

  it('have a time of their own where it moves with the clock; else that of the dashboard, which is said', () => {
    const bodyWith = (own: object) =>
      JSON.stringify({ widgets: [{ type: 'metric', properties: { metrics: [['N', 'M']], ...own } }] });
    const ownOf = (own: object) => {
      const { widgets, warnings } = modelOf(bodyWith(own));
      return [widgets[0]?.content.kind === 'metric' ? widgets[0].content.own : 'none', warnings.length];
    };
    const days = 24 * 60 * minute;
    expect(ownOf({ start: '-P2D' })).toEqual([{ fromAgoMs: 2 * days, toAgoMs: 0 }, 0]);
    expect(ownOf({ start: '-P2D', end: '-P1D' })).toEqual([{ fromAgoMs: 2 * days, toAgoMs: days }, 0]);
    expect(ownOf({ start: '-P1D', end: '-P2D' })).toEqual([undefined, 1]);
    expect(ownOf({ start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' })).toEqual([undefined, 1]);
    const asked = withPeriods(modelOf(bodyWith({ start: '-P20D', period: 60 })), 60 * minute);
    expect(seriesOfDashboard(asked)).toMatchObject([{ windowMs: 20 * days, periodSeconds: 3600 }]);
    const { rows } = dashboardRows(dashboardOf('terraform'), { ...input, width: 160 });
    expect(textOf(rows).join('\n')).toContain('─ Yesterday  2 d to 1 d ago  NumberOfMessagesSent ─');
  });

  it('ask in languages that are not run: a placeholder, with the reason', () => {
    expect(dashboardOf('cdk').warnings).toEqual(['widget 8 (log): asks in SQL, which is not run here']);
  });

  it('are as long as they were saved, and end now', () => {
    const body = JSON.stringify({ start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z', widgets: [] });
    expect(rangeOf(modelOf(body), to)).toBe(24 * 60 * minute);
    expect(modelOf(body).warnings).toEqual(['saved with an end (2026-01-02T00:00:00Z): drawn up to now']);
    expect(rangeOf(modelOf('{"start":"-PT6H","widgets":[]}'), to)).toBe(6 * 60 * minute);
  });
});

describe('what is not understood', () => {
  it('is a placeholder with its name, and the rest is drawn', () => {
    const { widgets, warnings } = dashboardOf('unknown-widgets');
    expect(widgets.map(({ content }) => content.kind === 'unknown' && content.type)).toEqual([
      'explorer',
      'custom',
      'hologram',
    ]);
    expect(warnings).toHaveLength(3);
    expect(dashboardOf('lenient').warnings).toEqual([
      'widget 2 (metric): view: found "radar"',
      'widget 3 (text): markdown: found nothing',
      'widget 4 (metric): metrics[0]: found []',
      'widget 5: found "not a widget"',
    ]);
  });

  it('is one line where it is no dashboard at all', () => {
    const errorOf = (body: string) => {
      const result = parseDashboard(body, { name: 'd', region: 'us-east-1' });
      return result.ok ? '' : result.error;
    };
    expect(errorOf('{')).toMatch(/^dashboard d: its body is not JSON: [^\n]+$/);
    expect(errorOf('[]')).toBe('dashboard d: its body has an unknown shape: found []');
  });

  it('never throws, whatever the body holds', () => {
    const anything = fc.object({
      key: fc.constantFrom(
        'widgets',
        'type',
        'properties',
        'metrics',
        'annotations',
        'variables',
        'x',
        '__proto__',
      ),
      maxDepth: 5,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.json().map((text): unknown => JSON.parse(text)),
        ),
        (value) => {
          const result = parseDashboard(JSON.stringify(value), { name: 'd', region: 'us-east-1' });
          if (result.ok) dashboardRows(result.value, { ...input, width: 80 });
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('gives a widget that has only an alarm the metric of the alarm', () => {
  const age = {
    ...alarm('payments-age', 'ALARM', 12),
    query: {
      kind: 'metric',
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: 'payments' },
      stat: 'Maximum',
    },
    periodSeconds: 60,
  } as const;
  const dashboard = withAlarmMetrics(dashboardOf('annotations'), [age]);
  expect(seriesOfDashboard(dashboard).map(({ id, unit }) => [id, unit])).toEqual([
    ['d.w0.r0', 'count'],
    ['d.w1.alarm0', 's'],
  ]);
  const { rows } = dashboardRows(dashboard, { ...input, alarms: [age], width: 80, scroll: 16 });
  expect(textOf(rows).join('\n')).toContain('payments-age');
});

it('reads times of a dashboard', () => {
  expect(parseTimeBound('-PT6H')).toEqual({ agoMs: 6 * 3_600_000 });
  expect(parseTimeBound('-P7D')).toEqual({ agoMs: 7 * 86_400_000 });
  expect(parseTimeBound('-P1DT30M')).toEqual({ agoMs: 86_400_000 + 30 * minute });
  expect(parseTimeBound('2026-01-15T12:00:00Z')).toEqual({ at: Date.UTC(2026, 0, 15, 12) });
  expect(parseTimeBound('soon')).toBeUndefined();
});

it('splits the sources from a query', () => {
  expect(splitSources(`SOURCE '/a', '/b' | source "/c" | fields @message | limit 5`)).toEqual({
    groups: ['/a', '/b', '/c'],
    query: 'fields @message | limit 5',
  });
  expect(splitSources('fields @message')).toEqual({ groups: [], query: 'fields @message' });
});

it('places widgets without overlap inside the columns, whatever their places are', () => {
  const anyWidget = fc.record({
    x: fc.integer({ min: 0, max: 23 }),
    y: fc.integer({ min: 0, max: 30 }),
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyWidget, { maxLength: 12 }),
      fc.integer({ min: 1, max: 240 }),
      (places, columns) => {
        const widgets = places.map(
          (place, index): Widget => ({
            ...place,
            index,
            x: Math.min(place.x, 24 - place.width),
            title: '',
            content: { kind: 'text', markdown: 'x' },
          }),
        );
        const cells = new Set<string>();
        for (const { left, top, width, height } of layoutDashboard({ widgets }, columns)) {
          expect(left + width).toBeLessThanOrEqual(columns);
          for (let row = top; row < top + height; row += 1) {
            for (let column = left; column < left + width; column += 1) {
              expect(cells.has(`${row} ${column}`)).toBe(false);
              cells.add(`${row} ${column}`);
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('wraps Markdown at the width and keeps its words', () => {
  const rows = textOf(markdownRows('* one two three four five', { width: 11, ascii: true }));
  expect(rows.map((text) => text.trimEnd())).toEqual(['- one two', '  three', '  four five']);
});
