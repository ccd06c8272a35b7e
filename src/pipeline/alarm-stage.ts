import type { Alarm } from '../observation/alarms.ts';
import { isSameOrigin } from '../origin.ts';
import { alarmNamesIn } from './alarm-rule.ts';
import { kindOf } from './catalogue/kinds.ts';
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

/**
 * Dimensions of the alarm that the stage has too; none where one of them says something else. Where none of them is the one
 * that names the stage, all of them must be the stage's: of two APIs that share `Stage: prod` each has its alarms.
 */
const agreement = (alarm: Alarm, stage: Stage): number => {
  const { dimensions, deadLetterQueue } = stage;
  const {
    named,
    dimensions: [[first] = []],
  } = kindOf(stage);
  const naming = named ?? first;
  let same = 0;
  let others = 0;
  let names = naming === undefined;
  for (const [name, value] of Object.entries(alarm.dimensions)) {
    const isDeadLetters = name === 'QueueName' && value === deadLetterQueue;
    names ||= isDeadLetters || (name === naming && dimensions[name] === value);
    if (isDeadLetters || dimensions[name] === value) same += 1;
    else if (dimensions[name] !== undefined) return 0;
    else others += 1;
  }
  // Of a function and its event source mapping, the function is the one that `FunctionName` names.
  if (same === 0) return 0;
  return names ? same + 0.5 : others === 0 ? same : 0;
};

/** True where a dimension of the alarm names the stage, and none says that it is another one: `Host: legacy-erp`. */
const isNamedBy = (alarm: Alarm, { name, dimensions }: Stage): boolean => {
  const own = Object.entries(alarm.dimensions);
  const isOther = own.some(([key, value]) => dimensions[key] !== undefined && dimensions[key] !== value);
  return !isOther && own.some(([, value]) => value === name);
};

/**
 * The stage that an alarm watches: the one whose dimensions agree with the alarm's the most; where none does, the one that a dimension
 * of it names, else one that is measured by its metric.
 */
export const stageOfAlarm = (alarm: Alarm, { stages }: Pick<Pipeline, 'stages'>): Stage | undefined => {
  let best: { readonly stage: Stage; readonly same: number } | undefined;
  const near = stages.filter((stage) => isOfPlace(alarm, stage));
  for (const stage of near) {
    const same = agreement(alarm, stage);
    if (same > (best?.same ?? 0)) best = { stage, same };
  }
  return (
    best?.stage ??
    near.find((stage) => isNamedBy(alarm, stage)) ??
    near.find((stage) => isMeasuredBy(alarm, stage))
  );
};

/** The alarms that a composite one is made of, to the last; another is made of itself. An alarm may stand below itself. */
const alarmsBelow = (alarm: Alarm, alarms: readonly Alarm[]): readonly Alarm[] => {
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
  return below;
};

/** The stages that an alarm, or those below it, watch: of those that are on where any are; the first that went off first. */
export const stagesBelow = (
  alarm: Alarm,
  alarms: readonly Alarm[],
  pipeline: Pick<Pipeline, 'stages'>,
): readonly Stage[] => {
  const below = alarmsBelow(alarm, alarms).toSorted((a, b) => a.since - b.since);
  const stagesOf = (these: readonly Alarm[]): readonly Stage[] =>
    these.flatMap((one) => stageOfAlarm(one, pipeline) ?? []);
  const on = stagesOf(below.filter(({ state }) => state === 'ALARM'));
  return on.length > 0 ? on : stagesOf(below);
};

/**
 * The stage to look at: the one that the alarm watches; for a composite that of the alarm below it that went off first, or
 * of any below it while all is well.
 */
export const stageBehind = (
  alarm: Alarm,
  alarms: readonly Alarm[],
  pipeline: Pick<Pipeline, 'stages'>,
): Stage | undefined => stagesBelow(alarm, alarms, pipeline)[0];
