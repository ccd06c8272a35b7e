/** One alarm as a row of spans: the same words on the screen and in plain text. */
import { formatClock, formatDuration, formatNumber } from '../format.ts';
import type { AlarmAction, AlarmSeen, AlarmStateValue, AlarmTransition } from '../observation.ts';
import type { AlarmGroup } from '../pipeline/alarm-groups.ts';
import { countStates } from '../store/alarm-store.ts';
import { type Glyphs, glyphsFor } from '../terminal/glyphs.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { pad, textWidth } from '../terminal/width.ts';

const stateShapes = {
  ALARM: { glyph: 'bad', role: 'bad' },
  INSUFFICIENT_DATA: { glyph: 'unknown', role: 'unknown' },
  OK: { glyph: 'ok', role: 'ok' },
} as const satisfies Record<AlarmStateValue, { readonly glyph: keyof Glyphs; readonly role: Role }>;

/** The sign of a state: a shape and a colour, so that neither stands alone. */
export const stateMark = (state: AlarmStateValue, ascii: boolean): Span => ({
  text: glyphsFor(ascii)[stateShapes[state].glyph],
  role: stateShapes[state].role,
});

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
export const alarmLimit = ({ comparison = '', threshold }: AlarmSeen): string => {
  const sign = signs[comparison] ?? comparison;
  return threshold === undefined ? sign : `${sign} ${formatNumber(threshold)}`.trim();
};

/** `190 > 60`: the newest value evaluated and the threshold; `no data`; the rule of a composite alarm. */
export const alarmCondition = (alarm: AlarmSeen): string => {
  if (alarm.kind === 'composite') return 'composite';
  const limit = alarmLimit(alarm);
  const value = alarm.recentValues.at(-1);
  if (value !== undefined) return `${formatNumber(value)} ${limit}`.trim();
  return alarm.state === 'INSUFFICIENT_DATA' ? 'no data' : limit;
};

/** `3 of 5`: how many of the last buckets must breach. */
export const alarmCount = ({ datapointsToAlarm, evaluationPeriods }: AlarmSeen): string =>
  evaluationPeriods === undefined ? '' : `${datapointsToAlarm ?? evaluationPeriods} of ${evaluationPeriods}`;

const actionKinds: Readonly<Record<AlarmAction['kind'], string>> = {
  sns: 'SNS',
  lambda: 'Lambda',
  autoscaling: 'Auto Scaling',
  ec2: 'EC2',
  ssm: 'SSM',
  other: 'action',
};

/** `SNS on-call`, `SNS on-call +2`, empty without actions. */
export const alarmActions = ({ actions }: AlarmSeen): string => {
  const [first] = actions;
  if (first === undefined) return '';
  return `${actionKinds[first.kind]} ${first.name}${actions.length > 1 ? ` +${actions.length - 1}` : ''}`;
};

/** What is worth a badge: `actions off`, `suppressed`, `partial data`, `evaluation error`, `flapping`. */
export const alarmBadges = (alarm: AlarmSeen): readonly Span[] => [
  ...(alarm.flapping ? [{ text: 'flapping', role: 'warn' as const }] : []),
  ...(alarm.actionsEnabled ? [] : [{ text: 'actions off', role: 'warn' as const }]),
  ...(alarm.suppressedBy ? [{ text: 'suppressed', role: 'warn' as const }] : []),
  ...(alarm.evaluation
    ? [{ text: alarm.evaluation.toLowerCase().replace('_', ' '), role: 'warn' as const }]
    : []),
];

/** `4 m`: how long it has been in its state. */
export const alarmAge = (alarm: AlarmSeen, now: number): string =>
  formatDuration(Math.max(0, now - alarm.since));

/** Cells of the columns whose width depends on the alarms and the room; `count` is 0 where there is none for it. */
export type AlarmColumns = { readonly name: number; readonly condition: number; readonly count: number };

