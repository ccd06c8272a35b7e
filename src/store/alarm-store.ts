import type {
  Alarm,
  AlarmActionDone,
  AlarmConfigChange,
  AlarmContributors,
  AlarmLack,
  AlarmStateValue,
  AlarmsListed,
  AlarmTransition,
  ContributorTransition,
  MuteRules,
} from '../observation/alarms.ts';
import { isSameOrigin, originName } from '../origin.ts';
import { createRing, type RingSnapshot } from './ring.ts';

/** What is in the history of an alarm beside its states. */
export type AlarmEvent = AlarmActionDone | AlarmConfigChange | ContributorTransition;

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
  /** What alarms did, how they were changed, how their contributors went: as far as it was asked for, oldest first. */
  readonly events?: readonly AlarmEvent[];
  /** The series that are in ALARM now, by the ARN of their alarm. */
  readonly contributors?: ReadonlyMap<string, AlarmContributors>;
  /** Of each origin. */
  readonly mutes?: readonly MuteRules[];
  /** What cannot be read, and why. */
  readonly lacks?: readonly AlarmLack[];
};

export type AlarmStore = {
  readonly apply: (
    observation:
      | Alarm
      | AlarmsListed
      | AlarmTransition
      | AlarmEvent
      | AlarmContributors
      | MuteRules
      | AlarmLack,
  ) => void;
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

/** Events that are kept: the first that came goes first. */
const maxEvents = 5_000;

/** Two of one alarm are never told in the same words at the same moment. */
const eventKey = (event: AlarmEvent): string => {
  const said = event.type === 'contributorHistory' ? `${event.from} ${event.to}` : event.summary;
  const of = event.type === 'alarmConfig' ? '' : event.contributor;
  return [event.type, originName(event), event.name, event.at, of, said].join('\n');
};

/** Alarms by ARN. A listing that is whole removes those of its origin that it does not name. */
export const createAlarmStore = ({ maxHistory }: { readonly maxHistory: number }): AlarmStore => {
  const byArn = new Map<string, Alarm>();
  const history = createRing<AlarmTransition>({ maxItems: maxHistory, compare: (a, b) => a.at - b.at });
  let listedAt: ReadonlyMap<string, number> = new Map();
  const events = new Map<string, AlarmEvent>();
  let contributors: ReadonlyMap<string, AlarmContributors> = new Map();
  let mutes: ReadonlyMap<string, MuteRules> = new Map();
  let lacks: ReadonlyMap<string, AlarmLack> = new Map();
  let last: AlarmsSnapshot | undefined;
  const forgetUnnamed = (listed: AlarmsListed): void => {
    const named = new Set(listed.arns);
    for (const [arn, alarm] of byArn) if (isSameOrigin(alarm, listed) && !named.has(arn)) byArn.delete(arn);
    const isOld = [...contributors.keys()].some((arn) => byArn.get(arn)?.state !== 'ALARM');
    if (isOld) {
      contributors = new Map([...contributors].filter(([arn]) => byArn.get(arn)?.state === 'ALARM'));
    }
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
        case 'alarmAction':
        case 'alarmConfig':
        case 'contributorHistory': {
          events.set(eventKey(observation), observation);
          const [first] = events.keys();
          if (events.size > maxEvents && first !== undefined) events.delete(first);
          break;
        }
        case 'alarmContributors':
          contributors = new Map([...contributors, [observation.arn, observation]]);
          break;
        case 'muteRules':
          mutes = new Map([...mutes, [originName(observation), observation]]);
          break;
        case 'alarmLack': {
          const key = `${originName(observation)} ${observation.what}`;
          const others = [...lacks].filter(([known]) => known !== key);
          lacks = new Map(observation.failure === undefined ? others : [...others, [key, observation]]);
          break;
        }
      }
    },
    snapshot: () => {
      last ??= {
        alarms: [...byArn.values()].sort(compareAlarms),
        counts: countStates(byArn.values()),
        history: history.snapshot(),
        listedAt,
        events: [...events.values()].sort((a, b) => a.at - b.at),
        contributors,
        mutes: [...mutes.values()],
        lacks: [...lacks.values()],
      };
      return last;
    },
  };
};
