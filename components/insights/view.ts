/** The insights view: queries to choose from, what the chosen one says, and what it brought. */

import { formatClock, formatDay } from '../../src/format.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import { fromWords } from '../../src/pipeline/queries/saved-queries.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { pad } from '../../src/terminal/width.ts';
import { beside, gutter, type Look, type Size, titleRow, wrap } from '../frame/layout.ts';
import { windowText } from '../graphs/window-text.ts';
import { listRows } from '../lists/list-rows.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import type { Answer } from './answer.ts';
import { answerRows } from './answer-rows.ts';
import type { Choice, InsightsLists } from './lists.ts';
import type { InsightsState } from './state.ts';
import { fittingColumns, tableColumns } from './table.ts';

export type InsightsInput = {
  readonly state: InsightsState;
  readonly lists: InsightsLists;
  /** Whom a query asks that says nothing itself: `payment-worker`, `all stages`. */
  readonly target: string;
  /** Over which a query is asked. */
  readonly window: GraphWindow;
  readonly now: number;
  readonly filter: string;
  /** The query that is being typed. */
  readonly typed: string | undefined;
  readonly size: Size;
  readonly look: Look;
};

const tagCells = 8;
const nameCells = 18;

const tagOf = (choice: Choice, { now, look }: InsightsInput): string => {
  if (choice.from !== 'past') return choice.from === 'pipeline' ? 'file' : fromWords[choice.from];
  if (choice.at === undefined) return '';
  const day = formatDay(choice.at, look.utc);
  return day === formatDay(now, look.utc) ? formatClock(choice.at, { utc: look.utc }) : day;
};

const choiceRow = (choice: Choice, input: InsightsInput): Row => [
  { text: pad(tagOf(choice, input), tagCells + 1), role: 'dim' },
  ...(choice.name === undefined
    ? []
    : [{ text: `${pad(choice.name, nameCells)} `, role: 'accent' as const }]),
  { text: choice.title, role: choice.from === 'past' ? 'text' : 'dim' },
];

const targetOf = ({ of }: Pick<Choice, 'of'>, target: string): string =>
  of.length === 0 ? target : of.join(', ');

/** The text of the query that is typed, else of the one under the cursor, under the list of them. */
const queryRows = (
  choice: Choice,
  { look, target, typed }: InsightsInput,
  { width, height }: Size,
): Row[] => [
  titleRow('query', width, look, { right: `asks ${targetOf(choice, target)}` }),
  ...fitRows(
    wrap(typed ?? choice.query, width - 2, height).map((text): Row => [{ text: ` ${text}`, role: 'key' }]),
    width,
    height - 1,
  ),
];

const choicesPanel = (input: InsightsInput, { width, height }: Size): Row[] => {
  const { state, lists, target, window, now, filter, look } = input;
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  const under = lists.choiceOf.get(itemUnderCursor(lists.choices, state.choices, 'start') ?? '');
  const most = under === undefined ? 0 : wrap(input.typed ?? under.query, width - 2, height).length + 1;
  const queryHeight = height < 10 ? 0 : Math.min(most, Math.floor(height * 0.4));
  const focused = state.panel === 'queries';
  return [
    titleRow(['insights', target, windowText({ window, now, look, room: width })].join(dot), width, look, {
      right: filter !== '' && focused ? `filter: ${filter}` : '',
      focused,
    }),
    ...listRows({
      items: lists.choices,
      state: state.choices,
      restsAt: 'start',
      rowOf: (key) => {
        const choice = lists.choiceOf.get(key);
        return choice === undefined ? [] : choiceRow(choice, input);
      },
      empty: [{ text: ` no query with "${filter}"`, role: 'dim' }],
      size: { width, height: height - 1 - queryHeight },
      focused,
    }),
    ...(under === undefined || queryHeight === 0
      ? []
      : queryRows(under, input, { width, height: queryHeight })),
  ];
};

/** Which columns of how many are shown; empty where all are. */
const columnsText = ({ rows }: Answer, { column }: InsightsState, width: number): string => {
  const columns = tableColumns(rows);
  const from = Math.min(column, columns.length - 1);
  const shown = fittingColumns(columns, from, width - 1).length;
  return shown >= columns.length ? '' : `columns ${from + 1}-${from + shown} of ${columns.length}`;
};

const answerPanel = (input: InsightsInput, { width, height }: Size): Row[] => {
  const { state, lists, now, filter, look } = input;
  const { answer } = lists.seen;
  const focused = state.panel === 'answer';
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  if (answer === undefined) {
    const hint = 'Enter says what a query will read, and runs it; e edits it first.';
    return [
      titleRow('answer', width, look, { focused }),
      ...fitRows([[{ text: ` ${hint}`, role: 'dim' }]], width, height - 1),
    ];
  }
  const { asked } = answer;
  const window = windowText({
    window: { rangeMs: asked.to - asked.from, end: asked.to },
    now,
    look,
    room: width,
  });
  const right = [
    ...(filter !== '' && focused ? [`filter: ${filter}`] : []),
    columnsText(answer, state, width),
  ].filter((part) => part !== '');
  return [
    titleRow([asked.name ?? 'query', targetOf(asked, 'all stages'), window].join(dot), width, look, {
      right: right.join(', '),
      focused,
    }),
    ...safeRows(
      () => answerRows({ state, lists, look, focused }, answer, { width, height: height - 1 }),
      width,
      height - 1,
    ),
  ];
};

/** From this width on both panels are seen; below it the one that has the keys. */
const wideEnough = 150;
const choicesCells = (width: number): number => Math.max(46, Math.min(72, Math.floor(width * 0.3)));

/** Exactly the size. */
export const insightsRows = (input: InsightsInput): Row[] => {
  const { state, size, look } = input;
  const { width, height } = size;
  if (width < wideEnough) {
    return state.panel === 'queries' ? choicesPanel(input, size) : answerPanel(input, size);
  }
  const left = choicesCells(width);
  return beside(
    choicesPanel(input, { width: left, height }),
    answerPanel(input, { width: width - left - gutter, height }),
    look,
  );
};
