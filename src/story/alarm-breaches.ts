/**
 * Alarms as breaches: an alarm that watches what a rule judges is that breach's proof; one that is on where no figure of its stage is known
 * is a breach of it; a composite one is explained by what is below it (issue 14). So a screen that has alarms alone tells a story, too.
 */
import type { ActiveMute, Alarm } from '../observation/alarms.ts';
import { isSameOrigin, originOf } from '../origin.ts';
import { alarmNamesIn } from '../pipeline/alarm-rule.ts';
import { alarmCondition } from '../pipeline/alarm-words.ts';
import { kindOf } from '../pipeline/catalogue/kinds.ts';
import { derivedInputs } from '../pipeline/derive.ts';
import { signOf } from '../pipeline/signs.ts';
import type { Stage } from '../pipeline/stage.ts';
import type { Breach } from './breaches.ts';

/** An alarm turns after its rule broke, by a few periods, and stays on for as long after it healed. */
const slackMs = 10 * 60_000;

/** Keys of the stage's series, and of what is derived of them, that the alarm's metric is in. */
const keysOf = ({ metricName, namespace }: Alarm, stage: Stage): ReadonlySet<string> => {
  const own = stage.series
    .filter(
      ({ query }) => query.kind === 'metric' && query.metric === metricName && query.namespace === namespace,
    )
    .map(({ key }) => key);
  const derived = Object.entries(kindOf(stage).derived)
    .filter(([, definition]) => derivedInputs(definition).some((key) => own.includes(key)))
    .map(([key]) => key);
  return new Set([...own, ...derived]);
};

const signOfAlarm = (alarm: Alarm, stage: Stage): Breach['sign'] => {
  const words = alarm.metricName ?? alarm.name;
  const [key = words] = keysOf(alarm, stage);
  const unit = stage.series.find((spec) => spec.key === key)?.unit ?? 'none';
  // Errors and throttles that are counted are the same trouble as their share.
  return signOf({ series: key, words }, unit);
};

const isDuring = ({ since }: Alarm, breach: Breach): boolean =>
  since >= breach.since - slackMs && (breach.until === undefined || since <= breach.until + slackMs);

const isProofOf = (alarm: Alarm, stage: Stage, breach: Breach): boolean =>
  breach.stage === stage.name &&
  isDuring(alarm, breach) &&
  (keysOf(alarm, stage).has(breach.series) || signOfAlarm(alarm, stage) === breach.sign);

const comparisonOf = ({ comparison = '' }: Alarm): '>' | '<' => (comparison.startsWith('Less') ? '<' : '>');

const breachOf = (alarm: Alarm, stage: Stage): Breach => {
  const value = alarm.recentValues.at(-1) ?? Number.NaN;
  return {
    ...originOf(stage),
    stage: stage.name,
    series: alarm.metricName ?? alarm.name,
    sign: signOfAlarm(alarm, stage),
    level: 'bad',
    since: alarm.since,
    isOlder: false,
    until: undefined,
    value,
    valueAtOnset: value,
    limit: alarm.threshold ?? Number.NaN,
    comparison: comparisonOf(alarm),
    unit: 'none',
    why: `${alarm.metricName ?? alarm.name} ${alarmCondition(alarm)}`,
    alarms: [alarm.arn],
    beside: [],
    periodMs: (alarm.periodSeconds ?? 60) * 1000,
    brokenAt: alarm.since,
    count: 0,
    early: [],
    late: [],
    ...(stage.runbook === undefined ? {} : { runbook: stage.runbook }),
  };
};

export type AlarmContext = {
  /** The stage that an alarm watches. */
  readonly stageOf: (alarm: Alarm) => Stage | undefined;
  /** Points of the stage are known. */
  readonly isMeasured: (stage: Stage) => boolean;
};

/** Where each alarm that proves it is muted nobody is told of it, until the first of them is muted no more. */
const withMute = (breach: Breach, mutes: ReadonlyMap<string, ActiveMute | undefined>): Breach => {
  const own = breach.alarms.map((arn) => mutes.get(arn));
  if (own.length === 0 || own.includes(undefined)) return breach;
  const until = Math.min(...own.map((mute) => mute?.until ?? Number.POSITIVE_INFINITY));
  return { ...breach, mute: Number.isFinite(until) ? { until } : {} };
};

/** The breaches with the alarms that prove them, and a breach for each alarm that is on where none is. */
export const withAlarms = (
  breaches: readonly Breach[],
  alarms: readonly Alarm[],
  { stageOf, isMeasured }: AlarmContext,
): readonly Breach[] => {
  const on = alarms.filter(({ state }) => state === 'ALARM');
  if (on.length === 0) return breaches;
  const proofs = new Map<Breach, string[]>();
  const own: Breach[] = [];
  const told = new Set<string>();
  for (const alarm of on) {
    const stage = alarm.kind === 'composite' ? undefined : stageOf(alarm);
    if (stage === undefined) continue;
    told.add(alarm.arn);
    const proven = breaches.filter((breach) => isProofOf(alarm, stage, breach));
    for (const breach of proven) proofs.set(breach, [...(proofs.get(breach) ?? []), alarm.arn]);
    // Where the stage's figures are known, its rules say what is wrong: an alarm on something else stays an alarm.
    if (proven.length > 0 || isMeasured(stage)) continue;
    const same = own.findIndex(
      ({ stage: name, sign }) => name === stage.name && sign === signOfAlarm(alarm, stage),
    );
    const before = own[same];
    const made = breachOf(alarm, stage);
    if (before === undefined) own.push(made);
    else if (made.since < before.since) own[same] = { ...made, alarms: [...before.alarms, alarm.arn] };
    else own[same] = { ...before, alarms: [...before.alarms, alarm.arn] };
  }
  const composites = on.flatMap((alarm): Breach[] => {
    if (alarm.kind !== 'composite') return [];
    const names = new Set(alarmNamesIn(alarm.metric ?? ''));
    const below = alarms.filter(
      (other) => names.has(other.arn) || (names.has(other.name) && isSameOrigin(other, alarm)),
    );
    // What is below it tells the story; it stands alone where that is not of this pipeline.
    if (below.some(({ arn }) => told.has(arn))) return [];
    const stage = stageOf(alarm);
    return stage === undefined || isMeasured(stage) ? [] : [breachOf(alarm, stage)];
  });
  const proven = breaches.map((breach) => {
    const alarms = proofs.get(breach);
    return alarms === undefined ? breach : { ...breach, alarms };
  });
  const mutes = new Map(on.map(({ arn, mute }) => [arn, mute]));
  return [...proven, ...own, ...composites].map((breach) => withMute(breach, mutes));
};
