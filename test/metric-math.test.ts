import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callsOf,
  isOfWindow,
  namesIn,
  periodInSearch,
  renameIn,
  type Shape,
  shapeOf,
  withSearchPeriod,
} from '../src/metric-math.ts';

const search = (metric: string, period = ''): string =>
  `SEARCH('{AWS/AutoScaling,AutoScalingGroupName} MetricName="${metric}"', 'Maximum'${period})`;

describe('the shape of an expression', () => {
  // The arguments and return types of the user guide's table of functions.
  it.each<[string, Shape]>([
    ['m1 / m2', 'one'],
    ['100 * (1 - m1 / m2)', 'one'],
    ['IF(m1 > 100, 1, 0)', 'one'],
    ['FILL(m1, REPEAT)', 'one'],
    ['m1 - AVG(m1)', 'one'],
    ['AVG(m1)', 'number'],
    ['TIME_SERIES(5 * AVG(m1))', 'one'],
    ['RATE(METRICS())', 'set'],
    ['METRICS()/100', 'set'],
    ['SUM(METRICS("errors"))', 'one'],
    ['m1/METRIC_COUNT(METRICS())', 'one'],
    ['[m1, m2]', 'set'],
    ['SUM([m1, m2])', 'one'],
    ['SUM(100/[m1, m2])', 'one'],
    ['AVG([m1,m2]/m3)', 'one'],
    [search('a'), 'set'],
    [`SUM(${search('a')})`, 'one'],
    [`FILL(SUM(${search('a')}), 0)`, 'one'],
    [`FILL(${search('a')}, SUM(${search('b')}))`, 'set'],
    [`100*SUM(${search('a')})/SUM(${search('b')})`, 'one'],
    [`(SUM(${search('a')}) / SUM(${search('b')})) * 100`, 'one'],
    [`SUM(${search('a')}) + ${search('b')}`, 'set'],
    [`SLICE(SORT(${search('a')}, MAX, DESC), 0, 10)`, 'set'],
    [`FIRST(SORT(METRICS(), AVG, DESC))`, 'one'],
    [`REMOVE_EMPTY(${search('a')})`, 'set'],
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'band'],
    ['LAST(ANOMALY_DETECTION_BAND(m1))', 'one'],
    ['INSIGHT_RULE_METRIC("rule", "UniqueContributors")', 'one'],
    ['-m1', 'one'],
    ['m1 > 15 AND m2 > 15', 'one'],
    ['SELECT SUM(Errors) FROM "AWS/Lambda"', 'one'],
    ['SELECT SUM(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', 'set'],
    [`SELECT SUM(Errors) FROM "AWS/Lambda" WHERE FunctionName = 'GROUP BY x'`, 'one'],
  ])('%s: %s', (expression, shape) => expect(shapeOf(expression)).toBe(shape));

  it('is that of what it names', () => {
    expect(shapeOf('e1 * 100', () => 'set')).toBe('set');
    expect(shapeOf('SUM(e1)', () => 'set')).toBe('one');
  });

  it('ends for whatever is written', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      ',',
      'm1',
      'SUM',
      'SEARCH',
      "'x",
      '"',
      '1e5',
      '+',
      'GROUP BY',
    );
    const shapes: readonly string[] = ['number', 'one', 'band', 'set'];
    fc.assert(fc.property(fc.array(piece), (pieces) => shapes.includes(shapeOf(pieces.join(' ')))));
  });
});

describe('what a part of a window does not tell', () => {
  it.each([
    ['RUNNING_SUM(m1+m2)', true],
    ['RATE(m1)', true],
    ['DIFF(METRICS())', true],
    ['m1 - AVG(m1)', true],
    ['100 * m1 / MAX(m1)', true],
    ['TIME_SERIES(SUM(m1))', true],
    ['FILL(m1, REPEAT)', true],
    [`SLICE(SORT(${search('a')}, AVG, DESC), 0, 10)`, true],
    ['m1 / m2', false],
    ['FILL(m1, 0)', false],
    ['SUM([m1, m2])', false],
    [`100*SUM(${search('a')})/SUM(${search('b')})`, false],
    ['MAX(METRICS())', false],
    ['IF(m1 > 5, m1, 0)', false],
    ['ANOMALY_DETECTION_BAND(m1, 2)', false],
    ['SELECT MAX(x) FROM N ORDER BY MAX() DESC', false],
  ])('%s: %s', (expression, expected) => expect(isOfWindow(expression)).toBe(expected));

  it('nor of what it names', () => {
    expect(isOfWindow('SUM(e1)', () => 'set')).toBe(false);
    expect(isOfWindow('e2 / SUM(e1)', () => 'one')).toBe(true);
  });
});

describe('names', () => {
  it('stand outside of quoted texts and of numbers', () => {
    expect([...namesIn(`e5 * 1e5 + SUM(SEARCH('{N} m1 "m2"', "Sum"))`)]).toEqual(['e5', 'SUM', 'SEARCH']);
    expect(renameIn(`e5*1e5/ m1 + METRICS("m1")`, (name) => `${name}_`)).toBe(
      `e5_*1e5/ m1_ + METRICS_("m1")`,
    );
    expect(callsOf('METRICS', 'SUM( metrics ("a")) + metrics')).toBe(1);
  });
});

describe('the period of a search', () => {
  it('is its third argument, wherever it stands', () => {
    const two = `SUM(${search('a', ', 60')}) / SUM(${search('b', ' ,300 ')})`;
    expect(periodInSearch(two)).toBe(300);
    expect(withSearchPeriod(two, 3600)).toBe(
      `SUM(${search('a', ', 3600')}) / SUM(${search('b', ' ,3600 ')})`,
    );
    expect(periodInSearch(search('a'))).toBeUndefined();
    expect(withSearchPeriod(search('a'), 3600)).toBe(search('a'));
  });
});
