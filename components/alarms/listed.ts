/** The rows of the list of alarms: which alarms, under which headings, in which order. */

import { memoLast } from '../../src/memo-last.ts';
import type { Alarm, AlarmStateValue, AlarmTransition } from '../../src/observation/alarms.ts';
import { alarmKey } from '../../src/origin.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { type AlarmGroup, groupAlarms } from '../../src/pipeline/alarm-groups.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { AlarmsSnapshot } from '../../src/store/alarm-store.ts';
import { alarmHome } from '../../src/story/alarm-order.ts';
import type { Story } from '../../src/story/story.ts';

export type ListedAlarms = {
  /** In the order of the story. */
  readonly alarms: readonly Alarm[];
  readonly byArn: ReadonlyMap<string, Alarm>;
  readonly historyOf: (alarm: Alarm) => readonly AlarmTransition[];
};

const noHistory: readonly AlarmTransition[] = [];

/** The alarms in this state (all where it is undefined), each with its history, oldest first. */
export const listedAlarms = memoLast(
  (snapshot: AlarmsSnapshot, state: AlarmStateValue | undefined): ListedAlarms => {
    const alarms =
      state === undefined ? snapshot.alarms : snapshot.alarms.filter((alarm) => alarm.state === state);
    const histories = new Map<string, AlarmTransition[]>();
    for (const transition of snapshot.history.items) {
      const key = alarmKey(transition);
      const known = histories.get(key);
      if (known === undefined) histories.set(key, [transition]);
      else known.push(transition);
    }
    return {
      alarms,
      byArn: new Map(alarms.map((alarm) => [alarm.arn, alarm])),
      historyOf: (alarm) => histories.get(alarmKey(alarm)) ?? noHistory,
    };
  },
);

export type AlarmItems = {
  /** ARNs, and keys of headings. */
  readonly items: readonly string[];
  /** Headings by their key. */
  readonly headings: ReadonlyMap<string, AlarmGroup>;
};

/** What the filter lets through: by name, reason and stage. Grouped where there is a pipeline to group by. */
export const alarmItems = memoLast(
  (
    alarms: readonly Alarm[],
    filter: string,
    pipeline: Pipeline | undefined,
    byStage: boolean,
    stories: readonly Story[],
  ): AlarmItems => {
    const wanted = textFilter(filter);
    const stageOf = (alarm: Alarm): string => (pipeline && stageOfAlarm(alarm, pipeline)?.name) ?? '';
    const kept =
      wanted === undefined
        ? alarms
        : alarms.filter((alarm) => wanted.test(alarm.name, alarm.reason, stageOf(alarm)));
    if (pipeline === undefined || !byStage) return { items: kept.map(({ arn }) => arn), headings: new Map() };
    const headings = new Map<string, AlarmGroup>();
    const homeOf = (alarm: Alarm) => alarmHome(alarm, alarms, pipeline, stories);
    const items = groupAlarms(kept, homeOf).flatMap((group) => {
      const key = `stage ${group.stage}`;
      headings.set(key, group);
      return [key, ...group.alarms.map(({ arn }) => arn)];
    });
    return { items, headings };
  },
);
