import { describe, expect, it } from 'vitest';
import { pausedSnapshot } from '../../components/screen/paused.ts';
import type { SeriesPoints, SeriesSpec } from '../../src/observation/metrics.ts';
import { cachedIn, foundIn, liveIn } from '../../src/store/cached.ts';
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
const inHistory = (of: SeriesSpec, periodSeconds: number): SeriesSpec => ({
  ...of,
  periodSeconds,
  onDemand: 'history',
});
const found = (label: string): SeriesSpec => ({ ...search, found: label, label });

describe('what is known of a series', () => {
  it('is one line of history and the live points, which are the newer ones', () => {
    const series = seriesOf(answer(plain, -60, 0, 1), answer(inHistory(plain, 60), -120, -50, 2));
    const known = cachedIn(series, plain, 60);
    expect(known?.points.map(({ value }) => value)).toEqual([...Array(60).fill(2), ...Array(60).fill(1)]);
    expect(known?.covered).toEqual([{ from: noon - 120 * minute, to: noon }]);
  });

  it('is another in another period: points of two widths are not mixed', () => {
    const series = seriesOf(answer(plain, -60, 0, 1), answer(inHistory(plain, 300), -120, 0, 2));
    expect(cachedIn(series, plain, 60)?.points).toHaveLength(60);
    expect(cachedIn(series, plain, 300)?.points).toHaveLength(24);
    expect(cachedIn(series, plain, 900)).toBeUndefined();
  });

  it('is that of what a search found, by label', () => {
    const series = seriesOf(
      answer(found('a'), -60, 0, 1),
      answer(inHistory(found('a'), 60), -120, -60, 2),
      answer(inHistory(found('b'), 60), -120, -60, 3),
    );
    const lines = foundIn(series, search.id, 60).map(({ label, points }) => [label, points.length]);
    expect(lines).toEqual([
      ['a', 120],
      ['b', 60],
    ]);
    expect(cachedIn(series, search, 60)?.points).toHaveLength(120);
  });

  it('is two edges of a band, both by the name of the band', () => {
    const band = (edge: string): SeriesSpec => ({ ...search, label: 'expected', found: edge });
    const series = seriesOf(answer(band('0'), -60, 0, 9), answer(band('1'), -60, 0, 1));
    expect(foundIn(series, search.id).map(({ label, points }) => [label, points[0]?.value])).toEqual([
      ['expected', 9],
      ['expected', 1],
    ]);
  });

  it('is live of a search, whatever its labels are like', () => {
    const label = 'queue@5';
    const live = found(label);
    const series = seriesOf(answer(live, -60, 0, 1));
    expect(foundIn(series, search.id).map((one) => [one.label, one.points.length])).toEqual([[label, 60]]);
    expect(foundIn(series, search.id, 5)).toEqual([]);
    // It is not evicted as history is, and stands still where a screen does.
    const store = createStore({ startedAt: noon, limits: { historySeries: 1 } });
    const old = store.snapshot(noon);
    const others = ['a', 'b'].map((id) => answer({ ...inHistory(plain, 300), id }, -60, 0, 1));
    store.apply([answer(live, -60, 0, 1), ...others], noon);
    const now = store.snapshot(noon);
    expect(foundIn(now.series, search.id)).toHaveLength(1);
    expect([...pausedSnapshot(old, now.series).series.values()].map(({ spec: { id } }) => id)).toEqual(['b']);
  });

  it('is no other series whose id begins as the text of a key does', () => {
    const odd: SeriesSpec = { ...search, id: `${search.id}/a` };
    const series = seriesOf(answer(odd, -60, 0, 1), answer(found('b'), -60, 0, 2));
    expect(foundIn(series, search.id).map((one) => one.label)).toEqual(['b']);
    expect(liveIn(series, odd.id)?.points).toHaveLength(60);
  });

  it('is nothing of a search that found nothing, and that is known', () => {
    const series = seriesOf(answer(inHistory(search, 60), -60, 0, 0, { points: [] }));
    expect(foundIn(series, search.id, 60)).toEqual([]);
    expect(cachedIn(series, search, 60)?.covered).toHaveLength(1);
  });
});
