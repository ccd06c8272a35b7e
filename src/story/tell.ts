/** Tells what is wrong with a pipeline, from what is in memory. Pure: the same data give the same story, however they came. */
import type { Alarm, AlarmTransition } from '../observation/alarms.ts';
import type { SourceProblem } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import { type Origin, originOf } from '../origin.ts';
import type { AnsweredPointsOf } from '../pipeline/derive.ts';
import type { Pipeline, Stage, StageHealth } from '../pipeline/stage.ts';
import type { Story } from './story.ts';

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
  readonly health: readonly StageHealth[];
  readonly pointsOf: AnsweredPointsOf;
  readonly alarms: readonly Alarm[];
  /** Oldest first. */
  readonly transitions: readonly AlarmTransition[];
  /** Oldest first. */
  readonly logs: readonly LogEvent[];
  readonly deployments: readonly DeploymentEvent[];
  readonly orders: OrdersSnapshot | undefined;
  /** Troubles of sources that have not ended. */
  readonly problems: readonly SourceProblem[];
};

const worstFirst = { bad: 0, warn: 1, unknown: 2, ok: 3 } as const;

/** A line an incident, the worst first; one without an incident when all is well or nothing can be told. */
export const createStoryteller = (pipeline: Pipeline): ((input: StoryInput) => readonly Story[]) => {
  return ({ health }) => {
    const [worst] = [...health].sort((a, b) => worstFirst[a.health] - worstFirst[b.health]);
    if (worst === undefined) return [];
    const { region } = originOf(worst);
    const isWell = worst.health === 'ok';
    const text = isWell
      ? `all ${health.length} stages within their objectives`
      : `${worst.name}: ${worst.why}`;
    return [
      {
        incident: null,
        pipeline: pipeline.name,
        region,
        regions: [region],
        health: worst.health,
        stage: isWell ? null : worst.name,
        since: null,
        why: worst.why,
        cause: null,
        explains: false,
        isCorrected: false,
        effects: [],
        changes: [],
        messages: [],
        orders: null,
        trend: null,
        next: [],
        text,
      },
    ];
  };
};
