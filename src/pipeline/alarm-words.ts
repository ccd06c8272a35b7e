/** What an alarm says of itself, in few words. */
import { formatDuration, formatNumber, formatUnit } from '../format.ts';
import type { Alarm, AlarmAction, TreatMissingData } from '../observation/alarms.ts';
import type { SeriesUnit } from '../observation/metrics.ts';
import type { Span } from '../terminal/row.ts';
import { mutedText, type WordClock, warmingText } from './alarm-quiet.ts';
import { unitOf } from './units.ts';

const signs: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
  GreaterThanUpperThreshold: 'above band',
  LessThanLowerThreshold: 'below band',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside band',
};

/** `> 60`, `outside band`: what it is held against; empty where it is held against nothing. */
export const alarmLimit = ({ comparison = '', threshold }: Alarm): string => {
  const sign = signs[comparison] ?? comparison;
  return threshold === undefined ? sign : `${sign} ${formatNumber(threshold)}`.trim();
};

/**
 * `190 > 60`: the newest value that was judged and the limit; of what is OK the limit alone, since nothing is beyond it; `no data`;
 * `by payments-age`, the alarm that brought a composite one about; `warming up until 14:10` where the time is told.
 */
export const alarmCondition = (alarm: Alarm, clock?: WordClock): string => {
  const warming = clock && warmingText(alarm, clock);
  if (warming !== undefined) return warming;
  if (alarm.kind === 'composite') {
    const [, cause] = compositeCause.exec(alarm.reason) ?? [];
    return cause === undefined || alarm.state === 'OK' ? 'composite' : `by ${cause}`;
  }
  const limit = alarmLimit(alarm);
  if (alarm.state === 'OK') return limit;
  const value = alarm.recentValues.at(-1);
  if (value !== undefined) return `${formatNumber(value)} ${limit}`.trim();
  return alarm.state === 'INSUFFICIENT_DATA' ? 'no data' : limit;
};

/** The newest value of what an alarm watches, and of when it is. */
export type AlarmValue = {
  readonly value: number;
  readonly unit: SeriesUnit;
  /** How long ago its bucket ended, where that is more than two periods more than it should be. */
  readonly oldMs?: number;
};

/** `600 s`: seconds and milliseconds stay what they are while they are short, so that they can be compared with the limit. */
const valueText = (value: number, unit: SeriesUnit): string =>
  unit === 's' && Math.abs(value) < 1000 ? `${formatNumber(value)} s` : formatUnit(value, unit);

/**
 * The value now beside that of the transition and the limit, the longest first: `600 s now, 133 s then, limit 60 s`, `600 s now, limit 60 s`,
 * `600 s >= 60 s`. Where nothing is known of now that of the transition says so: `133 s then, limit 60 s`, `133 s then`. Empty for an
 * alarm that is judged by no value, and of one that is well: nothing is beyond its limit.
 */
export const alarmValues = (alarm: Alarm, now: AlarmValue | undefined): readonly string[] => {
  const then = alarm.recentValues.at(-1);
  if (alarm.kind === 'composite' || alarm.state === 'OK' || then === undefined) return [];
  const unit = now?.unit ?? (alarm.query === undefined ? 'none' : alarmUnit(unitOf(alarm.query)));
  const { comparison = '', threshold } = alarm;
  const sign = signs[comparison] ?? comparison;
  const isBand = comparison.includes('Upper') || comparison.includes('Lower');
  const limit = threshold === undefined || isBand ? '' : valueText(threshold, unit);
  const against = limit === '' ? sign : `limit ${limit}`;
  const was = `${valueText(then, unit)} then`;
  if (now === undefined) return [`${was}, ${against}`, was];
  const shown = valueText(now.value, unit);
  if (now.oldMs !== undefined) {
    const age = `${shown} ${formatDuration(now.oldMs)} ago`;
    return [`${age}, ${was}, ${against}`, `${age}, ${against}`, age];
  }
  return [
    `${shown} now, ${was}, ${against}`,
    `${shown} now, ${against}`,
    `${shown} ${sign} ${limit}`.trim(),
    `${shown} now`,
  ];
};

/** The longest of what is known of its values; else what it is held against, or its cause. */
export const alarmStanding = (alarm: Alarm, now: AlarmValue | undefined): string =>
  alarmValues(alarm, now)[0] ?? alarmCondition(alarm);

/** `90 s, 133 s`: the values that its last transition was judged by, newest last, in the unit of its metric. */
export const judgedValues = ({ query, recentValues }: Alarm): string => {
  const unit = query === undefined ? 'none' : alarmUnit(unitOf(query));
  return recentValues.map((value) => valueText(value, unit)).join(', ');
};

/** What an alarm's threshold counts: a count is one of its period there, not of a second. */
export const alarmUnit = (unit: SeriesUnit): SeriesUnit => (unit === 'count/s' ? 'count' : unit);

/** `3 of 5`: how many of the last buckets must breach. */
export const alarmCount = ({ datapointsToAlarm, evaluationPeriods }: Alarm): string =>
  evaluationPeriods === undefined ? '' : `${datapointsToAlarm ?? evaluationPeriods} of ${evaluationPeriods}`;

const missingWords: Readonly<Record<TreatMissingData, string>> = {
  missing: 'count for nothing, and where all are missing there is no data',
  ignore: 'leave the state as it is',
  breaching: 'count as beyond',
  notBreaching: 'count as well',
};

