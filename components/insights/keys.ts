/** The keys that only the insights view has. */
import type { Lacks } from '../../src/demand.ts';
import type { KeyTable } from '../../src/terminal/key-table.ts';
import { type Answer, isUnderWay } from './answer.ts';
import { canBeDrawn } from './answer-rows.ts';
import type { InsightsLists } from './lists.ts';
import type { InsightsState } from './state.ts';

export type InsightsCommand = 'edit' | 'again' | 'sort' | 'sortBack' | 'look';

/** Keys of every view that mean something of their own here. */
type Renamed = 'open' | 'back' | 'left' | 'right';

const section = 'Insights';

/** What moves and opens, by the panel that has the keys: in the place of what every view says of these. */
export const panelKeys = (
  panel: InsightsState['panel'],
  answer: Answer | undefined,
  { query }: Lacks = {},
): KeyTable<Renamed, unknown> => {
  const isRow = panel === 'answer' && answer?.phase !== 'tooMuch';
  return [
    {
      command: 'open',
      keys: ['enter'],
      label: isRow ? 'open' : 'run',
      section,
      footer: 'room',
      disabled: () => (isRow ? undefined : query),
    },
    ...(panel === 'queries'
      ? []
      : [
          {
            command: 'back' as const,
            keys: ['escape'],
            label: isUnderWay(answer) ? 'stop' : 'queries',
            section,
            footer: 'room' as const,
          },
          { command: 'left' as const, keys: ['left', 'h'], label: 'columns before', section },
          { command: 'right' as const, keys: ['right', 'l'], label: 'next columns', section },
        ]),
  ];
};

/** Over the waterfall of an order. */
export const orderKeys = ({ query }: Lacks = {}): KeyTable<InsightsCommand, unknown> => [
  { command: 'again', keys: ['r'], label: 'ask Insights', section, footer: 'always', disabled: () => query },
];

/** `lists` are those of now; without them, as in the README, no key says why it does nothing. */
export const insightsKeys = (
  lists?: InsightsLists,
  { query }: Lacks = {},
): KeyTable<InsightsCommand, unknown> => {
  const answer = lists?.seen.answer;
  const withRows = () => (lists !== undefined && !answer?.rows.length ? 'there are no rows' : undefined);
  const drawn = () =>
    lists !== undefined && !canBeDrawn(answer) ? 'only rows by bin() are drawn' : undefined;
  const asked = () =>
    query ?? (lists !== undefined && answer === undefined ? 'nothing was asked yet' : undefined);
  return [
    { command: 'edit', keys: ['e'], label: 'edit', section, footer: 'room', disabled: () => query },
    { command: 'again', keys: ['r'], label: 'run again', section, footer: 'room', disabled: asked },
    { command: 'sort', keys: ['s'], label: 'sort', section, footer: 'room', disabled: withRows },
    { command: 'sortBack', keys: ['S'], label: 'sort backwards', section, disabled: withRows },
    { command: 'look', keys: ['v'], label: 'graph or table', section, footer: 'room', disabled: drawn },
  ];
};
