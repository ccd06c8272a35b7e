/** What can no longer be read says up to when it is known: in the sentence, beside the trouble of a list, in NDJSON (issue 15, 5). */
import { describe, expect, test } from 'vitest';
import { headerRow } from '../../components/frame/header.ts';
import { alarmsAsOf, sourceTrouble, upToText } from '../../components/lists/panels.ts';
import { storyRows } from '../../components/story/story-rows.ts';
import type { Failure, SourceProblem } from '../../src/observation/health-of-sources.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { jsonOfStory } from '../../src/output/story-json.ts';
import { figuresAsOf } from '../../src/store/as-of.ts';
import { createStore } from '../../src/store/store.ts';
import type { Story } from '../../src/story/story.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noon, utc } from '../output/observations.ts';
import { breachOf, storyOf } from '../story/stories.ts';

const minuteMs = 60_000;
const look = { ...utc, originCells: 0 };
const failure: Failure = { kind: 'service', code: 'HTTP502', message: 'it broke down', hint: 'h' };
const problem = (different: Partial<SourceProblem> = {}): SourceProblem => ({
  type: 'problem',
  source: 'metrics',
  scope: 'eu-west-1',
  origin: { region: 'eu-west-1' },
  at: noon,
  failure,
  ...different,
});
const textOf = (row: Row | undefined): string => (row ?? []).map(({ text }) => text).join('');

const spec = (region: string, different: Partial<SeriesSpec> = {}): SeriesSpec => ({
  id: `errors in ${region}`,
  label: 'errors',
  stage: `worker in ${region}`,
  region,
  query: { kind: 'metric', namespace: 'AWS/Lambda', metric: 'Errors', dimensions: {}, stat: 'Sum' },
  periodSeconds: 60,
  unit: 'count',
  missing: 'zero',
  ...different,
});

/** Two places, read at noon and a minute later, and a graph that was looked at after that. */
const seriesRead = () => {
  const store = createStore({ startedAt: noon });
  const read = (series: SeriesSpec, at: number) =>
    store.apply(
      [
        {
          type: 'points',
          series,
          from: at - minuteMs,
          to: at,
          points: [],
          status: 'complete',
          messages: [],
        },
      ],
      at,
    );
  read(spec('eu-west-1'), noon);
  read(spec('us-east-1'), noon + minuteMs);
  read(spec('eu-west-1', { id: 'graph', onDemand: 'graph' }), noon + 5 * minuteMs);
  return store.snapshot(noon + 6 * minuteMs).series;
};

describe('figures', () => {
  test('of a place that can no longer be read are as of its last answer; where all is well nothing is said', () => {
    const series = seriesRead();
    expect(figuresAsOf(series, [])).toEqual(new Map());
    expect(figuresAsOf(series, [problem()])).toEqual(new Map([['worker in eu-west-1', noon]]));
    for (const other of [
      problem({ source: 'alarms' }),
      problem({ failure: undefined }),
      problem({ scope: 'one query that is refused' }),
      problem({ scope: 'sa-east-1', origin: { region: 'sa-east-1' } }),
    ])
      expect(figuresAsOf(series, [other])).toEqual(new Map());
  });
});

describe('the sentence', () => {
  const rowsOf = (story: Partial<Story>, width: number): string =>
    storyRows({ stories: [storyOf(story)], at: noon, width, most: 3, look: utc })
      .map((row) => textOf(row).trim())
      .join(' ');

  test('says as of when it is told, where figures can no longer be read', () => {
    expect(rowsOf({}, 120)).not.toContain('as of');
    const asOf = noon - 4 * minuteMs;
    expect(rowsOf({ asOf }, 120)).toContain('payment-worker fails since 11:51 (9 m, as of 11:56): ');
    expect(rowsOf({ asOf, trend: 'worse' }, 78)).toContain('since 11:51 (9 m, worse, as of 11:56)');
    const over = { asOf, cause: breachOf({ until: noon - 5 * minuteMs }) };
    expect(rowsOf(over, 120)).toContain('from 11:51 to 11:55 (as of 11:56)');
  });

  test('in NDJSON too', () => {
    expect(jsonOfStory(storyOf({}))).not.toHaveProperty('asOf');
    expect(jsonOfStory(storyOf({ asOf: noon }))).toMatchObject({ asOf: '2026-01-15T12:00:00.000Z' });
  });
});

describe('a list', () => {
  test('that can no longer be read says up to when it is known, before what is wrong', () => {
    const store = createStore({ startedAt: noon });
    store.apply([{ type: 'alarmsListed', region: 'eu-west-1', at: noon, arns: [] }], noon);
    expect(alarmsAsOf(store.snapshot(noon), look)).toBe('');
    store.apply([problem({ source: 'alarms' })], noon);
    const snapshot = store.snapshot(noon + minuteMs);
    expect(alarmsAsOf(snapshot, look)).toBe('as of 12:00:00');
    expect(sourceTrouble(snapshot, 'alarms', look, alarmsAsOf(snapshot, look))).toBe(
      'as of 12:00:00 ▲ it broke down',
    );
    expect(sourceTrouble(snapshot, 'logs', look, upToText('complete up to 12:00:00'))).toBe('');
    expect(upToText('complete up to 12:00:00')).toBe('up to 12:00:00');
  });
});

test('in a narrow header of a screen in trouble the age goes last', () => {
  const store = createStore({ startedAt: noon });
  const at = noon + 2 * minuteMs;
  store.apply(
    [
      {
        type: 'points',
        series: spec('eu-west-1'),
        from: noon - minuteMs,
        to: noon,
        points: [{ at: noon - minuteMs, value: 1, settled: true }],
        status: 'complete',
        messages: [],
      },
    ],
    noon,
  );
  const draw = (width: number): string =>
    textOf(
      headerRow({
        snapshot: store.snapshot(at),
        names: ['orders'],
        width,
        look,
        paused: false,
        budget: undefined,
        slowdown: 1,
      }),
    );
  expect(draw(72)).toContain('$0');
  store.apply([problem()], at);
  expect(draw(72)).toContain('data 2 m old');
  expect(draw(72)).not.toContain('$0');
});
