/** A story told whole, in rows: the sentence, then each part of it with its times (issue 14). */
import { formatClock, formatNumber, formatPercent } from '../../src/format.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Story, StoryMessage, StoryOrders } from '../../src/story/story.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { healthMark } from '../stages/health-mark.ts';
import { sentenceRows } from './sentence-rows.ts';
import { wordRows } from './words.ts';

/** What is told in one place, with its name before it. */
type Part = { readonly label: string; readonly rows: readonly Row[] };

const labelCells = 13;
const markCells = 2;

const plural = (count: number, word: string): string =>
  `${formatNumber(count)} ${word}${count === 1 ? '' : 's'}`;

const isNewText = (isNew: StoryMessage['isNew']): string =>
  isNew === null ? '' : isNew ? ', new' : ', known before';

const ordersText = ({ late, failed, values, knownSince }: StoryOrders, look: Look): string =>
  [
    `${plural(late, 'order')} late`,
    `${formatNumber(failed)} failed`,
    ...values.map(({ currency = '', value }) => `${formatNumber(value)} ${currency}`.trim()),
    `known since ${formatClock(knownSince, look)}`,
  ].join(', ');

/** In the order of what one wants to know. */
const partsOf = (story: Story, look: Look): readonly Part[] => {
  const clock = (at: number): string => formatClock(at, { utc: look.utc });
  const times = look.ascii ? 'x' : '×';
  const inRegion = (name: string): string => bareName({ name, region: story.region });
  const parts: readonly Part[] = [
    {
      label: 'followed by',
      rows: story.effects.map(
        (effect): Row => [
          { text: `${bareName({ ...effect, name: effect.stage })}`, role: 'accent' },
          { text: ` ${effect.why} since ${clock(effect.since)}` },
        ],
      ),
    },
    {
      label: 'before',
      rows: story.changes.map(
        (change): Row => [
          { text: bareName({ ...change, name: change.stage }), role: 'accent' },
          { text: ` ${change.what} at ${clock(change.at)}` },
        ],
      ),
    },
    {
      label: 'messages',
      rows: story.messages.map(
        ({ stage, pattern, count, share, since, isNew }): Row => [
          { text: `${times}${formatNumber(count)} (${formatPercent(share * 100)}) `, bold: true },
          { text: pattern },
          { text: `, ${inRegion(stage)} since ${clock(since)}${isNewText(isNew)}`, role: 'dim' },
        ],
      ),
    },
    { label: 'hit', rows: story.orders === null ? [] : [[{ text: ordersText(story.orders, look) }]] },
    { label: 'trend', rows: story.trend === null ? [] : [[{ text: story.trend }]] },
  ];
  return parts.filter(({ rows }) => rows.length > 0);
};

/** Commands and links stay in one row, however long: they are copied. */
const nextRows = ({ next }: Story): readonly Row[] =>
  next.flatMap(({ text, command, link }): Row[] => [
    [{ text }],
    ...(command === undefined ? [] : [[{ text: `$ ${command}`, role: 'key' as const }]]),
    ...(link === undefined ? [] : [[{ text: link, role: 'accent' as const }]]),
  ]);

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
    ...partsOf(story, look).flatMap(({ label, rows }) =>
      indented(
        label,
        rows.flatMap((row) => wordRows(row, room)),
      ),
    ),
    ...indented('next', nextRows(story)),
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