/** What its missing points do, and samples that are too few for a percentile; empty for a composite alarm. */
export const alarmMissing = ({ treatMissingData, lowSamples }: Alarm): string =>
  [
    ...(treatMissingData === undefined ? [] : [`${missingWords[treatMissingData]} (${treatMissingData})`]),
    ...(lowSamples === 'ignore' ? ['a percentile of too few samples changes nothing'] : []),
  ].join('; ');

const actionKinds: Readonly<Record<AlarmAction['kind'], string>> = {
  sns: 'SNS',
  lambda: 'Lambda',
  autoscaling: 'Auto Scaling',
  ec2: 'EC2',
  ssm: 'SSM',
  other: 'action',
};

/** `SNS on-call`: what it does when it goes off. */
export const actionText = ({ kind, name }: AlarmAction): string => `${actionKinds[kind]} ${name}`;

/** `SNS on-call`, `SNS on-call +2`, empty without actions. */
export const alarmActions = ({ actions }: Alarm): string => {
  const [first, ...more] = actions;
  if (first === undefined) return '';
  return `${actionText(first)}${more.length > 0 ? ` +${more.length}` : ''}`;
};

/** What is worth a badge: `muted to 14:10`, `actions off`, `suppressed`, `partial data`, `evaluation error`, `flapping`. */
export const alarmBadges = (alarm: Alarm, clock: WordClock): readonly Span[] => [
  ...(alarm.mute === undefined ? [] : [{ text: mutedText(alarm.mute, clock), role: 'warn' as const }]),
  ...(alarm.judged.flapping ? [{ text: 'flapping', role: 'warn' as const }] : []),
  ...(alarm.actionsEnabled ? [] : [{ text: 'actions off', role: 'warn' as const }]),
  ...(alarm.suppressedBy ? [{ text: 'suppressed', role: 'warn' as const }] : []),
  ...(alarm.evaluation
    ? [{ text: alarm.evaluation.toLowerCase().replace('_', ' '), role: 'warn' as const }]
    : []),
];

/** `4 m`: how long it has been in its state. */
export const alarmAge = (alarm: Alarm, now: number): string => formatDuration(Math.max(0, now - alarm.since));

/** AWS's words with its numbers as people read them: `1774.3675953079182` as `1774.4`. */
export const alarmReason = ({ reason }: { readonly reason: string }): string =>
  reason.replaceAll(/\d+\.\d{4,}(?:E-?\d+)?/g, (figure) => String(Number(Number(figure).toPrecision(5))));

/** `arn:…:alarm:payments-age transitioned to ALARM at Thursday 15 January, 2026 11:54:17 UTC` */
const compositeCause = /^arn:\S+?:alarm:(.+) transitioned to (OK|ALARM|INSUFFICIENT_DATA) at /;
const crossed =
  /^Thresholds? Crossed: (\d+) (?:out of the last (\d+) )?(?:datapoints?|query results?) \[([^\]]*)\] (?:was|were) (not )?(greater than or equal to|greater than|less than or equal to|less than) the (threshold|upper thresholds|lower thresholds)(?: \(([^)]*)\)| \[[^\]]*\]( or greater than)?)?/;
const unknownPoints = /^Insufficient Data: (\d+) datapoints? (?:was|were) unknown/;
const noPoints = /no datapoints were received for (\d+) periods? and .* treated as \[(\w+)\]/;

const wordSigns: Readonly<Record<string, string>> = {
  'greater than or equal to': '>=',
  'greater than': '>',
  'less than or equal to': '<=',
  'less than': '<',
};

const points = (count: string): string => `${count} point${count === '1' ? '' : 's'}`;

/** `138.0 (25/11/26 09:21:00), 106.0 (…)`, newest first, as `106, 138`. */
const valuesIn = (list: string): string =>
  list
    .split(', ')
    .map((entry) => formatNumber(Number.parseFloat(entry)))
    .reverse()
    .join(', ');

/**
 * The reason in a few words: `3 of 3 points > 60: 82, 106, 138`, `no data for 3 points`, `payments-age went to ALARM`. What AWS does not
 * word as usual is told as it is.
 */
export const reasonWords = (told: { readonly reason: string }): string => {
  const [, count = '', total = count, list = '', not = '', words = '', against = '', limit = '', or] =
    crossed.exec(told.reason) ?? [];
  if (count !== '') {
    const sign = wordSigns[words] ?? words;
    const beyond =
      against === 'threshold'
        ? `${sign} ${formatNumber(Number.parseFloat(limit))}`
        : or !== undefined
          ? 'outside the band'
          : against === 'upper thresholds'
            ? 'above the band'
            : 'below the band';
    return `${count} of ${points(total)} ${not}${beyond}: ${valuesIn(list)}`;
  }
  const [, unknown] = unknownPoints.exec(told.reason) ?? [];
  if (unknown !== undefined) return `no data for ${points(unknown)}`;
  const [, missing, treated = ''] = noPoints.exec(told.reason) ?? [];
  if (missing !== undefined) {
    return `no data for ${points(missing)}, which counts as ${/^not|^non/i.test(treated) ? 'well' : 'beyond'}`;
  }
  const [, cause, state] = compositeCause.exec(told.reason) ?? [];
  return cause === undefined ? alarmReason(told) : `${cause} went to ${state}`;
};
