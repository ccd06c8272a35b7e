/** What a screen looks at, as plain data: nothing else is fetched. */
import type { GraphWindow } from './graph-window.ts';
import type { Alarm } from './observation/alarms.ts';
import type { SeriesSpec } from './observation/metrics.ts';

/** Graphs of these series over this window. */
export type GraphDemand = GraphWindow & {
  readonly series: readonly SeriesSpec[];
  /** The picture stands still: what is known of it is not asked for again, though it may change. */
  readonly isStill?: boolean;
};

export type Demand = {
  /** What the live poll brings: what stages are judged by, and what graphs draw of the last hour. */
  readonly series: readonly SeriesSpec[];
  /** Undefined where no graphs are on the screen. */
  readonly graphs: GraphDemand | undefined;
  /** Log lines are on the screen. */
  readonly logs: boolean;
  /** Deployments are, in graphs or in the timeline. */
  readonly deployments: boolean;
  /** The alarm that is open: its history is read whole. */
  readonly alarm?: Alarm | undefined;
  /** False while another screen is in its place: nothing at all is asked. */
  readonly shown: boolean;
};

export const noDemand: Demand = {
  series: [],
  graphs: undefined,
  logs: false,
  deployments: false,
  shown: false,
};

/** What not every backend can do. */
export type Capability =
  /** A query of Logs Insights. */
  | 'query'
  /** Log lines around a moment of the past. */
  | 'logContextSource'
  /** The whole record of a log event. */
  | 'record';

/** What the backend cannot do, with the reason in a few words: it becomes a disabled key that says so. Nothing for AWS. */
export type Lacks = Readonly<Partial<Record<Capability, string>>>;
