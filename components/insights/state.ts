/** What the reader of the insights view has chosen. */
import { following, type ListState } from '../lists/list-state.ts';
import type { AnswerRow, Asked } from './answer.ts';

export type Sort = { readonly column: string; readonly descending: boolean };

/** A query that waits for the reader to type: its values, or itself. */
export type Pending = Pick<Asked, 'query' | 'name' | 'of'> & {
  readonly values: Readonly<Record<string, string>>;
};

export type InsightsState = {
  /** Which of the two has the keys. */
  readonly panel: 'queries' | 'answer';
  /** By the choice's key. */
  readonly choices: ListState<string>;
  readonly rows: ListState<AnswerRow>;
  /** First column of the table that is shown. */
  readonly column: number;
  /** As the service gave them where absent. */
  readonly sort: Sort | undefined;
  /** How rows over time are shown. */
  readonly look: 'graph' | 'table';
  readonly pending: Pending | undefined;
  /** What is to be run; undefined where nothing is, or it was stopped. */
  readonly asked: Asked | undefined;
};

export const initialInsights: InsightsState = {
  panel: 'queries',
  choices: following,
  rows: following,
  column: 0,
  sort: undefined,
  look: 'graph',
  pending: undefined,
  asked: undefined,
};
