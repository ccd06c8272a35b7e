/** One command, one step, in the insights view. */

import { spanOf } from '../../src/graph-window.ts';
import { orderQuery } from '../../src/pipeline/queries/built-in.ts';
import { mostQueryChars } from '../../src/pipeline/queries/named-query.ts';
import { fillPlaceholders, placeholdersOf } from '../../src/pipeline/queries/query-text.ts';
import { timeStep, type WindowCommand } from '../graphs/time-steps.ts';
import { type AnswerRow, type Asked, isUnderWay } from '../insights/answer.ts';
import type { Choice } from '../insights/lists.ts';
import { orderIdInRow } from '../insights/order-id-in-row.ts';
import { answerOfOrder, isRequestedFor } from '../insights/order-in-answer.ts';
import type { InsightsState, Pending } from '../insights/state.ts';
import { tableColumns } from '../insights/table.ts';
import { following, isListMove, itemUnderCursor, type ListMove, moveInList } from '../lists/list-state.ts';
import type { Typing } from '../screen/typing.ts';
import type { DashboardCommand } from './commands.ts';
import type { Context } from './context.ts';
import { activeList, type DashboardState } from './state.ts';
import { timeContext } from './steps-context.ts';

const withInsights = (state: DashboardState, change: Partial<InsightsState>): DashboardState => ({
  ...state,
  insights: { ...state.insights, ...change },
});

/** The row under the cursor. */
export const rowUnderCursor = (
  { insights }: Pick<DashboardState, 'insights'>,
  { lists }: Pick<Context, 'lists'>,
): AnswerRow | undefined => itemUnderCursor(lists.insights.rows, insights.rows, 'start');

export const choiceUnderCursor = (
  { insights }: Pick<DashboardState, 'insights'>,
  { lists }: Pick<Context, 'lists'>,
): Choice | undefined => {
  const { choices, choiceOf } = lists.insights;
  return choiceOf.get(itemUnderCursor(choices, insights.choices, 'start') ?? '');
};

/** Stages that have log groups: those that can be asked alone. */
const stagesToAsk = ({ pipeline }: Pick<Context, 'pipeline'>): readonly string[] =>
  pipeline.stages.filter(({ logGroups }) => logGroups.length > 0).map(({ name }) => name);

/** Whom a query asks that says nothing itself: the stage that was picked, else all. */
const askedStages = (
  { stage }: Pick<DashboardState, 'stage'>,
  context: Pick<Context, 'pipeline'>,
): readonly string[] => (stage !== undefined && stagesToAsk(context).includes(stage) ? [stage] : []);

/** The same in words. */
export const queriedStagesText = (
  state: Pick<DashboardState, 'stage'>,
  context: Pick<Context, 'pipeline'>,
): string => {
  const [stage] = askedStages(state, context);
  if (stage !== undefined) return stage;
  return state.stage === undefined ? 'all stages' : `all stages (${state.stage} has no logs)`;
};

const nextStageToAsk = (state: DashboardState, by: number, context: Context): DashboardState => {
  const all = [undefined, ...stagesToAsk(context)];
  const at = Math.max(0, all.indexOf(state.stage));
  return { ...state, stage: all[(at + by + all.length) % all.length] };
};

/** Asks: the rows before go, and what is shown of them. */
const ask = (
  state: DashboardState,
  { query, name, of }: Pick<Asked, 'query' | 'name' | 'of'>,
  context: Context,
): DashboardState => {
  const asked: Asked = {
    query,
    name,
    of: of.length > 0 ? of : askedStages(state, context),
    ...spanOf(state, context.snapshot.at),
    isAllowed: false,
  };
  const isAnother = asked.query !== context.lists.insights.seen.answer?.asked.query;
  return withInsights(
    { ...state, filter: '' },
    {
      asked,
      panel: 'answer',
      rows: following,
      pending: undefined,
      ...(isAnother ? { column: 0, sort: undefined } : {}),
    },
  );
};

