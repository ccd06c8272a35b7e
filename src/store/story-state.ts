/** The stories of what the store holds, told anew only where something that they are told from has moved. */
import { memoLast } from '../memo-last.ts';
import type { SourceProblem } from '../observation/health-of-sources.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import type { AnsweredPointsOf } from '../pipeline/derive.ts';
import type { Pipeline, StageHealth } from '../pipeline/stage.ts';
import type { Story } from '../story/story.ts';
import { createStoryteller } from '../story/tell.ts';
import type { AlarmsSnapshot } from './alarm-store.ts';
import { figuresAsOf } from './as-of.ts';
import { createUnits, liveIn } from './cached.ts';
import type { ChangeEntry } from './entries.ts';
import type { LogsSnapshot } from './log-store.ts';
import type { RingSnapshot } from './ring.ts';
import { answeredPoints, type SeriesSnapshot } from './series-store.ts';
import type { Deployment } from './version-store.ts';

type Parts = {
  readonly series: SeriesSnapshot;
  readonly health: readonly StageHealth[];
  readonly alarms: AlarmsSnapshot;
  readonly logs: LogsSnapshot;
  /** They come all the time: a story is not told anew for one. */
  readonly changes: RingSnapshot<ChangeEntry>;
  readonly deployments: readonly Deployment[];
  readonly orders: OrdersSnapshot | undefined;
  readonly problems: ReadonlyMap<string, SourceProblem>;
};

export type StoryState = {
  readonly stories: readonly Story[];
  /** The stages' health, each that is not well with the onset of its breach. */
  readonly stages: readonly StageHealth[];
};

/** How long ago something began is told in minutes: they pass without anything moving. */
const tellEveryMs = 10_000;

export const createStoryState = (pipeline: Pipeline): ((parts: Parts, now: number) => StoryState) => {
  const tell = createStoryteller(pipeline);
  const stagesIn = createUnits(pipeline.stages);
  const dependenciesIn = createUnits(pipeline.dependencies ?? []);
  const pointsIn = memoLast(
    (series: SeriesSnapshot): AnsweredPointsOf =>
      (id) =>
        answeredPoints(liveIn(series, id)),
  );
  let last: { readonly of: Parts; readonly tick: number; readonly state: StoryState } | undefined;
  const isSame = (a: Parts, b: Parts): boolean =>
    a.series === b.series &&
    a.health === b.health &&
    a.alarms === b.alarms &&
    a.logs === b.logs &&
    a.deployments === b.deployments &&
    a.orders === b.orders &&
    a.problems === b.problems;
  return (parts, now) => {
    const tick = Math.floor(now / tellEveryMs);
    if (last !== undefined && last.tick === tick && isSame(last.of, parts)) return last.state;
    const { series, health, alarms, logs, changes, deployments, orders, problems } = parts;
    const { stories, sinceOf } = tell({
      at: now,
      stages: stagesIn(series),
      dependencies: dependenciesIn(series),
      health,
      pointsOf: pointsIn(series),
      alarms: alarms.alarms,
      transitions: alarms.history.items,
      logs: logs.items,
      errorsFrom: logs.errorsFrom,
      dropped: logs.dropped,
      changes: changes.items,
      deployments,
      orders,
      problems: [...problems.values()],
      asOf: figuresAsOf(series, problems.values()),
    });
    const stages = health.map((stage) => {
      const since = sinceOf.get(stage.name);
      return since === undefined || stage.health === 'ok' || stage.health === 'unknown'
        ? stage
        : { ...stage, since };
    });
    const state = { stories, stages };
    last = { of: parts, tick, state };
    return state;
  };
};