/** The cursor's blank, the sign, the age, and the blanks between them. */
const otherCells = 12;
const countCells = 8;
const minNameCells = 12;
const minConditionCells = 10;
const maxConditionCells = 24;
/** A longer name takes only what nothing else wants. */
const usualNameCells = 40;

/**
 * Widths of the columns for these alarms in `width` cells. A name says which alarm it is, so the rest gives way first: M of N,
 * then the end of a long condition.
 */
export const alarmColumns = (alarms: readonly AlarmSeen[], width: number): AlarmColumns => {
  const longest = (textOf: (alarm: AlarmSeen) => string, least: number): number =>
    alarms.reduce((most, alarm) => Math.max(most, textWidth(textOf(alarm))), least);
  const nameCells = longest(({ name }) => name, minNameCells);
  const conditionCells = Math.min(maxConditionCells, longest(alarmCondition, minConditionCells));
  const room = width - otherCells;
  const wanted = Math.min(nameCells, usualNameCells);
  const count = wanted + conditionCells + countCells <= room ? countCells : 0;
  const condition = Math.min(conditionCells, Math.max(minConditionCells, room - count - wanted));
  return { name: Math.min(nameCells, Math.max(minNameCells, room - count - condition)), condition, count };
};

const column = (text: string, width: number, ascii: boolean): string =>
  pad(text, width, 'left', glyphsFor(ascii).ellipsis);

/** `✖ payments-age   2 m   190 > 60   2 of 2   flapping   SNS on-call`. */
export const alarmRow = (
  alarm: AlarmSeen,
  { now, ascii, columns }: { readonly now: number; readonly ascii: boolean; readonly columns: AlarmColumns },
): Row => {
  const badges = alarmBadges(alarm);
  const actions = alarmActions(alarm);
  return [
    stateMark(alarm.state, ascii),
    { text: ` ${column(alarm.name, columns.name, ascii)} `, bold: alarm.state === 'ALARM' },
    { text: `${alarmAge(alarm, now).padStart(6)}  `, role: 'dim' },
    { text: column(alarmCondition(alarm), columns.condition, ascii) },
    { text: column(columns.count === 0 ? '' : `  ${alarmCount(alarm)}`, columns.count, ascii), role: 'dim' },
    // Where the room ends the badges stay: they say that something is odd.
    ...badges.map((badge) => ({ ...badge, text: `  ${badge.text}` })),
    ...(actions === '' ? [] : [{ text: `  ${actions}`, role: 'dim' as const }]),
  ];
};

/** AWS's words with its numbers as people read them: `1774.3675953079182` as `1774.4`. */
export const alarmReason = ({ reason }: { readonly reason: string }): string =>
  reason.replaceAll(/\d+\.\d{4,}(?:E-?\d+)?/g, (figure) => String(Number(Number(figure).toPrecision(5))));

/** ` 14:01:02 payments-age OK → ALARM  Threshold Crossed: …`. */
export const transitionRow = (
  transition: AlarmTransition,
  { utc, ascii }: { readonly utc: boolean; readonly ascii: boolean },
): Row => [
  { text: `${formatClock(transition.at, { utc, seconds: true })} `, role: 'dim' },
  stateMark(transition.to, ascii),
  { text: ` ${transition.name} `, bold: true },
  {
    text: `${transition.from} ${glyphsFor(ascii).becomes} ${transition.to}  `,
    role: stateShapes[transition.to].role,
  },
  { text: alarmReason(transition), role: 'dim' },
];

/** `payments  ✖ 2  ○ 1`. */
export const alarmHeadingRow = ({ stage, isWell, alarms }: AlarmGroup, ascii: boolean): Row => {
  const counts = countStates(alarms);
  const marks = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).flatMap((state): Span[] =>
    counts[state] === 0
      ? []
      : [{ text: '  ' }, stateMark(state, ascii), { text: ` ${counts[state]}`, role: 'dim' }],
  );
  return [{ text: stage, role: isWell ? 'dim' : 'accent', bold: !isWell }, ...marks];
};