/** Asks for the next value that is missing, or runs the query. */
const askOrType = (state: DashboardState, pending: Pending, context: Context): DashboardState => {
  const missing = placeholdersOf(pending.query).find((name) => !Object.hasOwn(pending.values, name));
  if (missing === undefined) {
    const query = fillPlaceholders(pending.query, pending.values);
    return ask(state, { ...pending, query }, context);
  }
  return {
    ...withInsights(state, { pending }),
    typing: { kind: 'value', label: missing, text: '' },
  };
};

const edit = (state: DashboardState, context: Context): DashboardState => {
  const answer = context.lists.insights.seen.answer;
  const edited =
    state.insights.panel === 'answer' && answer !== undefined
      ? answer.asked
      : choiceUnderCursor(state, context);
  if (edited === undefined) return state;
  const { query, of } = edited;
  return {
    ...withInsights(state, { pending: { query, name: undefined, of, values: {} } }),
    typing: { kind: 'query', text: query.trim() },
  };
};

/** What was typed is run: a query, or a value for one. Nothing typed is nothing asked. */
export const typedInInsights = (
  state: DashboardState,
  { kind, text, label = '' }: Typing,
  context: Context,
): DashboardState => {
  const { pending } = state.insights;
  if (pending === undefined || text.trim() === '') return withInsights(state, { pending: undefined });
  if (kind === 'value') {
    return askOrType(state, { ...pending, values: { ...pending.values, [label]: text.trim() } }, context);
  }
  const query = text.trim().slice(0, mostQueryChars);
  return askOrType(state, { ...pending, query }, context);
};

const sortBy = (state: DashboardState, command: 'sort' | 'sortBack', context: Context): DashboardState => {
  const columns = tableColumns(context.lists.insights.seen.answer?.rows ?? []);
  const { sort } = state.insights;
  if (command === 'sortBack') {
    return sort === undefined
      ? sortBy(state, 'sort', context)
      : withInsights(state, { sort: { ...sort, descending: !sort.descending } });
  }
  // Past the last column the order is the service's own again.
  const next = columns[columns.findIndex(({ name }) => name === sort?.column) + 1];
  // Of figures the largest are looked for.
  return withInsights(state, { sort: next && { column: next.name, descending: next.isNumeric } });
};

const scrollColumns = (state: DashboardState, by: number, context: Context): DashboardState => {
  const columns = tableColumns(context.lists.insights.seen.answer?.rows ?? []);
  const column = Math.max(0, Math.min(columns.length - 1, state.insights.column + by));
  return withInsights(state, { column });
};

const move = (state: DashboardState, command: ListMove, context: Context): DashboardState => {
  const { panel, choices, rows } = state.insights;
  const { insights } = context.lists;
  return panel === 'queries'
    ? withInsights(state, {
        choices: moveInList(
          { items: insights.choices, state: choices, restsAt: 'start' },
          command,
          context.pageRows,
        ),
      })
    : withInsights(state, {
        rows: moveInList({ items: insights.rows, state: rows, restsAt: 'start' }, command, context.pageRows),
      });
};

const openInInsights = (state: DashboardState, context: Context): DashboardState => {
  const { answer } = context.lists.insights.seen;
  if (state.insights.panel === 'queries') {
    const choice = choiceUnderCursor(state, context);
    return choice === undefined ? state : askOrType(state, { ...choice, values: {} }, context);
  }
  if (answer?.phase === 'tooMuch') {
    return withInsights(state, { asked: { ...answer.asked, isAllowed: true } });
  }
  const row = rowUnderCursor(state, context);
  return row === undefined ? state : { ...state, opened: { kind: 'row', row }, scrolled: 0 };
};

/** Esc stops what runs; then it leads back to the queries. Undefined where there is nothing of ours left to close. */
const backInInsights = (state: DashboardState, context: Context): DashboardState | undefined => {
  const { panel, asked } = state.insights;
  if (state.filter !== '' || panel === 'queries') return undefined;
  if (asked !== undefined && isUnderWay(context.lists.insights.seen.answer)) {
    return withInsights(state, { asked: undefined });
  }
  return withInsights(state, { panel: 'queries' });
};

