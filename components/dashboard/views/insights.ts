/** Queries of Logs Insights, and the answer to one. */
import type { Row } from '../../../src/terminal/row.ts';
import type { Size } from '../../frame/layout.ts';
import { insightsRows } from '../../insights/view.ts';
import { type DashboardInput, lookOf } from '../input.ts';
import { queriedStagesText } from '../insights.ts';

export const insightsView = (input: DashboardInput, size: Size): Row[] => {
  const { state, lists, snapshot } = input;
  return insightsRows({
    state: state.insights,
    lists: lists.insights,
    target: queriedStagesText(state, input),
    window: { rangeMs: state.rangeMs, end: state.end },
    now: snapshot.at,
    filter: state.filter,
    typed: state.typing?.kind === 'query' ? state.typing.text : undefined,
    size,
    look: lookOf(input),
  });
};
