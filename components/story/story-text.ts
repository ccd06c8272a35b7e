/** A story told whole, in rows: the sentence, then each part of it with its times (issue 14). */
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Story } from '../../src/story/story.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { healthMark } from '../stages/health-mark.ts';
import { evidenceItems, labelCells } from './items.ts';
import { sentenceRows } from './sentence-rows.ts';
import { wordRows } from './words.ts';

const markCells = 2;

const indented = (label: string, rows: readonly Row[]): Row[] =>
  rows.map(
    (row, index): Row => [
      { text: `${' '.repeat(markCells)}${(index === 0 ? label : '').padEnd(labelCells)}`, role: 'dim' },
      ...row,
    ],
  );

/** One story, in rows of at most `width` cells but for what is to be copied. */
export const storyDetail = (story: Story, at: number, width: number, look: Look): Row[] => {
  const { health } = story;
  const sentence = sentenceRows(story, at, look, width - markCells, Number.POSITIVE_INFINITY);
  const room = width - markCells - labelCells;
  return [
    ...sentence.map(
      (row, index): Row => [
        ...(index === 0
          ? [healthMark(health, look.ascii), { text: ' ' }]
          : [{ text: ' '.repeat(markCells) }]),
        ...row,
      ],
    ),
    ...evidenceItems(story, look).flatMap(({ label, row, isCommand = false }, index, items) =>
      // Commands and links stay in one row, however long: they are copied.
      indented(label === items[index - 1]?.label ? '' : label, isCommand ? [row] : wordRows(row, room)),
    ),
  ];
};

/** All that these pipelines have to tell, one after the other; their names stand above where there are several. */
export const storyText = (
  snapshots: readonly Pick<Snapshot, 'stories' | 'at'>[],
  width: number,
  look: Look,
): Row[] =>
  snapshots.flatMap(({ stories, at }, nth) =>
    stories.flatMap((story, index): Row[] => {
      const isFirst = index === 0;
      const heading: Row[] =
        snapshots.length < 2 || !isFirst
          ? []
          : [[{ text: `${story.pipeline} ${glyphsFor(look.ascii).dot} ${story.region}`, role: 'title' }]];
      return [...(nth + index === 0 ? [] : [[]]), ...heading, ...storyDetail(story, at, width, look)];
    }),
  );
