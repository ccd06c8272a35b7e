/** What a step of the dashboard can see beside its state. */
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { ListHeights } from './heights.ts';
import type { VisibleLists } from './lists.ts';

export type Surroundings = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  readonly lists: VisibleLists;
  readonly pageRows: number;
  /** Rows that items take where long ones go on below. */
  readonly heights: ListHeights;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};
