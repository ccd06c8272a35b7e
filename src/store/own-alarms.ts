/** A pipeline's own alarms in the order of its story: what all screens and outputs show of them. */
import { alarmKey } from '../origin.ts';
import { alarmOwners } from '../pipeline/alarm-owner.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { orderAlarms, stagesOfStory } from '../story/alarm-order.ts';
import type { Story } from '../story/story.ts';
import { type AlarmsSnapshot, countStates } from './alarm-store.ts';

export type OwnAlarms = {
  /** Without those of other pipelines of the file. */
  readonly own: (all: AlarmsSnapshot) => AlarmsSnapshot;
  readonly ordered: (own: AlarmsSnapshot, stories: readonly Story[]) => AlarmsSnapshot;
};

/** A slice that did not change keeps its identity. */
export const createOwnAlarms = (pipeline: Pipeline, others: readonly Pipeline[]): OwnAlarms => {
  let parted: { readonly of: AlarmsSnapshot; readonly own: AlarmsSnapshot } | undefined;
  let sorted:
    | { readonly of: AlarmsSnapshot; readonly told: string; readonly ordered: AlarmsSnapshot }
    | undefined;
  const part = (all: AlarmsSnapshot): AlarmsSnapshot => {
    const { shown, strays, elsewhere } = alarmOwners(all.alarms, pipeline, others);
    if (elsewhere.size === 0) return { ...all, strays };
    const foreign = new Set([...elsewhere.values()].flatMap((alarms) => alarms.map(alarmKey)));
    return {
      ...all,
      alarms: shown,
      counts: countStates(shown),
      history: {
        ...all.history,
        items: all.history.items.filter((transition) => !foreign.has(alarmKey(transition))),
      },
      strays,
      elsewhere: new Map([...elsewhere].map(([name, alarms]) => [name, countStates(alarms)])),
    };
  };
  return {
    own: (all) => {
      if (parted?.of !== all) parted = { of: all, own: part(all) };
      return parted.own;
    },
    ordered: (own, stories) => {
      const told = stories
        .map((story) => `${story.trend === 'over' ? 'over' : ''} ${stagesOfStory(story).join(' ')}`)
        .join('; ');
      if (sorted?.of !== own || sorted.told !== told) {
        const ordered = { ...own, alarms: orderAlarms(own.alarms, pipeline, stories) };
        sorted = { of: own, told, ordered };
      }
      return sorted.ordered;
    },
  };
};
