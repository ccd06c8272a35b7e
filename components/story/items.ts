/** What a story says, a line each, with where its proof is: the story's page and `why` are made of these (issue 14). */

import { formatClock, formatNumber, formatPercent } from '../../src/format.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { differenceText } from '../../src/story/differs.ts';
import { type Proof, sentenceOf } from '../../src/story/sentence.ts';
import type { RuleBreach, Story, StoryMessage, StoryOrders } from '../../src/story/story.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { healthMark } from '../stages/health-mark.ts';

type ItemLook = Pick<Look, 'utc' | 'ascii'>;

export type StoryItem = {
  /** Of the same story the same line, however its figures move. */
  readonly key: string;
  /** Names this line and those after it of the same kind. */
  readonly label: string;
  readonly row: Row;
  readonly proof?: Proof;
  /** To be copied whole: it is never broken into rows where it is printed. */
  readonly isCommand?: boolean;
  /** What `y` copies, where that is not what the row says. */
  readonly copied?: string;
};

const plural = (count: number, word: string): string =>
  `${formatNumber(count)} ${word}${count === 1 ? '' : 's'}`;

const isNewText = (isNew: StoryMessage['isNew']): string =>
  isNew === null ? '' : isNew ? ', new' : ', known before';

const ordersText = ({ late, failed, values, knownSince }: StoryOrders, look: ItemLook): string =>
  [
    `${plural(late, 'order')} late`,
    `${formatNumber(failed)} failed`,
    ...values.map(({ currency = '', value }) => `${formatNumber(value)} ${currency}`.trim()),
    `known since ${formatClock(knownSince, look)}`,
  ].join(', ');

/** An alarm by its ARN: `arn:aws:cloudwatch:eu-west-1:1234:alarm:payments-age`. */
const alarmName = (arn: string): string => arn.replace(/^.*?:alarm:/, '');

const stageProof = ({ stage, since }: RuleBreach): Proof => ({ kind: 'stage', stage, at: since });

/** What followed, before, was written, who is hit, how it goes on, what to do: in the order of what one wants to know. */
export const evidenceItems = (story: Story, look: ItemLook): readonly StoryItem[] => {
  const clock = (at: number): string => formatClock(at, { utc: look.utc });
  const times = look.ascii ? 'x' : '×';
  const inRegion = (name: string): string => bareName({ name, region: story.region });
  return [
    ...(story.cause?.alarms ?? []).map(
      (arn): StoryItem => ({
        key: `alarm ${arn}`,
        label: 'alarms',
        row: [{ text: alarmName(arn), role: 'accent' }],
        proof: { kind: 'alarm', arn },
      }),
    ),
    ...story.messages.map(
      ({ stage, pattern, count, share, since, isNew }): StoryItem => ({
        key: `message ${stage} ${pattern}`,
        label: 'messages',
        row: [
          { text: `${times}${formatNumber(count)} (${formatPercent(share * 100)}) `, bold: true },
          { text: pattern },
          { text: `, ${inRegion(stage)} since ${clock(since)}${isNewText(isNew)}`, role: 'dim' },
        ],
        proof: { kind: 'message', stage, pattern, at: since },
      }),
    ),
    ...story.changes.map(
      (change): StoryItem => ({
        key: `change ${change.stage} ${change.what} ${change.at}`,
        label: 'before',
        row: [
          { text: bareName({ ...change, name: change.stage }), role: 'accent' },
          { text: ` ${change.what} at ${clock(change.at)}` },
        ],
        proof: { kind: 'change', stage: change.stage, at: change.at },
      }),
    ),
    ...story.effects.map(
      (effect): StoryItem => ({
        key: `effect ${effect.stage} ${effect.series}`,
        label: 'followed by',
        row: [
          { text: bareName({ ...effect, name: effect.stage }), role: 'accent' },
          {
            text: ` ${effect.why} since ${clock(effect.since)}`,
            ...(effect.until === undefined ? {} : { role: 'dim' }),
          },
          ...(effect.until === undefined
            ? []
            : [{ text: `, over at ${clock(effect.until)}`, role: 'dim' as const }]),
        ],
        proof: stageProof(effect),
      }),
    ),
    ...(story.orders === null || (story.orders.late === 0 && story.orders.failed === 0)
      ? []
      : [
          {
            key: 'orders',
            label: 'hit',
            row: [{ text: ordersText(story.orders, look) }],
            proof: { kind: 'orders' as const },
          },
        ]),
    ...story.differs.map(
      (difference): StoryItem => ({
        key: `differs ${difference.field}`,
        label: 'differs',
        row: [{ text: differenceText(difference) }],
        proof: { kind: 'orders' as const },
      }),
    ),
    ...(story.trend === null ? [] : [{ key: 'trend', label: 'trend', row: [{ text: story.trend }] }]),
    ...story.next.flatMap(({ text, command, link }, index): StoryItem[] => [
      { key: `next ${index}`, label: 'next', row: [{ text }] },
      ...(command === undefined
        ? []
        : [
            {
              key: `next ${index} command`,
              label: 'next',
              row: [{ text: `$ ${command}`, role: 'key' as const }],
              proof: { kind: 'next' as const },
              isCommand: true,
              copied: command,
            },
          ]),
      ...(link === undefined
        ? []
        : [
            {
              key: `next ${index} link`,
              label: 'next',
              row: [{ text: link, role: 'accent' as const }],
              proof: { kind: 'next' as const },
              isCommand: true,
              copied: link,
            },
          ]),
    ]),
  ];
};

/** What is wrong and why, or that nothing is. */
const headItems = (story: Story, at: number, look: ItemLook): readonly StoryItem[] =>
  sentenceOf(story, { at, utc: look.utc }).flatMap(({ kind, text, role, proof }): StoryItem[] => {
    const said = { key: kind, ...(proof === undefined ? {} : { proof }) };
    if (kind === 'why') return [{ ...said, label: 'why', row: [{ text }] }];
    // Of the others each has a line of its own below.
    if (kind !== 'what' && kind !== 'calm' && kind !== 'unknown') return [];
    const row: Row = [
      healthMark(story.health, look.ascii),
      { text: ` ${text}`, role, bold: kind === 'what' },
    ];
    return [{ ...said, label: '', row }];
  });

/** All that the stories say, the worst first. */
export const storyItems = (
  { stories, at }: Pick<Snapshot, 'stories' | 'at'>,
  look: ItemLook,
): readonly StoryItem[] =>
  stories.flatMap((story) =>
    [...headItems(story, at, look), ...evidenceItems(story, look)].map((item) => ({
      ...item,
      key: `${story.incident ?? ''} ${item.key}`,
    })),
  );

export const labelCells = 13;
