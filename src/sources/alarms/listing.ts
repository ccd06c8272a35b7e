/** One listing of an origin's alarms, page by page. */
import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../aws/call.ts';
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { type Origin, originName, originOf } from '../../origin.ts';
import { manyTries, persist } from '../../pacing/persist.ts';
import { type Batch, batchOf } from '../source.ts';
import { fromCompositeAlarm, fromLogAlarm, fromMetricAlarm } from './alarm.ts';
import type { Following } from './following.ts';
import { withMute } from './mute-rules.ts';

/** Rule 2. */
const pageSize = 100;

/** All pages; each is told as it comes, with what mutes its alarms. Only a listing that came to its end says who is gone (rule 2). */
export async function* listAlarms(
  following: Following,
  mutesRead: Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<Batch, Failure | undefined> {
  const listed = new Map<string, Alarm>();
  let token: string | undefined;
  let isPartial = false;
  for (;;) {
    const input: DescribeAlarmsInput = {
      AlarmTypes: following.types,
      MaxRecords: pageSize,
      ...(following.namePrefix === undefined ? {} : { AlarmNamePrefix: following.namePrefix }),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const askedAt = following.clock.now();
    const tries = token === undefined ? following.tries : manyTries;
    const call = () => following.api.describeAlarms(input, signal);
    const answer: Answer<DescribeAlarmsOutput> = await persist(following, signal, call, tries);
    if (!answer.ok) {
      const knowsNoLogAlarms = answer.failure.kind === 'usage' && following.types.includes('LogAlarm');
      if (!knowsNoLogAlarms) return answer.failure;
      following.types = ['MetricAlarm', 'CompositeAlarm'];
      continue;
    }
    await mutesRead;
    if (token === undefined) following.listedAt = answer.servedAt ?? askedAt;
    isPartial ||= answer.isPartial === true;
    const news: Alarm[] = [];
    for (const alarm of alarmsOf(answer.value, following.origin)) {
      const before = following.seen.get(alarm.arn);
      const isOlder = before !== undefined && isBefore(alarm, before);
      const told = before === undefined ? alarm : isOlder ? before : { ...alarm, judged: before.judged };
      const now = withMute(told, following);
      listed.set(alarm.arn, now);
      if (JSON.stringify(before) !== JSON.stringify(now)) news.push(now);
      if (before !== undefined && before.state !== now.state) following.shifts.push(shiftOf(before, now));
    }
    yield { observations: news };
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
    const text = `${listed.size} alarms listed`;
    yield batchOf({ type: 'progress', source: 'alarms', scope: originName(following.origin), text });
  }
  // What had to be left out of an answer is not gone: it stays as it was.
  if (isPartial) for (const [arn, alarm] of following.seen) if (!listed.has(arn)) listed.set(arn, alarm);
  following.seen = listed;
  yield batchOf({
    type: 'alarmsListed',
    ...following.origin,
    arns: [...listed.keys()],
    at: following.clock.now(),
  });
  return undefined;
}

const alarmsOf = (page: DescribeAlarmsOutput, origin: Origin): readonly Alarm[] => [
  ...(page.MetricAlarms ?? []).map((alarm) => fromMetricAlarm(alarm, origin)),
  ...(page.CompositeAlarms ?? []).map((alarm) => fromCompositeAlarm(alarm, origin)),
  ...(page.LogAlarms ?? []).map((alarm) => fromLogAlarm(alarm, origin)),
];

/** An answer of before, brought again: a state ends and does not come back with its old time (rule 3). */
const isBefore = (alarm: Alarm, known: Alarm): boolean =>
  alarm.state !== known.state && alarm.since < known.since;

const shiftOf = (before: Alarm, now: Alarm): AlarmTransition => ({
  type: 'alarmHistory',
  name: now.name,
  at: now.since,
  from: before.state,
  to: now.state,
  reason: now.reason,
  ...originOf(now),
});
