import { expect, test } from 'vitest';
import { sandboxFlags } from '../../src/options.ts';
import { noFaults, parseFaults } from '../../src/sandbox/faults.ts';

test('reads every fault', () => {
  expect(
    parseFaults(
      'throttle=0.05, reset=.01,error=0,silent=0.02,drip=0.03,null=0.1,empty=0.11,loop=0.12,html=0.13,latency=50-800,iterator=5s,listlag=1500ms,shuffle,page=7,nofilter,livetail=10m,nolivetail',
    ),
  ).toEqual({
    throttle: 0.05,
    reset: 0.01,
    error: 0,
    silent: 0.02,
    drip: 0.03,
    null: 0.1,
    empty: 0.11,
    loop: 0.12,
    html: 0.13,
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

test('the help and the refusal name all of them', () => {
  const refused = parseFaults('gremlins');
  const all = 'error' in refused && typeof refused.error === 'string' ? refused.error : '';
  const names = (/: use (.+)$/.exec(all)?.[1] ?? '').split(', ');
  expect(names.length).toBeGreaterThan(15);
  const [, example = ''] = sandboxFlags.faults.describe.split(': ');
  expect(parseFaults(example)).not.toHaveProperty('error', expect.any(String));
  expect(
    example
      .split(',')
      .map((part) => part.split('=')[0])
      .toSorted(),
  ).toEqual(names.toSorted());
});

test('shares that make up 1 may be written as they are', () => {
  expect(parseFaults('throttle=0.1,reset=0.2,silent=0.7')).toMatchObject({ silent: 0.7 });
});

test.each<[string, RegExp]>([
  ['throttle=1.5', /throttle is a share .* from 0 to 1.*not "1.5"/],
  ['throttle', /throttle is a share/],
  ['null=x', /null is a share of requests from 0 to 1/],
  ['throttle=0.3,silent=0.3,drip=0.3,html=0.3', /together at most 1/],
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
