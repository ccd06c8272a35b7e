/** Which series of an alarm that watches many are in ALARM now (rule 16). */
import type { DescribeAlarmContributorsOutput } from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../aws/call.ts';
import type { Alarm, AlarmContributor } from '../../observation/alarms.ts';
import type { Observation } from '../../observation/observation.ts';
import { persist } from '../../pacing/persist.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import type { Following } from './following.ts';

/** Alarms that are asked for in one poll, a call or two each, of nine a second that AWS allows: the others have the next. */
const mostAlarms = 10;
/** A hundred contributors at the most are in ALARM ("Log alarms" in CloudWatch's guide). */
const mostPages = 10;
const askAgainMs = 10 * 60_000;

const readContributors = async (
  { name }: Alarm,
  following: Following,
  signal: AbortSignal,
): Promise<Answer<readonly AlarmContributor[]>> => {
  const contributors: AlarmContributor[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const input = { AlarmName: name, ...(token === undefined ? {} : { NextToken: token }) };
    const call = () => following.api.describeAlarmContributors(input, signal);
    const answer: Answer<DescribeAlarmContributorsOutput> = await persist(following, signal, call, 2);
    if (!answer.ok) return answer;
    for (const one of answer.value.AlarmContributors ?? []) {
      contributors.push({
        id: one.ContributorId ?? '',
        attributes: one.ContributorAttributes ?? {},
        reason: one.StateReason ?? '',
        ...(one.StateTransitionedTimestamp === undefined
          ? {}
          : { since: one.StateTransitionedTimestamp.getTime() }),
      });
    }
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
  }
  const at = ({ since = Number.POSITIVE_INFINITY }: AlarmContributor): number => since;
  return {
    ok: true,
    value: contributors.toSorted((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1)),
    dollars: 0,
  };
};

/** Tells those of the alarms that are in ALARM and have some, the longest not asked for first. What fails is no trouble. */
export async function* tellContributors(
  following: Following,
  signal: AbortSignal,
): AsyncGenerator<Observation> {
  const { contributors: state, clock, origin, seen } = following;
  const on = [...seen.values()].filter((alarm) => alarm.hasContributors && alarm.state === 'ALARM');
  for (const arn of state.asked.keys()) if (seen.get(arn)?.state !== 'ALARM') state.asked.delete(arn);
  if (on.length === 0 || clock.now() < state.askAt) return;
  const askedAt = ({ arn }: Alarm): number => state.asked.get(arn)?.at ?? 0;
  for (const alarm of on.toSorted((a, b) => askedAt(a) - askedAt(b)).slice(0, mostAlarms)) {
    const answer = await readContributors(alarm, following, signal);
    if (signal.aborted) return;
    const at = clock.now();
    const before = state.asked.get(alarm.arn)?.said ?? '';
    if (!answer.ok) {
      state.asked.set(alarm.arn, { at, said: before });
      // One alarm may have none, or be gone by now: nothing is wrong with the others.
      if (answer.failure.kind === 'not-found' || isTemporary(answer.failure)) continue;
      if (answer.failure.code.startsWith('Validation')) continue;
      state.askAt = at + askAgainMs;
      if (state.lack?.code !== answer.failure.code)
        yield { type: 'alarmLack', ...origin, what: 'contributors', failure: answer.failure };
      state.lack = answer.failure;
      return;
    }
    if (state.lack !== undefined) yield { type: 'alarmLack', ...origin, what: 'contributors' };
    state.lack = undefined;
    const said = JSON.stringify(answer.value);
    state.asked.set(alarm.arn, { at, said });
    if (said !== before)
      yield { type: 'alarmContributors', ...origin, arn: alarm.arn, at, contributors: answer.value };
  }
}
