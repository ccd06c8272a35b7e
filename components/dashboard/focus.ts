/** The stage that the dashboard is about, and how it stays there (issue 14). */
import { originName, originsOf } from '../../src/origin.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { scopeKey } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { stagesOfStory } from '../../src/story/alarm-order.ts';
import { bySeverity, worstStage } from '../stages/stage-health.ts';
import type { DashboardState } from './state.ts';

type Seen = { readonly snapshot: Snapshot; readonly pipeline: Pipeline };

/** The causes of the incidents that are on, the worst incident first. */
const causesOn = ({ stories }: Pick<Snapshot, 'stories'>): readonly string[] =>
  stories.flatMap(({ cause, trend }) => (cause === null || trend === 'over' ? [] : [cause.stage]));

/** The stage to look at first where nobody has picked one. */
const firstCause = ({ snapshot }: Seen): string | undefined =>
  causesOn(snapshot)[0] ??
  snapshot.stages.find(({ health }) => health === 'bad')?.name ??
  snapshot.stages.find(({ health }) => health === 'warn')?.name;

/** The stage that graphs are drawn of: the one that was picked, else the one that is held, else the first cause, else the worst. */
export const stageInFocus = (
  { stage, held }: Pick<DashboardState, 'stage' | 'held'>,
  seen: Seen,
): string | undefined => {
  const { snapshot, pipeline } = seen;
  if (stage !== undefined) return stage;
  if (held !== undefined && pipeline.stages.some(({ name }) => name === held)) return held;
  return causesOn(snapshot)[0] ?? worstStage(snapshot.stages) ?? pipeline.stages[0]?.name;
};

/** True once every place that the stages are measured in has answered, or has said why not: before that the first to answer looks worst. */
const isReadOnce = ({ snapshot, pipeline }: Seen): boolean =>
  originsOf(pipeline.stages.filter(({ series }) => series.length > 0)).every((origin) => {
    const scope = scopeKey('metrics', originName(origin), origin);
    return (
      snapshot.ready.has(scope) ||
      snapshot.problems.some(
        (problem) =>
          problem.source === 'metrics' && scopeKey('metrics', problem.scope, problem.origin) === scope,
      )
    );
  });

/** True while something of the incident that the stage is of goes on. */
const isOn = (name: string, { stories, stages }: Pick<Snapshot, 'stories' | 'stages'>): boolean => {
  const isTold = stories.some((story) => story.trend !== 'over' && stagesOfStory(story).includes(name));
  return isTold || stages.some((one) => one.name === name && (one.health === 'bad' || one.health === 'warn'));
};

/**
 * Holds the focus at the first cause that was told: others that turn worse do not move it, nor does a cause that is corrected. Only when
 * its incident is over does it go to the next one; where there is none it stays. The same state where nothing changes.
 */
export const holdFocus = (state: DashboardState, seen: Seen): DashboardState => {
  const { held } = state;
  if (!isReadOnce(seen) || (held !== undefined && isOn(held, seen.snapshot))) return state;
  const next = firstCause(seen) ?? held;
  return next === held ? state : { ...state, held: next };
};

/** The stages that are not well, the bad ones first, each in the pipeline's order. */
const unwell = ({ stages }: Pick<Snapshot, 'stages'>): readonly string[] =>
  bySeverity(stages)
    .filter(({ health }) => health === 'bad' || health === 'warn')
    .map(({ name }) => name);

/** The next stage that is not well after the one in focus, in a circle; undefined where there is no other. */
export const nextUnwell = (state: Pick<DashboardState, 'stage' | 'held'>, seen: Seen): string | undefined => {
  const names = unwell(seen.snapshot);
  const focus = stageInFocus(state, seen);
  const next = names[(names.indexOf(focus ?? '') + 1) % Math.max(1, names.length)];
  return next === focus ? undefined : next;
};

/** `also bad: Orders (n)`, `also bad: Orders +2 (n)`: stages beside the one in focus; empty where there is none. */
export const alsoBad = (state: Pick<DashboardState, 'stage' | 'held'>, seen: Seen): string => {
  const focus = stageInFocus(state, seen);
  const [first, ...more] = seen.snapshot.stages.filter(
    ({ health, name }) => health === 'bad' && name !== focus,
  );
  if (first === undefined) return '';
  return `also bad: ${first.name}${more.length === 0 ? '' : ` +${more.length}`} (n)`;
};
