/** What is known of one origin's alarms while they are followed. */
import type {
  AlarmType,
  DescribeAlarmContributorsInput,
  DescribeAlarmContributorsOutput,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetAlarmMuteRuleInput,
  GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesInput,
  ListAlarmMuteRulesOutput,
} from '@aws-sdk/client-cloudwatch';
import type { AwsCall } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { Origin } from '../../origin.ts';
import {
  type ContributorState,
  createContributorState,
  createMuteState,
  type MuteState,
} from './quiet-state.ts';

/** Of `createClients`, what this source calls. */
export type AlarmsApi = {
  readonly describeAlarms: AwsCall<DescribeAlarmsInput, DescribeAlarmsOutput>;
  readonly describeAlarmHistory: AwsCall<DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput>;
  readonly describeAlarmContributors: AwsCall<
    DescribeAlarmContributorsInput,
    DescribeAlarmContributorsOutput
  >;
  readonly listAlarmMuteRules: AwsCall<ListAlarmMuteRulesInput, ListAlarmMuteRulesOutput>;
  readonly getAlarmMuteRule: AwsCall<GetAlarmMuteRuleInput, GetAlarmMuteRuleOutput>;
};

export type Following = {
  readonly origin: Origin;
  readonly api: AlarmsApi;
  readonly clock: Clock;
  readonly random: () => number;
  /** Tries of a first page: one, where there is a next poll. */
  readonly tries: number;
  readonly namePrefix: string | undefined;
  /** How far back transitions are told at the start. */
  readonly historyMs: number;
  /** As they were last said, by ARN. */
  seen: Map<string, Alarm>;
  /** Times of each alarm's transitions, by its name: for flapping. */
  changes: Map<string, number[]>;
  /** Transitions read lately, by their key, with their times: none is told twice. */
  readonly told: Map<string, number>;
  /** Transitions before this have been forgotten. */
  knownFrom: number;
  /** When the newest listing was answered, on AWS's clock: a machine's own may be wrong by minutes. */
  listedAt: number;
  /** Transitions before this are of the past: judged by, and no news. On AWS's clock; undefined before its first answer. */
  tellFrom: number | undefined;
  /** The history is known up to here, on AWS's clock; undefined before it was first read. */
  historyTo: number | undefined;
  /** Changes of state between two listings that the history has not told of yet. */
  shifts: AlarmTransition[];
  hasHistory: boolean;
  /** Services that look like AWS may not know log alarms (rule 1). */
  types: AlarmType[];
  readonly mutes: MuteState;
  readonly contributors: ContributorState;
};

export type FollowingOptions = Pick<
  Following,
  'origin' | 'api' | 'clock' | 'random' | 'tries' | 'namePrefix' | 'historyMs'
>;

export const createFollowing = (options: FollowingOptions): Following => ({
  ...options,
  seen: new Map(),
  changes: new Map(),
  told: new Map(),
  knownFrom: Number.NEGATIVE_INFINITY,
  listedAt: options.clock.now(),
  tellFrom: undefined,
  historyTo: undefined,
  shifts: [],
  hasHistory: false,
  types: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
  mutes: createMuteState(),
  contributors: createContributorState(),
});
