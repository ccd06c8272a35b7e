/** The sentence under the header: in how many rows, how wide, and harmless. */
import { describe, expect, test } from 'vitest';
import type { Look } from '../../components/frame/layout.ts';
import { mostStoryRows, storyRows } from '../../components/story/story-rows.ts';
import { wordRows } from '../../components/story/words.ts';
import type { Story } from '../../src/story/story.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { alarm, noon, utc, utcAscii } from '../output/observations.ts';
import { breachOf, storyOf } from '../story/stories.ts';

const textOf = (row: Row | undefined): string => (row ?? []).map(({ text }) => text).join('');
const rowsFor = (stories: readonly Story[], width: number, most: number, look: Look = utc): string[] =>
  storyRows({ stories, at: noon, width, most, look }).map(textOf);

const calm = storyOf({
  incident: null,
  health: 'ok',
  stage: null,
  since: noon - 42 * 60_000,
  why: 'all 15 stages within their objectives',
  cause: null,
});
const long = storyOf({
  cause: breachOf({ why: 'errors 43 % > 2 % '.repeat(12) }),
});

describe('the story under the header', () => {
  test('takes a row of a small screen, up to three of a large one', () => {
    expect(mostStoryRows({ width: 80, height: 20 })).toBe(1);
    expect(mostStoryRows({ width: 80, height: 24 })).toBe(2);
    expect(mostStoryRows({ width: 200, height: 24 })).toBe(2);
    expect(mostStoryRows({ width: 120, height: 40 })).toBe(3);
    expect(rowsFor([calm], 80, 3).map((row) => row.trimEnd())).toEqual([
      ' ● all 15 stages within their objectives for 42 m',
    ]);
    expect(rowsFor([], 80, 3)).toEqual([]);
  });

  test('is exactly as wide as the screen, and says where it is cut', () => {
    for (const most of [1, 2, 3]) {
      for (let width = 20; width < 140; width += 7) {
        const rows = rowsFor([long], width, most);
        expect(rows.length).toBeLessThanOrEqual(most);
        for (const row of rows) expect(textWidth(row)).toBe(width);
      }
    }
    expect(rowsFor([long], 60, 1)[0]).toMatch(/^ ✖ payment-worker fails since 11:51 .*…$/);
    expect(rowsFor([long], 60, 1, utcAscii)[0]).toMatch(/^ X payment-worker/);
  });

  test('counts a further incident, and tells of it where there is a row for it', () => {
    const other = storyOf({ stage: 'returns', cause: breachOf({ stage: 'returns' }) });
    const said = rowsFor([storyOf({}), other], 120, 3).map((row) => row.trim());
    expect(said.join(' ')).toContain('+1 more: returns fails since 11:51 (9 m)');
  });
});

test('words go on below whole, in the roles that they have', () => {
  const row: Row = [{ text: 'errors 43 % > 2 %, ', role: 'bad' }, { text: 'version 42 before' }];
  expect(wordRows(row, 12).map(textOf)).toEqual(['errors 43 % ', '> 2 %, ', 'version 42 ', 'before']);
  expect(wordRows(row, 12, 2).map(textOf)).toEqual(['errors 43 % ', '> 2 %, version 42 before']);
  expect(wordRows([{ text: 'unbreakable-name' }], 4).map(textOf)).toEqual(['unbreakable-name']);
  expect(wordRows(row, 30)[0]?.[0]).toEqual({ text: 'errors ', role: 'bad' });
});

test('an incident that somebody looks after is quiet, until one of its alarms goes off anew', () => {
  const arn = 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:worker-errors';
  const [other, own] = [alarm({ arn: 'arn:other' }), alarm({ arn })];
  const story = storyOf({ cause: breachOf({ alarms: [arn] }) });
  const rolesWith = (acknowledged: ReadonlyMap<string, number>): ReadonlySet<string | undefined> => {
    const rows = storyRows({
      stories: [story],
      at: noon,
      width: 80,
      most: 1,
      look: utc,
      alarms: [other, own],
      acknowledged,
    });
    return new Set(
      rows
        .flat()
        .filter(({ text }) => text.trim() !== '')
        .map(({ role }) => role),
    );
  };
  expect(rolesWith(new Map([[arn, own.since]]))).toEqual(new Set(['dim']));
  for (const loud of [new Map(), new Map([[arn, own.since - 1]]), new Map([['arn:other', other.since]])])
    expect(rolesWith(loud)).toContain('bad');
});
