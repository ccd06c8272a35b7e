import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEvent, StageVersion } from '../../src/observation/logs.ts';
import { versionFinder, versionOfStream } from '../../src/pipeline/versions.ts';
import { createStore } from '../../src/store/store.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const group = '/aws/lambda/payment-worker';
const pipeline = {
  name: 'orders',
  stages: [stageOf('lambda', { name: 'payment-worker', logGroups: [group] })],
};

const seen = (version: string, minute: number, more: Partial<StageVersion> = {}): StageVersion => ({
  type: 'version',
  stage: 'payment-worker',
  version,
  at: noon + minute * 60_000,
  by: 'stream',
  region: 'eu-west-1',
  ...more,
});

const line = (stream: string, minute: number, region = 'eu-west-1'): LogEvent => ({
  type: 'log',
  group,
  stream,
  at: noon + minute * 60_000,
  ingestedAt: noon,
  message: 'START RequestId: 1 Version: 42',
  eventId: '1',
  late: false,
  region,
});

const deploymentsOf = (...observations: readonly (StageVersion | LogEvent)[]) => {
  const store = createStore({ startedAt: noon, pipeline });
  store.apply(observations, noon);
  return store
    .snapshot(noon)
    .deployments.map(({ version, previous, at }) => [previous, version, (at - noon) / 60_000]);
};

describe('a version that was not seen before', () => {
  test('is a deployment, but for the first: that was there', () => {
    expect(deploymentsOf(seen('41', -60))).toEqual([]);
    expect(deploymentsOf(seen('41', -60), seen('42', -13))).toEqual([['41', '42', -13]]);
    expect(deploymentsOf(seen('41', -60), seen('42', -13), seen('43', -2))).toEqual([
      ['41', '42', -13],
      ['42', '43', -2],
    ]);
  });

  test('is known by the name of the stream that a line came by, at once', () => {
    const streams = ['2026/01/15/[41]0f', '2026/01/15/[42]1a'] as const;
    expect(deploymentsOf(line(streams[0], -5), line(streams[1], -2), line(streams[0], -1))).toEqual([
      ['41', '42', -2],
    ]);
    expect(deploymentsOf(line('2026/01/15/[$LATEST]0f', -5), line('2026/01/15/[$LATEST]1a', -2))).toEqual([]);
    // Another Region's group of the same name is none of this stage's.
    expect(deploymentsOf(line(streams[0], -5), line(streams[1], -2, 'us-east-1'))).toEqual([]);
  });

  test('that a line of the file tells is a deployment, be it the first', () => {
    expect(deploymentsOf(seen('2.14.0', -99, { by: 'line' }))).toEqual([[undefined, '2.14.0', -99]]);
  });

  test('is the same whatever order it comes to be known in, and however often', () => {
    const someSeen = fc.record({
      version: fc.integer({ min: 1, max: 6 }),
      minute: fc.integer({ min: -600, max: 0 }),
    });
    fc.assert(
      fc.property(fc.array(someSeen, { maxLength: 30 }), fc.nat(), (drawn, turn) => {
        const all = drawn.map(({ version, minute }) => seen(String(version), minute));
        const at = all.length === 0 ? 0 : turn % all.length;
        const turned = [...all.slice(at), ...all.slice(0, at)].reverse();
        const known = deploymentsOf(...all);
        const times = (list: typeof known) =>
          list.map(([, version, minute]) => `${version} ${minute}`).toSorted();
        // Of two versions of one moment nobody knows which was first.
        fc.pre(new Set(all.map((one) => one.at)).size === all.length);
        expect(deploymentsOf(...turned)).toEqual(known);
        expect(times(deploymentsOf(...all, ...turned))).toEqual(times(known));
      }),
    );
  });
});

test.each([
  ['2026/01/15/[42]0f3a', '42'],
  ['2026/01/15/payment-worker[42]0f3a', '42'],
  ['2026/01/15/[$LATEST]0f3a', undefined],
  ['fulfilment/app/0f3a[42]', undefined],
  ['', undefined],
])('the version in the name %j is %j', (stream, version) => {
  expect(versionOfStream(stream)).toBe(version);
});

test('a pattern finds a version only where it names one', () => {
  expect(versionFinder('released (?<version>\\S+)')?.('released 1.2.3 to prod')).toBe('1.2.3');
  expect(versionFinder('released (?<version>\\S+)')?.('nothing')).toBeUndefined();
  expect(versionFinder('released')).toBeUndefined();
  expect(versionFinder('(')).toBeUndefined();
});
