import { expect, it } from 'vitest';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { createTrouble } from '../../src/pacing/trouble.ts';

const failure = (kind: Failure['kind']): Failure => ({ kind, code: kind, message: 'm', hint: 'h' });

it('a cause that many share is said once, and its end when the last of them is answered', () => {
  const trouble = createTrouble({ source: 'stream', scope: 'Orders', now: () => 7 });
  expect(trouble.failed('a', 2, failure('network'))).toBeUndefined();
  expect(trouble.failed('a', 3, failure('network'))).toMatchObject({ scope: 'Orders', at: 7 });
  expect(trouble.failed('b', 3, failure('network'))).toBeUndefined();
  expect(trouble.answered('c')).toBeUndefined();
  expect(trouble.answered('a')).toBeUndefined();
  expect(trouble.answered('b')).toMatchObject({ failure: undefined });
  expect(trouble.answered('b')).toBeUndefined();
});

it.each(['network', 'service', 'throttled'] as const)('%s is said of the third in a row', (kind) => {
  const trouble = createTrouble({ source: 'metrics', scope: 'us-east-1', now: () => 0 });
  const said = [1, 2, 3, 4].map((nth) => trouble.failed('poll', nth, failure(kind)) !== undefined);
  expect(said).toEqual([false, false, true, false]);
});

it.each(['access', 'not-found', 'usage'] as const)('%s is said at once', (kind) => {
  const trouble = createTrouble({ source: 'metrics', scope: 'us-east-1', now: () => 0 });
  expect(trouble.failed('poll', 1, failure(kind))).toMatchObject({ failure: { kind } });
});
