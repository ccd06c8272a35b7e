/** What `why` says of log lines that it has not read. */
import { expect, test } from 'vitest';
import { linesReadFrom, silentGroups } from '../../src/app/why/evidence.ts';
import { createStore } from '../../src/store/store.ts';
import { noon } from '../output/observations.ts';
import { storyOf } from '../story/stories.ts';

const minute = 60_000;
const origin = { region: 'eu-west-1' };
const message = {
  stage: 'payment-worker',
  pattern: 'charge failed',
  count: 1,
  share: 1,
  since: noon,
  isNew: null,
  example: 'charge failed',
};

test('a group that was not read to its end in time is told as a call that failed', () => {
  const store = createStore({ startedAt: noon });
  store.apply([{ type: 'ready', source: 'logs', scope: '/read', origin, at: noon }], noon);
  const scopes = ['/read', '/silent'].map((scope) => ({ scope, origin }));
  const problems = silentGroups(store.snapshot(noon), { source: 'logs', scopes });
  expect(problems).toMatchObject([
    { scope: '/silent', failure: { operation: 'FilterLogEvents', code: 'NotAllRead', region: 'eu-west-1' } },
  ]);
});

test('an onset before the first line that was read is said, one after it is not', () => {
  const known = createStore({ startedAt: noon }).snapshot(noon);
  const from = (since: number, messages = [message]) =>
    linesReadFrom({ ...known, stories: [storyOf({ since, messages })] });
  expect(from(noon - 9 * minute)).toBeUndefined();
  expect(from(noon - 61 * minute)).toBe(noon - 60 * minute);
  expect(from(noon - 61 * minute, [])).toBeUndefined();
});
