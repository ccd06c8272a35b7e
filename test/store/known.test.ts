import { describe, expect, it } from 'vitest';
import type { SeriesPoints, SeriesSpec } from '../../src/observation/metrics.ts';
import { historyId } from '../../src/periods.ts';
import { foundIn, knownIn } from '../../src/store/known.ts';
import { createStore } from '../../src/store/store.ts';
import { noon } from '../output/observations.ts';
import { spec } from '../sources/metrics/fake-metrics.ts';

const minute = 60_000;
const plain = spec('worker.errors');
const search: SeriesSpec = { ...plain, query: { kind: 'expression', expression: "SEARCH('x', 'Sum', 60)" } };

/** A point a bucket between two minutes from noon on, all of one value. */
const answer = (
  series: SeriesSpec,
  from: number,
  to: number,
  value: number,
  more: Partial<SeriesPoints> = {},
): SeriesPoints => ({
  type: 'points',
  series,
  from: noon + from * minute,
  to: noon + to * minute,
  points: Array.from({ length: ((to - from) * 60) / series.periodSeconds }, (_, nth) => ({
    at: noon + from * minute + nth * series.periodSeconds * 1000,
    value,
    settled: true,
  })),
  status: 'complete',
  messages: [],
  ...more,
});

const seriesOf = (...answers: readonly SeriesPoints[]) => {
  const store = createStore({ startedAt: noon });
  store.apply(answers, noon);
  return store.snapshot(noon).series;
};
const inHistory = (of: SeriesSpec, periodSeconds: number, end = ''): SeriesSpec => ({
  ...of,
  id: `${historyId(of.id, periodSeconds)}${end}`,
  periodSeconds,
});

describe('what is known of a series', () => {
  it('is one line of history and the live points, which are the newer ones', () => {
    const series = seriesOf(answer(plain, -60, 0, 1), answer(inHistory(plain, 60), -120, -50, 2));
    const known = knownIn(series, plain, 60);
    expect(known?.points.map(({ value }) => value)).toEqual([...Array(60).fill(2), ...Array(60).fill(1)]);
    expect(known?.covered).toEqual([{ from: noon - 120 * minute, to: noon }]);
  });

  it('is another in another period: points of two widths are not mixed', () => {
    const series = seriesOf(answer(plain, -60, 0, 1), answer(inHistory(plain, 300), -120, 0, 2));
    expect(knownIn(series, plain, 60)?.points).toHaveLength(60);
    expect(knownIn(series, plain, 300)?.points).toHaveLength(24);
    expect(knownIn(series, plain, 900)).toBeUndefined();
  });

  it('is that of what a search found, by label', () => {
    const found = (label: string): SeriesSpec => ({ ...search, id: `${search.id}/${label}`, label });
    const series = seriesOf(
      answer(found('a'), -60, 0, 1),
      answer({ ...inHistory(search, 60, '/a'), label: 'a' }, -120, -60, 2),
      answer({ ...inHistory(search, 60, '/b'), label: 'b' }, -120, -60, 3),
    );
    const lines = foundIn(series, search, 60).map(({ label, points }) => [label, points.length]);
    expect(lines).toEqual([
      ['a', 120],
      ['b', 60],
    ]);
    expect(knownIn(series, search, 60)?.points).toHaveLength(120);
  });

  it('is nothing of a search that found nothing, and that is known', () => {
    const series = seriesOf(answer(inHistory(search, 60), -60, 0, 0, { points: [] }));
    expect(foundIn(series, search, 60)).toEqual([]);
    expect(knownIn(series, search, 60)?.covered).toHaveLength(1);
  });
});
