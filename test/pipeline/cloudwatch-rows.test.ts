/** What a row of a widget says of its own stays with it where others compute with it. */
import { describe, expect, it } from 'vitest';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { seriesOfDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { parseDashboard } from '../../src/pipeline/cloudwatch-dashboard/parse-dashboard.ts';
import { fetchWindow } from '../../src/sources/metrics/metrics-source.ts';
import { manualClock } from '../helpers/clock.ts';
import { fakeMetrics } from '../sources/metrics/fake-metrics.ts';

const noon = Date.UTC(2026, 0, 15, 12);

const seriesOf = (properties: object): readonly SeriesSpec[] => {
  const body = JSON.stringify({
    widgets: [{ type: 'metric', properties: { region: 'us-east-1', ...properties } }],
  });
  const parsed = parseDashboard(body, { name: 'd', region: 'us-east-1' });
  if (!parsed.ok) throw new Error(parsed.error);
  return seriesOfDashboard(parsed.value);
};
const placed = (options: object) => ['Shop/Orders', 'placed', { visible: false, ...options }];

describe('rows that others compute with', () => {
  it('keep their account: 10 of one and 1000 of another are 1010', async () => {
    const published: Readonly<Record<string, number>> = { '222222222222': 10, '333333333333': 1000 };
    const series = seriesOf({
      stat: 'Sum',
      period: 60,
      metrics: [
        [{ expression: 'm1+m2', id: 'e1', label: 'total' }],
        placed({ accountId: '222222222222', id: 'm1' }),
        placed({ accountId: '333333333333', id: 'm2' }),
      ],
    });
    const clock = manualClock(noon);
    const aws = fakeMetrics({
      now: clock.now,
      resultsOf: ({ Expression, AccountId = '' }, [at = noon]) => {
        const asked = aws.calls.at(-1)?.input.MetricDataQueries ?? [];
        const publishedIn = (account: string) => published[account] ?? 7;
        const value =
          Expression === undefined
            ? publishedIn(AccountId)
            : Expression.split('+')
                .map((id) => publishedIn(asked.find((query) => query.Id === id)?.AccountId ?? ''))
                .reduce((a, b) => a + b);
        return [{ StatusCode: 'Complete', Timestamps: [new Date(at)], Values: [value] }];
      },
    });
    const window = { clientsFor: aws.clientsFor, from: noon - 3_600_000, to: noon, clock };
    const { answers } = await fetchWindow({ ...window, series }, new AbortController().signal);
    expect(answers.map(({ series: { label }, points }) => [label, points[0]?.value])).toEqual([
      ['total', 1010],
    ]);
  });

  it('keep their period, and math has the longest of them unless it says otherwise', () => {
    const series = seriesOf({
      period: 60,
      metrics: [
        [{ expression: 'm1/m2', id: 'e1' }],
        [{ expression: 'm1/m2', id: 'e2', period: 3600 }],
        placed({ id: 'm1', period: 300 }),
        placed({ id: 'm2' }),
      ],
    });
    expect(series.map(({ periodSeconds }) => periodSeconds)).toEqual([300, 3600]);
    expect(series[0]?.query).toMatchObject({
      inputs: { m1: { periodSeconds: 300 }, m2: { periodSeconds: 60 } },
    });
  });

  it('a search has the period of its text, before that of the widget and after its own', () => {
    const expression = "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 900)";
    const series = seriesOf({ period: 60, metrics: [[{ expression }], [{ expression, period: 300 }]] });
    expect(series.map(({ periodSeconds }) => periodSeconds)).toEqual([900, 300]);
  });

  it('are asked for where they are: math over one other Region there, over two it says so', () => {
    const [there, both] = seriesOf({
      metrics: [
        [{ expression: 'm1*2', id: 'e1' }],
        [{ expression: 'e1+m2', id: 'e2' }],
        placed({ id: 'm1', region: 'eu-west-1' }),
        placed({ id: 'm2' }),
      ],
    });
    expect(there?.region).toBe('eu-west-1');
    expect(there?.query).not.toHaveProperty('inputs.m1.region');
    expect(both?.query).toMatchObject({ inputs: { m1: { region: 'eu-west-1' } } });
  });
});