const followOrderOfRow = (state: DashboardState, context: Context): DashboardState => {
  const row = state.opened?.kind === 'row' ? state.opened.row : rowUnderCursor(state, context);
  const orderId = row && orderIdInRow(row, context.pipeline);
  return orderId === undefined
    ? { ...state, notice: 'no order is named here' }
    : { ...state, opened: { kind: 'order', orderId }, scrolled: 0 };
};

/** An order may have begun so long before it is looked at. */
const orderLookBackMs = 3 * 3_600_000;

/** Over the waterfall of an order, in whatever view, its lines can be asked for, from all stages. */
export const inOpenedOrder = (
  state: DashboardState,
  orderId: string,
  command: DashboardCommand,
  context: Context,
): DashboardState | undefined => {
  if (command === 'again') {
    const { stage, filter, rangeMs, end } = state;
    const question = { query: orderQuery(orderId), name: 'order-by-id', of: [] };
    // Until now: what is open may be younger than the window of the graphs.
    const from = spanOf(state, context.snapshot.at).from;
    const whole = {
      ...state,
      stage: undefined,
      rangeMs: Math.max(context.snapshot.at - from, orderLookBackMs),
      end: undefined,
    };
    return { ...ask(whole, question, context), stage, filter, rangeMs, end };
  }
  const answer = answerOfOrder(orderId, context.lists.insights.seen);
  return command === 'open' && answer?.phase === 'tooMuch'
    ? withInsights(state, { asked: { ...answer.asked, isAllowed: true } })
    : undefined;
};

/** What is asked of Insights: nothing any more once its view is left, or the order whose lines they are. */
export const requestedNow = ({
  view,
  panel,
  logsAs,
  opened,
  insights: { asked },
}: DashboardState): Asked | undefined =>
  activeList({ view, panel, logsAs }) === 'insights' ||
  (opened?.kind === 'order' && isRequestedFor(opened.orderId, asked))
    ? asked
    : undefined;

const changeWindow = (state: DashboardState, command: WindowCommand, context: Context): DashboardState => ({
  ...timeStep(state, command, timeContext(state, context)),
  notice:
    context.lists.insights.seen.answer === undefined ? undefined : 'r runs it again over this range of time',
});

/** The state after a command; undefined where it means the same as in every other view. */
export const reduceInsights = (
  state: DashboardState,
  command: DashboardCommand,
  context: Context,
): DashboardState | undefined => {
  if (state.help) return undefined;
  const { panel, look } = state.insights;
  if (command === 'order' && (state.opened === undefined || state.opened.kind === 'row')) {
    return followOrderOfRow(state, context);
  }
  if (command === 'open' && state.opened?.kind === 'row') return followOrderOfRow(state, context);
  if (state.opened !== undefined) return undefined;
  if (isListMove(command)) return move(state, command, context);
  const { answer } = context.lists.insights.seen;
  switch (command) {
    case 'left':
      return panel === 'queries' ? nextStageToAsk(state, -1, context) : scrollColumns(state, -1, context);
    case 'right':
      return panel === 'queries' ? nextStageToAsk(state, 1, context) : scrollColumns(state, 1, context);
    case 'open':
      return openInInsights(state, context);
    case 'back':
      return backInInsights(state, context);
    case 'nextPanel':
    case 'previousPanel':
      return withInsights(state, { panel: panel === 'queries' ? 'answer' : 'queries' });
    case 'edit':
      return edit(state, context);
    case 'again':
      return answer === undefined ? state : ask(state, answer.asked, context);
    case 'sort':
    case 'sortBack':
      return sortBy(state, command, context);
    case 'look':
      return withInsights(state, { look: look === 'graph' ? 'table' : 'graph' });
    case 'longer':
    case 'shorter':
    case 'panBack':
    case 'panOn':
      return changeWindow(state, command, context);
    default:
      return undefined;
  }
};
