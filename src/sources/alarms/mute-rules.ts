/** The mute rules of an origin: which there are, when they mute, and which alarm is muted now, until when (rules 13 to 15). */
import type {
  AlarmMuteRuleSummary,
  GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../aws/call.ts';
import type { ActiveMute, Alarm, MuteRule } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { persist } from '../../pacing/persist.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import type { Following } from './following.ts';
import { longestWindowMs, muteWindows } from './mute-windows.ts';
import type { KnownSchedule } from './quiet-state.ts';

const pageSize = 100;
/** AWS lists no more of them than its quota allows; what leads on for ever is given up. */
const mostPages = 20;
/** Each rule is a call of its own, once, and after each change of it: so many in one poll. */
const mostReads = 25;
/** A permission may be given, a service may learn it. */
/** Alarms wait for their mute rules, but not for long. */
const muteTries = 2;
const askAgainMs = 10 * 60_000;
const dayMs = 24 * 3_600_000;

const nameOf = (arn: string): string =>
  arn.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm-mute(-rule)?:/, '');

const scheduleOf = (arn: string, answer: GetAlarmMuteRuleOutput): KnownSchedule => {
  const { Name, Description, Rule, MuteTargets, StartDate, ExpireDate } = answer;
  const { Expression = '', Duration = '', Timezone = '' } = Rule?.Schedule ?? {};
  return {
    name: Name ?? nameOf(arn),
    ...(Description ? { description: Description } : {}),
    alarms: MuteTargets?.AlarmNames ?? [],
    expression: Expression,
    duration: Duration,
    timezone: Timezone || 'UTC',
    startAt: StartDate?.getTime(),
    expireAt: ExpireDate?.getTime(),
  };
};

const ruleOf = ({ startAt, expireAt, ...rule }: KnownSchedule, isActive: boolean, now: number): MuteRule => ({
  ...rule,
  isActive,
  windows: muteWindows({ ...rule, startAt, expireAt }, now - dayMs, now + dayMs),
});

/** All rules that are active or to come; those whose details could not be read yet come with the next poll. */
const listRules = async (
  following: Following,
  signal: AbortSignal,
): Promise<{ readonly summaries: readonly AlarmMuteRuleSummary[]; readonly failure?: Failure }> => {
  const summaries: AlarmMuteRuleSummary[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const input = {
      Statuses: ['ACTIVE' as const, 'SCHEDULED' as const],
      MaxRecords: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const call = () => following.api.listAlarmMuteRules(input, signal);
    const answer: Answer<ListAlarmMuteRulesOutput> = await persist(
      following,
      signal,
      call,
      following.tries === 1 ? 1 : muteTries,
    );
    if (!answer.ok) return { summaries, failure: answer.failure };
    summaries.push(...(answer.value.AlarmMuteRuleSummaries ?? []));
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
  }
  return { summaries };
};

/**
 * Reads the rules anew, where it is time to. What fails leaves them as they were, and is no trouble: alarms do without. Only a spoilt
 * answer is one.
 */
export const readMuteRules = async (following: Following, signal: AbortSignal): Promise<void> => {
  const { mutes, clock, api } = following;
  if (clock.now() < mutes.askAt) return;
  mutes.spoilt = undefined;
  const fail = (failure: Failure): void => {
    if (failure.code === 'MalformedAnswer') mutes.spoilt = failure;
    if (isTemporary(failure) && mutes.lack === undefined) return;
    mutes.lack = failure;
    if (!isTemporary(failure)) mutes.askAt = clock.now() + askAgainMs;
  };
  const { summaries, failure } = await listRules(following, signal);
  if (signal.aborted) return;
  if (failure !== undefined) return fail(failure);
  // Those that mute now first.
  const wanted = summaries
    .flatMap(({ AlarmMuteRuleArn: arn, LastUpdatedTimestamp, Status }) =>
      arn === undefined
        ? []
        : [{ arn, updatedAt: LastUpdatedTimestamp?.getTime() ?? 0, isActive: Status === 'ACTIVE' }],
    )
    .toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
  let reads = 0;
  let unread: Failure | undefined;
  for (const { arn, updatedAt } of wanted) {
    if (mutes.known.get(arn)?.updatedAt === updatedAt || reads >= mostReads || unread !== undefined) continue;
    reads += 1;
    const call = () => api.getAlarmMuteRule({ AlarmMuteRuleName: nameOf(arn) }, signal);
    const answer: Answer<GetAlarmMuteRuleOutput> = await persist(
      following,
      signal,
      call,
      following.tries === 1 ? 1 : muteTries,
    );
    if (signal.aborted) return;
    if (answer.ok) mutes.known.set(arn, { updatedAt, schedule: scheduleOf(arn, answer.value) });
    // A rule may be deleted between the two calls.
    else if (answer.failure.kind !== 'not-found') unread = answer.failure;
  }
  const listed = new Set(wanted.map(({ arn }) => arn));
  for (const arn of mutes.known.keys()) if (!listed.has(arn)) mutes.known.delete(arn);
  if (unread !== undefined) fail(unread);
  else mutes.lack = undefined;
  const now = clock.now();
  mutes.rules = wanted.flatMap(({ arn, isActive }) => {
    const schedule = mutes.known.get(arn)?.schedule;
    return schedule === undefined ? [] : [ruleOf(schedule, isActive, now)];
  });
};

/** What mutes an alarm now: of several rules the one that does so the longest. AWS's word that a rule is active decides. */
export const muteOf = ({ name }: Alarm, rules: readonly MuteRule[], now: number): ActiveMute | undefined => {
  const mutes = rules
    .filter(({ isActive, alarms }) => isActive && alarms.includes(name))
    .map(({ name: by, windows }): ActiveMute => {
      const window = windows.find(({ from, to }) => from <= now && now < to);
      return window === undefined || window.to - now > longestWindowMs ? { by } : { by, until: window.to };
    });
  const endOf = ({ until = 0 }: ActiveMute): number => until;
  return mutes.reduce<ActiveMute | undefined>(
    (longest, mute) => (longest === undefined || endOf(mute) > endOf(longest) ? mute : longest),
    undefined,
  );
};

/** The alarm with what mutes it now, and without what did. */
export const withMute = (alarm: Alarm, { mutes, clock }: Following): Alarm => {
  const mute = muteOf(alarm, mutes.rules, clock.now());
  const { mute: _before, ...rest } = alarm;
  return mute === undefined ? rest : { ...rest, mute };
};

/** Says the rules where they are others than were said, the alarms that are muted now or no longer, and what cannot be read. */
export function* tellMutes(following: Following): Generator<Observation> {
  const { mutes, origin, clock, seen } = following;
  const said = JSON.stringify(mutes.rules);
  if (said !== mutes.said) yield { type: 'muteRules', ...origin, at: clock.now(), rules: mutes.rules };
  mutes.said = said;
  if (mutes.lack?.code !== mutes.saidLack) {
    const failure = mutes.lack === undefined ? {} : { failure: mutes.lack };
    yield { type: 'alarmLack', ...origin, what: 'muteRules', ...failure };
  }
  mutes.saidLack = mutes.lack?.code;
  for (const [arn, alarm] of seen) {
    const now = withMute(alarm, following);
    if (JSON.stringify(now.mute) === JSON.stringify(alarm.mute)) continue;
    seen.set(arn, now);
    yield now;
  }
}
