/** The story in a report: since when, what followed, what was before, what the lines say, who is hit. */
import { formatDuration, formatNumber, formatPercent, formatUnit } from '../../src/format.ts';
import { mdCellCode, mdTable, mdText } from '../../src/output/markdown.ts';
import { differenceText } from '../../src/story/differs.ts';
import { sentenceOf, sentenceText } from '../../src/story/sentence.ts';
import type { RuleBreach, Story, StoryMessage, StoryOrders } from '../../src/story/story.ts';
import type { ReportInput } from './report-input.ts';
import type { ReportTimes } from './times.ts';

const trends = {
  worse: 'getting worse',
  steady: 'steady',
  better: 'getting better',
  over: 'over',
} as const;

const newText = (isNew: StoryMessage['isNew']): string => {
  if (isNew === null) return 'not known: nothing was read of before';
  return isNew ? 'new' : 'known before';
};

const figures = (breach: RuleBreach): string => {
  const { value, valueAtOnset, limit, comparison, unit } = breach;
  const shown = (figure: number): string => mdText(formatUnit(figure, unit));
  return `${shown(valueAtOnset)} at its beginning, ${shown(value)} at the end; its limit is ${comparison === '>' ? 'at most' : 'at least'} ${shown(limit)}`;
};

const sinceText = ({ since, isOlder }: RuleBreach, times: ReportTimes): string =>
  `${isOlder ? 'before ' : ''}${times.minute(since)}`;

const lasted = ({ since, until }: RuleBreach, to: number): string =>
  `${formatDuration((until ?? to) - since)}${until === undefined ? ' so far' : ''}`;

const ordersText = ({ late, failed, values, knownSince }: StoryOrders, times: ReportTimes): string => {
  const sums = values.map(({ currency = '', value }) => `${formatNumber(value)} ${currency}`.trim());
  return [
    `${formatNumber(late)} late`,
    `${formatNumber(failed)} failed`,
    ...sums.map(mdText),
    `known since ${times.minute(knownSince)}`,
  ].join(', ');
};

const facts = (story: Story, to: number, times: ReportTimes): readonly (readonly [string, string])[] => {
  const { cause, trend, orders, explains, isCorrected, regions } = story;
  return [
    ...(cause === null
      ? []
      : [
          ['Where first', `**${mdText(cause.stage)}**: ${mdText(cause.why)}`] as const,
          [
            'Since',
            `${sinceText(cause, times)}, ${lasted(cause, to)}${isCorrected ? ' (corrected by a late point)' : ''}`,
          ] as const,
          ['How much', figures(cause)] as const,
          ...(explains || story.effects.length === 0
            ? []
            : [
                [
                  'Sure?',
                  'it was the first; nothing in the pipeline file says that it explains what followed',
                ] as const,
              ]),
        ]),
    ...(trend === null ? [] : [['Trend', trends[trend]] as const]),
    ...(orders === null ? [] : [['Orders', ordersText(orders, times)] as const]),
    ...(regions.length < 2 ? [] : [['Regions', mdText(regions.join(', '))] as const]),
  ];
};

/** Its first line stands out; the others follow, each in a line of its own. */
const sentence = (text: string): string => {
  const [first = '', ...others] = text.split('\n').map(mdText);
  return [`**${first}**`, ...others].join('\\\n');
};

/** Markdown of one incident, or of what is told where there is none; without its heading. */
export const storyPart = (story: Story, { window, utc }: ReportInput, times: ReportTimes): string => {
  const { to } = window;
  const told = facts(story, to, times);
  const { effects, changes, messages, differs } = story;
  const parts = [
    sentence(sentenceText(sentenceOf(story, { at: to, utc }))),
    ...(told.length === 0 ? [] : [mdTable(['', ''], told)]),
    ...(changes.length === 0
      ? []
      : [
          [
            'Changes before it, which need not be the reason:',
            '',
            ...changes.map(
              ({ stage, what, at }) => `- ${times.moment(at)} ${mdText(stage)}: ${mdText(what)}`,
            ),
          ].join('\n'),
        ]),
    ...(messages.length === 0
      ? []
      : [
          `What its lines say since then:\n\n${mdTable(
            ['Line', 'How often', 'Share', 'First', 'New?'],
            messages.map(({ pattern, count, share, since, isNew }) => [
              mdCellCode(pattern),
              formatNumber(count),
              mdText(formatPercent(share * 100)),
              times.moment(since),
              newText(isNew),
            ]),
          )}`,
        ]),
    ...(differs.length === 0
      ? []
      : [
          [
            'What orders that fail have more often than the others, which need not be the reason:',
            '',
            ...differs.map((difference) => `- ${mdText(differenceText(difference))}`),
          ].join('\n'),
        ]),
    ...(effects.length === 0
      ? []
      : [
          `What followed, in this order:\n\n${mdTable(
            ['Stage', 'What', 'Since', 'Explained by'],
            effects.map((effect) => [
              mdText(effect.stage),
              mdText(effect.why),
              sinceText(effect, times),
              mdText(effect.explainedBy),
            ]),
          )}`,
        ]),
  ];
  return parts.join('\n\n');
};
