/** All that a story is told from: plain data. */
import type { Alarm, AlarmTransition } from '../observation/alarms.ts';
import type { Gap, SourceProblem } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import type { ItemChange } from '../observation/streams.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import type { Origin } from '../origin.ts';
import type { AnsweredPointsOf } from '../pipeline/derive.ts';
import type { Stage, StageHealth } from '../pipeline/stage.ts';
import type { DroppedErrors } from './dropped-errors.ts';

/** What of a deployment a story needs. */
export type DeploymentEvent = Origin & {
  readonly stage: string;
  readonly version: string;
  readonly previous: string | undefined;
  readonly at: number;
};

/** All that a story is told from. Slices that did not change keep their identity. */
export type StoryInput = {
  /** The clock's now. */
  readonly at: number;
  /** The pipeline's, with the units that AWS published in. */
  readonly stages: readonly Stage[];
  /** Stages of other pipelines that they depend on. */
  readonly dependencies: readonly Stage[];
  readonly health: readonly StageHealth[];
  readonly pointsOf: AnsweredPointsOf;
  readonly alarms: readonly Alarm[];
  /** Oldest first. */
  readonly transitions: readonly AlarmTransition[];
  /** Oldest first; a gap is a hole in what was read. */
  readonly logs: readonly (LogEvent | Gap)[];
  /** By `groupKey`: from when on all error lines of a group are known, where they were read. */
  readonly errorsFrom?: ReadonlyMap<string, number> | undefined;
  /** Error lines that are in `logs` no more; counts change only with `logs`. */
  readonly dropped?: DroppedErrors | undefined;
  /** Of the pipeline's tables, in the order in which they were read. */
  readonly changes?: readonly (ItemChange | Gap)[];
  readonly deployments: readonly DeploymentEvent[];
  readonly orders: OrdersSnapshot | undefined;
  /** By the name of a stage whose figures can no longer be read: when they were read last. */
  readonly asOf?: ReadonlyMap<string, number>;
  /** Troubles of sources that have not ended. */
  readonly problems: readonly SourceProblem[];
};
