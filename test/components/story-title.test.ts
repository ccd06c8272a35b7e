/** The window's title: how bad it is, seen from another window. */
import { expect, test } from 'vitest';
import { storyTitle } from '../../components/story/title.ts';
import { hasTitle } from '../../src/terminal/capabilities.ts';
import { titleSequence } from '../../src/terminal/osc.ts';
import { bytesOf } from '../../src/text-out.ts';
import { createScreen } from '../helpers/screen.ts';
import { noon } from '../output/observations.ts';
import { breachOf, storyOf } from '../story/stories.ts';

const titleOf = (story: Parameters<typeof storyOf>[0], ascii = false): string | undefined =>
  storyTitle({ stories: [storyOf(story), storyOf({ stage: 'another' })], at: noon }, ascii);

test('the worst story is told, with how long it has been so', () => {
  expect(titleOf({})).toBe('✖ payment-worker fails 9 m · orders-watch');
  expect(titleOf({ health: 'warn', cause: breachOf({ level: 'warn', sign: 'latency' }) }, true)).toBe(
    '! payment-worker is slow 9 m . orders-watch',
  );
  const over = { trend: 'over' as const, cause: breachOf({ until: noon - 60_000 }) };
  expect(titleOf(over)).toBe('● payment-worker failed, over · orders-watch');
  expect(titleOf({ cause: null, health: 'ok', stage: null })).toBe('● orders is well · orders-watch');
  expect(titleOf({ cause: null, health: 'unknown' })).toBe('○ orders: cannot tell · orders-watch');
  expect(storyTitle({ stories: [], at: noon }, false)).toBeUndefined();
});

test('a title cannot be broken out of, and goes where there is a window only', async () => {
  const screen = createScreen(40, 2);
  await screen.write(`${bytesOf(titleSequence('a\x1b\\b\x07\x9cc'))}after`);
  expect(screen.title()).toBe('a␛\\b␇\ufffdc');
  expect(screen.lines()[0]).toBe('after');
  expect(['xterm-256color', 'tmux', 'screen', undefined].map((TERM) => hasTitle({ TERM }))).not.toContain(
    false,
  );
  expect(['linux', 'eterm-color', 'dumb'].map((TERM) => hasTitle({ TERM }))).not.toContain(true);
});
