import type { Alarm } from '../observation/alarms.ts';
import { isSameOrigin } from '../origin.ts';
import { alarmNamesIn } from './alarm-rule.ts';
import type { Pipeline, Stage } from './stage.ts';

/** The account whose metric it watches: its own, but for cross-account observability. */
const accountOf = ({ accountId, arn }: Alarm): string | undefined => accountId ?? arn.split(':')[4];

/** True where the alarm is read where the stage is, and watches a metric of the stage's account. */
const isOfPlace = (alarm: Alarm, stage: Stage): boolean => {
  if (!isSameOrigin(stage, alarm)) return false;
  const owner = stage.accountId ?? alarm.arn.split(':')[4];
  return owner === accountOf(alarm);
};

/** True where the stage is measured by the very metric that the alarm watches. */
const isMeasuredBy = ({ namespace, metricName, dimensions }: Alarm, { series }: Stage): boolean =>
  metricName !== undefined &&
  series.some(({ query }) => {
    if (query.kind !== 'metric' || query.metric !== metricName || query.namespace !== namespace) return false;
    const names = Object.keys(query.dimensions);
    return (
      names.length === Object.keys(dimensions).length &&
      names.every((name) => query.dimensions[name] === dimensions[name])
    );
  });

/** Dimensions of the alarm that the stage has too; none where one of them says something else. */
const agreement = (alarm: Alarm, { dimensions, deadLetterQueue }: Stage): number => {
  let same = 0;
  for (const [name, value] of Object.entries(alarm.dimensions)) {
    if (name === 'QueueName' && value === deadLetterQueue) same += 1;
    else if (dimensions[name] === value) same += 1;
    else if (dimensions[name] !== undefined) return 0;
  }
  return same;
};

/**
 * The stage that an alarm watches: the one whose dimensions agree with the alarm's the most; where none does, one that is
 * measured by the alarm's metric.
 */
export const stageOfAlarm = (alarm: Alarm, { stages }: Pipeline): Stage | undefined => {
  let best: { readonly stage: Stage; readonly same: number } | undefined;
  for (const stage of stages) {
    const same = isOfPlace(alarm, stage) ? agreement(alarm, stage) : 0;
    if (same > (best?.same ?? 0)) best = { stage, same };
  }
  return best?.stage ?? stages.find((stage) => isOfPlace(alarm, stage) && isMeasuredBy(alarm, stage));
};

/**
 * The stage to look at: the one that the alarm watches; for a composite that of the alarm below it that went off first, or
 * of any below it while all is well. An alarm may stand below itself.
 */
export const stageBehind = (
  alarm: Alarm,
  alarms: readonly Alarm[],
  pipeline: Pipeline,
): Stage | undefined => {
  const below: Alarm[] = [];
  const visited = new Set<string>();
  const visit = (one: Alarm): void => {
    if (visited.has(one.arn)) return;
    visited.add(one.arn);
    if (one.kind !== 'composite') {
      below.push(one);
      return;
    }
    const names = new Set(alarmNamesIn(one.metric ?? ''));
    for (const other of alarms) {
      if (names.has(other.arn) || (names.has(other.name) && isSameOrigin(other, one))) visit(other);
    }
  };
  visit(alarm);
  const urgency = ({ state }: Alarm): number => (state === 'ALARM' ? 0 : 1);
  for (const one of below.sort((a, b) => urgency(a) - urgency(b) || a.since - b.since)) {
    const stage = stageOfAlarm(one, pipeline);
    if (stage !== undefined) return stage;
  }
  return undefined;
};
