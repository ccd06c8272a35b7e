/**
 * CloudWatch alarms of several Regions: a listing, then what changes. A listing only shows the state of the moment; the
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
  readonly clientsFor: (region: string) => AlarmsApi;
  readonly regions: readonly string[];
  readonly clock: Clock;
  readonly pollMs?: number;
  /** How far back transitions are told at the start; 0: from now on. AWS keeps 30 days. */
  readonly historyMs?: number;
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
  combineSources(options.regions.map((region) => (signal) => followRegion(options, region, signal)));

type Region = {
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

async function* followRegion(
  options: AlarmsOptions,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Observation> {
  const { clock, pollMs = defaultPollMs, historyMs = 0, once = false, random = Math.random } = options;
  let nextAt = 0;
  const paceOf = (scope: string) =>
    createPace({
      clock,
      source: 'alarms',
      scope,
      dueAt: () => nextAt,
      patient: !once,
      random,
      ...(options.visible === undefined ? {} : { visible: options.visible }),
    });
  const pace = paceOf(name);
  // Who may list alarms may not be allowed their history, and some services have none: the listing does without.
  const historyPace = paceOf(`${name} history`);
  const region: Region = {
    name,
    api: options.clientsFor(name),
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
    const failure = yield* listAlarms(region, signal);
    if (signal.aborted) return;
    if (failure !== undefined) {
      yield* pace.failed(failure);
      if (once) return;
      continue;
    }
    yield* pace.answered();
    const noHistory = yield* readHistory(region, signal, startedAt);
    if (signal.aborted) return;
    yield* noHistory === undefined ? historyPace.answered() : historyPace.failed(noHistory);
    yield* tellShifts(region, noHistory, startedAt);
    yield* judgeFlapping(region);
    if (!isReady) yield { type: 'ready', source: 'alarms', scope: name, at: clock.now() };
    isReady = true;
    nextAt = startedAt + pollMs;
    if (once) return;
  }
}

/** All pages; each is told as it comes. Only a listing that came to its end says who is gone. */
async function* listAlarms(
  region: Region,
  signal: AbortSignal,
): AsyncGenerator<Observation, Failure | undefined> {
  const listed = new Map<string, AlarmSeen>();
  let token: string | undefined;
  for (;;) {
    if (!(await region.listSpacing.turn(signal))) return undefined;
    const input: DescribeAlarmsInput = {
      AlarmTypes: region.types,
      MaxRecords: pageSize,
      ...(region.namePrefix === undefined ? {} : { AlarmNamePrefix: region.namePrefix }),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const tries = token === undefined ? region.tries : manyTries;
    const call = () => region.api.describeAlarms(input, signal);
    const answer: Answer<DescribeAlarmsOutput> = await persist(region, signal, call, tries);
    if (!answer.ok) {
      const knowsNoLogAlarms = answer.failure.kind === 'usage' && region.types.includes('LogAlarm');
      if (!knowsNoLogAlarms) return answer.failure;
      region.types = ['MetricAlarm', 'CompositeAlarm'];
      continue;
    }
    for (const alarm of alarmsOf(answer.value, region.name)) {
      const before = region.seen.get(alarm.arn);
      const now = { ...alarm, flapping: before?.flapping ?? false };
      listed.set(alarm.arn, now);
      if (JSON.stringify(before) !== JSON.stringify(now)) yield now;
      if (before !== undefined && before.state !== now.state) region.shifts.push(shiftOf(before, now));
    }
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
    const text = `${listed.size} alarms listed`;
    yield { type: 'progress', source: 'alarms', scope: region.name, text };
  }
  region.seen = listed;
  yield {
    type: 'alarmsListed',
    region: region.name,
    arns: new Set(listed.keys()),
    at: region.clock.now(),
  };
  return undefined;
}

const alarmsOf = (page: DescribeAlarmsOutput, region: string): readonly AlarmSeen[] => [
  ...(page.MetricAlarms ?? []).map((alarm) => fromMetricAlarm(alarm, region)),
  ...(page.CompositeAlarms ?? []).map((alarm) => fromCompositeAlarm(alarm, region)),
  ...(page.LogAlarms ?? []).map((alarm) => fromLogAlarm(alarm, region)),
];

/** Tells the transitions since the last time, oldest first, each once. */
async function* readHistory(
  region: Region,
  signal: AbortSignal,
  startedAt: number,
): AsyncGenerator<Observation, Failure | undefined> {
  const start = region.historyTo - historyOverlapMs;
  let token: string | undefined;
  do {
    if (!(await region.historySpacing.turn(signal))) return undefined;
    const input: DescribeAlarmHistoryInput = {
      AlarmTypes: region.types,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(start),
      ScanBy: 'TimestampAscending',
      MaxRecords: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const tries = token === undefined ? Math.min(region.tries, historyTries) : manyTries;
    const call = () => region.api.describeAlarmHistory(input, signal);
    const answer: Answer<DescribeAlarmHistoryOutput> = await persist(region, signal, call, tries);
    if (!answer.ok) return answer.failure;
    for (const item of answer.value.AlarmHistoryItems ?? []) {
      const transition = toTransition(item, region.name);
      if (transition !== undefined && isNews(region, transition)) yield transition;
    }
    token = answer.value.NextToken || undefined;
  } while (token !== undefined);
  region.historyTo = startedAt;
  for (const [key, at] of region.told) if (at < startedAt - 2 * historyOverlapMs) region.told.delete(key);
  return undefined;
}

const shiftOf = (before: AlarmSeen, now: AlarmSeen): AlarmTransition => ({
  type: 'alarmHistory',
  name: now.name,
  at: now.since,
  from: before.state,
  to: now.state,
  reason: now.reason,
  region: now.region,
});

/** Where there is no history to be had, what two listings differ in is told: a new ALARM must not pass in silence. */
function* tellShifts(
  region: Region,
  noHistory: Failure | undefined,
  startedAt: number,
): Generator<AlarmTransition> {
  if (noHistory === undefined) region.hasHistory = true;
  else {
    const comesLater = isTemporary(noHistory) && (region.hasHistory || noHistory.kind !== 'service');
    if (comesLater || region.shifts.length === 0) return;
    yield* region.shifts;
    // Should there be a history after all, it goes on from here.
    region.tellFrom = startedAt;
  }
  region.shifts = [];
}

const isNews = (region: Region, transition: AlarmTransition): boolean => {
  const { namePrefix, tellFrom } = region;
  if (namePrefix !== undefined && !transition.name.startsWith(namePrefix)) return false;
  const key = transitionKey(transition);
  if (region.told.has(key)) return false;
  region.told.set(key, transition.at);
  const changes = region.changes.get(transition.name) ?? [];
  changes.push(transition.at);
  region.changes.set(transition.name, changes);
  return transition.at >= tellFrom;
};

/** Says anew the alarms that began or ceased to flap. */
function* judgeFlapping(region: Region): Generator<AlarmSeen> {
  const now = region.clock.now();
  for (const [arn, alarm] of region.seen) {
    const changes = region.changes.get(alarm.name);
    if (changes === undefined) continue;
    const period = alarm.periodSeconds ?? 60;
    const recent = changes.filter((at) => at > now - flappingWindowMs(period));
    if (recent.length === 0) region.changes.delete(alarm.name);
    else region.changes.set(alarm.name, recent);
    const flapping = isFlapping(recent, now, period, alarm.flapping);
    if (flapping === alarm.flapping) continue;
    const judged = { ...alarm, flapping };
    region.seen.set(arn, judged);
    yield judged;
  }
}
