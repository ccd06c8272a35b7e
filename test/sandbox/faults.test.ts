import { expect, test } from 'vitest';
import { noFaults, parseFaults } from '../../src/sandbox/faults.ts';

test('reads every fault', () => {
  expect(
    parseFaults(
      'throttle=0.05, reset=.01,error=0,latency=50-800,iterator=5s,listlag=1500ms,shuffle,page=7,nofilter,livetail=10m,nolivetail',
    ),
  ).toEqual({
    throttle: 0.05,
    reset: 0.01,
    error: 0,
    latencyMs: { min: 50, max: 800 },
    iteratorLifeMs: 5000,
    listLagMs: { min: 1500, max: 1500 },
    shuffle: true,
    pageSize: 7,
    ignoreShardFilter: true,
    liveTailLifeMs: 600_000,
    denyLiveTail: true,
  });
  expect(parseFaults('')).toEqual(noFaults);
  expect(parseFaults('latency=20')).toEqual({ ...noFaults, latencyMs: { min: 20, max: 20 } });
  expect(parseFaults('listlag=200ms-1.2s')).toEqual({ ...noFaults, listLagMs: { min: 200, max: 1200 } });
});

test.each<[string, RegExp]>([
  ['throttle=1.5', /throttle is a share .* from 0 to 1.*not "1.5"/],
  ['throttle', /throttle is a share/],
  ['latency=800-50', /latency is a range/],
  ['iterator=5', /iterator is a duration/],
  ['listlag=2s-1s', /listlag is a duration or a range/],
  ['listlag=1s-', /listlag is a duration or a range/],
  ['page=0', /page is a number/],
  ['shuffle=maybe', /shuffle takes no value/],
  ['__proto__=1', /is no fault: use throttle/],
  ['gremlins=1', /"gremlins=1" is no fault/],
  ['throttle=0.6,error=0.6', /together at most 1/],
])('says in one line what is wrong with %s', (text, words) => {
  const parsed = parseFaults(text);
  expect('error' in parsed && typeof parsed.error === 'string' ? parsed.error : '').toMatch(words);
});
