/**
 * CloudWatch alarms of several origins: a listing, then what changes. A listing only shows the state of the moment; the
 * history fills what happened between two listings, however far apart they are, so that each transition is told once.
 */
import type {
  AlarmType,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { isTemporary } from '../../aws/failure.ts';
import type { Clock } from '../../clock.ts';
import type { AlarmSeen, AlarmTransition, Failure, Observation } from '../../observation.ts';
import { type Origin, originName, originOf } from '../../origin.ts';
import { combineSources } from '../merge.ts';
import { createPace, createSpacing, manyTries, persist } from '../scheduler.ts';
import type { Source } from '../source.ts';
import { fromCompositeAlarm, fromLogAlarm, fromMetricAlarm } from './alarm.ts';
import { flappingWindowMs, isFlapping, toTransition, transitionKey } from './history.ts';

/** Of `createClients`, what this source calls. */
export type AlarmsApi = {
  readonly describeAlarms: AwsCall<DescribeAlarmsInput, DescribeAlarmsOutput>;
  readonly describeAlarmHistory: AwsCall<DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput>;
};

export type AlarmsOptions = {
  readonly clientsFor: (origin: Origin) => AlarmsApi;
  readonly origins: readonly Origin[];
  readonly clock: Clock;
  readonly pollMs?: number;
  /** How far back transitions are told at the start; 0: from now on. AWS keeps 30 days. */
  readonly historyMs?: number;
  /** False where only states are shown: no history is read, no transition told, none flaps. */
  readonly history?: boolean;
  readonly namePrefix?: string;
  /** One listing (and its history), then the end; the end, with a problem, also when AWS does not answer. */
  readonly once?: boolean;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

const defaultPollMs = 30_000;
const pageSize = 100;
/** Some services have no history and answer that they broke down: a table must not wait ten seconds for it. */
const historyTries = 3;
/** DescribeAlarms allows 9 calls a second, DescribeAlarmHistory 20. */
const listGapMs = 125;
const historyGapMs = 60;
/** An item may get into the history this late, clocks included. */
const historyOverlapMs = 5 * 60_000;
/** Read at the start in any case: whether an alarm flaps is asked of its past. */
const flappingHistoryMs = 60 * 60_000;

export const alarmsSource = (options: AlarmsOptions): Source =>
  combineSources(options.origins.map((origin) => (signal) => followOrigin(options, origin, signal)));

/** What is known of one origin. */
type Following = {
  readonly origin: Origin;
  readonly name: string;
  readonly api: AlarmsApi;
  readonly clock: Clock;
  readonly random: () => number;
  /** Tries of a first page: one, where there is a next poll. */
  readonly tries: number;
  readonly namePrefix: string | undefined;
  readonly listSpacing: ReturnType<typeof createSpacing>;
  readonly historySpacing: ReturnType<typeof createSpacing>;
  /** As they were last said, by ARN. */
  seen: Map<string, AlarmSeen>;
  /** Times of each alarm's transitions, by its name: for flapping. */
  readonly changes: Map<string, number[]>;
  /** Transitions told lately, and when they were. */
  readonly told: Map<string, number>;
  /** Transitions before this are known for flapping, not told. */
  tellFrom: number;
  /** Changes of state between two listings that the history has not told of yet. */
  shifts: AlarmTransition[];
  hasHistory: boolean;
  /** The history is known up to here. */
  historyTo: number;
  /** Services that look like AWS may not know log alarms. */
  types: AlarmType[];
};

async function* followOrigin(
  options: AlarmsOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Observation> {
  const { clock, pollMs = defaultPollMs, historyMs = 0, once = false, random = Math.random } = options;
  const name = originName(origin);
  let nextAt = 0;
  const paceOf = (scope: string) =>
    createPace({
      clock,
      source: 'alarms',
      scope,
      origin,
      dueAt: () => nextAt,
      patient: !once,
      random,
      ...(options.visible === undefined ? {} : { visible: options.visible }),
    });
  const pace = paceOf(name);
  // Who may list alarms may not be allowed their history, and some services have none: the listing does without.
  const historyPace = paceOf(`${name} history`);
  const following: Following = {
    origin,
    name,
    api: options.clientsFor(origin),
    clock,
    random,
    tries: once ? manyTries : 1,
    namePrefix: options.namePrefix,
    listSpacing: createSpacing(clock, listGapMs),
    historySpacing: createSpacing(clock, historyGapMs),
    seen: new Map(),
    changes: new Map(),
    told: new Map(),
    tellFrom: clock.now() - historyMs,
    shifts: [],
    hasHistory: false,
    historyTo: clock.now() - Math.max(historyMs, flappingHistoryMs),
    types: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
  };
  let isReady = false;
  while (await pace.turn(signal)) {
    const startedAt = clock.now();
    const failure = yield* listAlarms(following, signal);
    if (signal.aborted) return;
    if (failure !== undefined) {
      yield* pace.failed(failure);
      if (once) return;
      continue;
    }
    yield* pace.answered();
    if (options.history !== false) {
      const noHistory = yield* readHistory(following, signal, startedAt);
      if (signal.aborted) return;
      yield* noHistory === undefined ? historyPace.answered() : historyPace.failed(noHistory);
      yield* tellShifts(following, noHistory, startedAt);
      yield* judgeFlapping(following);
    } else following.shifts = [];
    if (!isReady) yield { type: 'ready', source: 'alarms', scope: name, origin, at: clock.now() };
    isReady = true;
    nextAt = startedAt + pollMs;
    if (once) return;
  }
}

/** All pages; each is told as it comes. Only a listing that came to its end says who is gone. */
async function* listAlarms(
  following: Following,
  signal: AbortSignal,
): AsyncGenerator<Observation, Failure | undefined> {
  const listed = new Map<string, AlarmSeen>();
  let token: string | undefined;
  for (;;) {
    if (!(await following.listSpacing.turn(signal))) return undefined;
    const input: DescribeAlarmsInput = {
      AlarmTypes: following.types,
      MaxRecords: pageSize,
      ...(following.namePrefix === undefined ? {} : { AlarmNamePrefix: following.namePrefix }),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const tries = token === undefined ? following.tries : manyTries;
    const call = () => following.api.describeAlarms(input, signal);
    const answer: Answer<DescribeAlarmsOutput> = await persist(following, signal, call, tries);
    if (!answer.ok) {
      const knowsNoLogAlarms = answer.failure.kind === 'usage' && following.types.includes('LogAlarm');
      if (!knowsNoLogAlarms) return answer.failure;
      following.types = ['MetricAlarm', 'CompositeAlarm'];
      continue;
    }
    for (const alarm of alarmsOf(answer.value, following.origin)) {
      const before = following.seen.get(alarm.arn);
      const now = { ...alarm, flapping: before?.flapping ?? false };
      listed.set(alarm.arn, now);
      if (JSON.stringify(before) !== JSON.stringify(now)) yield now;
      if (before !== undefined && before.state !== now.state) following.shifts.push(shiftOf(before, now));
    }
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
    const text = `${listed.size} alarms listed`;
    yield { type: 'progress', source: 'alarms', scope: following.name, text };
  }
  following.seen = listed;
  yield {
    type: 'alarmsListed',
    ...following.origin,
    arns: new Set(listed.keys()),
    at: following.clock.now(),
  };
  return undefined;
}

const alarmsOf = (page: DescribeAlarmsOutput, origin: Origin): readonly AlarmSeen[] => [
  ...(page.MetricAlarms ?? []).map((alarm) => fromMetricAlarm(alarm, origin)),
  ...(page.CompositeAlarms ?? []).map((alarm) => fromCompositeAlarm(alarm, origin)),
  ...(page.LogAlarms ?? []).map((alarm) => fromLogAlarm(alarm, origin)),
];

/** Tells the transitions since the last time, oldest first, each once. */
async function* readHistory(
  following: Following,
  signal: AbortSignal,
  startedAt: number,
): AsyncGenerator<Observation, Failure | undefined> {
  const start = following.historyTo - historyOverlapMs;
  let token: string | undefined;
  do {
    if (!(await following.historySpacing.turn(signal))) return undefined;
    const input: DescribeAlarmHistoryInput = {
      AlarmTypes: following.types,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(start),
      ScanBy: 'TimestampAscending',
      MaxRecords: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const tries = token === undefined ? Math.min(following.tries, historyTries) : manyTries;
    const call = () => following.api.describeAlarmHistory(input, signal);
    const answer: Answer<DescribeAlarmHistoryOutput> = await persist(following, signal, call, tries);
    if (!answer.ok) return answer.failure;
    for (const item of answer.value.AlarmHistoryItems ?? []) {
      const transition = toTransition(item, following.origin);
      if (transition !== undefined && isNews(following, transition)) yield transition;
    }
    token = answer.value.NextToken || undefined;
  } while (token !== undefined);
  following.historyTo = startedAt;
  for (const [key, at] of following.told)
    if (at < startedAt - 2 * historyOverlapMs) following.told.delete(key);
  return undefined;
}

const shiftOf = (before: AlarmSeen, now: AlarmSeen): AlarmTransition => ({
  type: 'alarmHistory',
  name: now.name,
  at: now.since,
  from: before.state,
  to: now.state,
  reason: now.reason,
  ...originOf(now),
});

/** Where there is no history to be had, what two listings differ in is told: a new ALARM must not pass in silence. */
function* tellShifts(
  following: Following,
  noHistory: Failure | undefined,
  startedAt: number,
): Generator<AlarmTransition> {
  if (noHistory === undefined) following.hasHistory = true;
  else {
    const comesLater = isTemporary(noHistory) && (following.hasHistory || noHistory.kind !== 'service');
    if (comesLater || following.shifts.length === 0) return;
    yield* following.shifts;
    // Should there be a history after all, it goes on from here.
    following.tellFrom = startedAt;
  }
  following.shifts = [];
}

const isNews = (following: Following, transition: AlarmTransition): boolean => {
  const { namePrefix, tellFrom } = following;
  if (namePrefix !== undefined && !transition.name.startsWith(namePrefix)) return false;
  const key = transitionKey(transition);
  if (following.told.has(key)) return false;
  following.told.set(key, transition.at);
  const changes = following.changes.get(transition.name) ?? [];
  changes.push(transition.at);
  following.changes.set(transition.name, changes);
  return transition.at >= tellFrom;
};

/** Says anew the alarms that began or ceased to flap. */
function* judgeFlapping(following: Following): Generator<AlarmSeen> {
  const now = following.clock.now();
  for (const [arn, alarm] of following.seen) {
    const changes = following.changes.get(alarm.name);
    if (changes === undefined) continue;
    const period = alarm.periodSeconds ?? 60;
    const recent = changes.filter((at) => at > now - flappingWindowMs(period));
    if (recent.length === 0) following.changes.delete(alarm.name);
    else following.changes.set(alarm.name, recent);
    const flapping = isFlapping(recent, now, period, alarm.flapping);
    if (flapping === alarm.flapping) continue;
    const judged = { ...alarm, flapping };
    following.seen.set(arn, judged);
    yield judged;
  }
}
