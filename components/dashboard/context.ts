/** What a step of the dashboard depends on beside its state. */
import type { Lacks } from '../../src/demand.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { AcknowledgedTransitions } from '../alarms/acknowledged.ts';
import type { Size } from '../frame/layout.ts';
import type { InsightsData } from '../insights/answer.ts';
import type { ListHeights } from './heights.ts';
import type { VisibleLists } from './lists.ts';

/** The pipeline of the same file that `P` leads to, or why there is none. */
export type NextPipeline = { readonly name: string; readonly go: () => void } | { readonly reason: string };

export const onlyPipeline: NextPipeline = { reason: 'the file has one pipeline' };

/** What the dashboard is given at this moment. */
export type DashboardData = {
  /** The one on the screen: frozen while paused. */
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** Queries to choose from, and what came of the one that was asked. */
  readonly insights?: InsightsData | undefined;
  readonly acknowledged?: AcknowledgedTransitions | undefined;
  readonly ascii: boolean;
  readonly size: Size;
  /** Name of the screen that Esc leads back to, where there is one. */
  readonly home?: string | undefined;
  readonly nextPipeline: NextPipeline;
  /** What cannot be done with what the data come from. */
  readonly lacks: Lacks;
};

/** The same, and what follows from it and the state. */
export type Context = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  readonly lists: VisibleLists;
  readonly lacks: Lacks;
  readonly pageRows: number;
  /** Cells of a row. */
  readonly width: number;
  /** Rows that items take where long ones go on below. */
  readonly heights: ListHeights;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};
