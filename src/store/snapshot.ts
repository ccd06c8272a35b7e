import type { CompleteUpTo, HeldKeys, SourceName, SourceProblem } from '../observation/health-of-sources.ts';
import type { StreamShape } from '../observation/streams.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import type { StageHealth } from '../pipeline/stage.ts';
import type { Story } from '../story/story.ts';
import type { AlarmsSnapshot } from './alarm-store.ts';
import type { ContextSnapshot } from './context-store.ts';
import type { CostSnapshot } from './cost-store.ts';
import type { ChangeEntry } from './entries.ts';
import type { LogsSnapshot } from './log-store.ts';
import type { QueriesSnapshot } from './query-store.ts';
import type { RateSnapshot } from './rate.ts';
import type { RingSnapshot } from './ring.ts';
import type { SeriesSnapshot } from './series-store.ts';
import type { Deployment } from './version-store.ts';

/** Everything that a frame may show, frozen at one moment. Slices that did not change keep their identity. */
export type Snapshot = {
  /** The clock's now when it was taken. */
  readonly at: number;
  readonly startedAt: number;
  readonly series: SeriesSnapshot;
  readonly stages: readonly StageHealth[];
  /** What is wrong, the worst incident first; one that says that all is well, or what cannot be told. Empty without a pipeline. */
  readonly stories: readonly Story[];
  readonly alarms: AlarmsSnapshot;
  readonly logs: LogsSnapshot;
  readonly changes: RingSnapshot<ChangeEntry>;
  readonly changeRate: RateSnapshot;
  /** Orders in flight, where the pipeline file says how to tell. */
  readonly orders?: OrdersSnapshot | undefined;
  /** Versions that came to be at work, oldest first. */
  readonly deployments: readonly Deployment[];
  /** One for each table of each origin, in the order in which they were first seen. */
  readonly streams: readonly StreamShape[];
  /** By `scopeKey`: up to when all has been shown. */
  readonly completeUpTo: ReadonlyMap<string, CompleteUpTo>;
  /** Troubles that have not ended. */
  readonly problems: readonly SourceProblem[];
  /** What each source is busy with, for panels that have nothing yet. */
  readonly progress: ReadonlyMap<SourceName, string>;
  /** `scopeKey`s of what has been read whole once. */
  readonly ready: ReadonlySet<string>;
  /** Sources that have said or shown anything. */
  readonly answered: ReadonlySet<SourceName>;
  readonly cost: CostSnapshot;
  /** The keys in hand, one of each profile, where such keys end. */
  readonly keys: readonly HeldKeys[];
  /** Answers of Insights, and log events that were opened. */
  readonly queries: QueriesSnapshot;
  /** Log lines around a moment that was asked for. */
  readonly context: ContextSnapshot | undefined;
};
