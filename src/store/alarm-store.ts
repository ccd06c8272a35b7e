import type { Alarm, AlarmStateValue, AlarmsListed, AlarmTransition } from '../observation/alarms.ts';
import { isSameOrigin, originName } from '../origin.ts';
import { createRing, type RingSnapshot } from './ring.ts';

export type AlarmsSnapshot = {
  /** In the order of the story; without a pipeline ALARM, INSUFFICIENT_DATA, OK, in each the first that went off first. */
  readonly alarms: readonly Alarm[];
  readonly counts: Readonly<Record<AlarmStateValue, number>>;
  /** Those that watch no stage of any pipeline of the file, by ARN; none where there is no pipeline. */
  readonly strays?: ReadonlySet<string>;
  /** How many alarms of the file's other pipelines are in each state, by pipeline: they are not shown here. */
  readonly elsewhere?: ReadonlyMap<string, Readonly<Record<AlarmStateValue, number>>>;
  readonly history: RingSnapshot<AlarmTransition>;
  /** When each origin, by its name, was last listed whole; empty before the first answer. */
  readonly listedAt: ReadonlyMap<string, number>;
};

export type AlarmStore = {
  readonly apply: (observation: Alarm | AlarmsListed | AlarmTransition) => void;
  readonly snapshot: () => AlarmsSnapshot;
};

const stateOrder: Readonly<Record<AlarmStateValue, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

/** The order of alarms where there is no pipeline: worst first, the first that went off first, then by name. */
export const compareAlarms = (a: Alarm, b: Alarm): number =>
  stateOrder[a.state] - stateOrder[b.state] ||
  a.since - b.since ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** How many alarms are in each state. */
export const countStates = (alarms: Iterable<Alarm>): Record<AlarmStateValue, number> => {
  const counts: Record<AlarmStateValue, number> = { ALARM: 0, INSUFFICIENT_DATA: 0, OK: 0 };
  for (const alarm of alarms) counts[alarm.state] += 1;
  return counts;
};

/** Alarms by ARN. A listing that is whole removes those of its origin that it does not name. */
export const createAlarmStore = ({ maxHistory }: { readonly maxHistory: number }): AlarmStore => {
  const byArn = new Map<string, Alarm>();
  const history = createRing<AlarmTransition>({ maxItems: maxHistory, compare: (a, b) => a.at - b.at });
  let listedAt: ReadonlyMap<string, number> = new Map();
  let last: AlarmsSnapshot | undefined;
  const forgetUnnamed = (listed: AlarmsListed): void => {
    const named = new Set(listed.arns);
    for (const [arn, alarm] of byArn) if (isSameOrigin(alarm, listed) && !named.has(arn)) byArn.delete(arn);
  };
  return {
    apply: (observation) => {
      last = undefined;
      switch (observation.type) {
        case 'alarm':
          byArn.set(observation.arn, observation);
          break;
        case 'alarmsListed':
          forgetUnnamed(observation);
          listedAt = new Map([...listedAt, [originName(observation), observation.at]]);
          break;
        case 'alarmHistory':
          history.push(observation);
          break;
      }
    },
    snapshot: () => {
      last ??= {
        alarms: [...byArn.values()].sort(compareAlarms),
        counts: countStates(byArn.values()),
        history: history.snapshot(),
        listedAt,
      };
      return last;
    },
  };
};
