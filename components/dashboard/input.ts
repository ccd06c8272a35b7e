/** What the dashboard draws from: a snapshot and what the reader chose. */
import type { Bounds } from '../../src/chart/scale.ts';
import type { Lacks } from '../../src/demand.ts';
import { type Origin, originCode, originsOf } from '../../src/origin.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { AcknowledgedTransitions } from '../alarms/acknowledged.ts';
import type { Look, Size } from '../frame/layout.ts';
import type { VisibleLists } from './lists.ts';
import type { DashboardState } from './state.ts';

export type DashboardInput = {
  readonly state: DashboardState;
  /** The one on the screen: frozen while paused. */
  readonly snapshot: Snapshot;
  readonly lists: VisibleLists;
  readonly pipeline: Pipeline;
  /** Pipeline, account, Regions. */
  readonly names: readonly string[];
  readonly budget: number | undefined;
  /** How many times slower than usual the budget makes polls; 1 where absent. */
  readonly slowdown?: number | undefined;
  /** What cannot be done with what the data come from; nothing where absent. */
  readonly lacks?: Lacks | undefined;
  /** Alarms that somebody looks after; none where absent. */
  readonly acknowledged?: AcknowledgedTransitions | undefined;
  /** Alarms that are left out of a moment in the past, as their state of then is not held. */
  readonly unknownAlarms?: number | undefined;
  readonly ascii: boolean;
  readonly size: Size;
  readonly footer: Row;
  readonly help: readonly Row[];
  readonly scales: Map<string, Bounds>;
};

/** A part of the screen that fills exactly the room it is given. */
export type Section = (size: Size) => Row[];

export const lookOf = ({
  state,
  ascii,
  pipeline,
}: Pick<DashboardInput, 'state' | 'ascii' | 'pipeline'>): Look => ({
  utc: state.utc,
  ascii,
  originCells: originCellsOf(pipeline.stages),
});

type Seen = Pick<DashboardInput, 'state' | 'ascii' | 'pipeline' | 'lists'>;

/** Lists that are of one place say so in their title, not in each row. */
export const logLookOf = (input: Seen): Look => ({
  ...lookOf(input),
  originCells: originCellsOf(input.lists.logGroups),
});

export const changeLookOf = (input: Seen): Look => ({
  ...lookOf(input),
  originCells: originCellsOf(input.lists.streams),
});

/** Where all of these are, in a pipeline that is in several places; empty where they are from several themselves. */
export const placeOf = (things: readonly Origin[], { originCells = 0 }: Look): string => {
  const [only, second] = originsOf(things);
  return originCells === 0 || only === undefined || second !== undefined ? '' : originCode(only);
};
