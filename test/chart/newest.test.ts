import { describe, expect, it } from 'vitest';
import { figureAt, newestOf } from '../../src/chart/newest.ts';

const minute = 60_000;
const at = (nth: number, value: number, settled = true) => ({ at: nth * minute, value, settled });
const because = (nth: number, text: string) => ({ at: nth * minute, text, settled: true });

describe('the newest figure', () => {
  it('is that of the newest settled bucket', () => {
    expect(newestOf({ points: [at(1, 5), at(2, 7), at(3, 1, false)] }, 's', minute, 2 * minute)).toEqual({
      text: '7 s',
      isOld: false,
    });
  });

  it('is the reason where that is newer', () => {
    const line = { points: [at(1, 0)], reasons: [because(2, 'not draining')] };
    expect(newestOf(line, 's', minute, 2 * minute)?.text).toBe('not draining');
    expect(newestOf({ ...line, points: [at(3, 90)] }, 's', minute, 3 * minute)?.text).toBe('1m30s');
  });

  it('has an age once it is more than two buckets older than the rest', () => {
    const line = { points: [at(1, 5)] };
    expect(newestOf(line, 's', minute, 3 * minute)).toEqual({ text: '5 s', isOld: false });
    expect(newestOf(line, 's', minute, 4 * minute)).toEqual({ text: '5 s, 3 m ago', isOld: true });
    expect(newestOf(line, 's', minute, undefined)).toEqual({ text: '5 s', isOld: false });
    expect(newestOf({ points: [] }, 's', minute, 4 * minute)).toBeUndefined();
  });
});

it('a moment holds the figure of its bucket, or its reason', () => {
  const line = { points: [at(1, 5)], reasons: [because(2, 'not draining')] };
  expect(figureAt(line, 's', minute, 1.5 * minute)).toBe('5 s');
  expect(figureAt(line, 's', minute, 2.5 * minute)).toBe('not draining');
  expect(figureAt(line, 's', minute, 3.5 * minute)).toBeUndefined();
});
