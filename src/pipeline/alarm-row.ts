/** One alarm as a row of spans: the same words on the screen, in plain text and in the widget of a dashboard. */
import type { Alarm, AlarmContributors, AlarmStateValue } from '../observation/alarms.ts';
import { type Glyphs, glyphsFor } from '../terminal/glyphs.ts';
import { originSpans } from '../terminal/origin-spans.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { fill, pad, textWidth } from '../terminal/width.ts';
import {
  type AlarmValue,
  alarmActions,
  alarmAge,
  alarmBadges,
  alarmCondition,
  alarmCount,
  alarmLimit,
  alarmValues,
} from './alarm-words.ts';

export const stateShapes = {
  ALARM: { glyph: 'bad', role: 'bad' },
  INSUFFICIENT_DATA: { glyph: 'unknown', role: 'unknown' },
  OK: { glyph: 'ok', role: 'ok' },
} as const satisfies Record<AlarmStateValue, { readonly glyph: keyof Glyphs; readonly role: Role }>;

/** The sign of a state: a shape and a colour, so that neither stands alone. */
export const stateMark = (state: AlarmStateValue, ascii: boolean): Span => ({
  text: glyphsFor(ascii)[stateShapes[state].glyph],
  role: stateShapes[state].role,
});

/** Cells of the columns whose width depends on the alarms and the room. */
export type AlarmColumns = {
  readonly name: number;
  /** 0 where all alarms are of one Region and account. */
  readonly origin: number;
  readonly condition: number;
  /** 0 where there is no room for it. */
  readonly count: number;
};

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
export const alarmColumns = (
  alarms: readonly Alarm[],
  width: number,
  originCells = 0,
  valueNow?: ValueNow,
  now = Number.POSITIVE_INFINITY,
): AlarmColumns => {
  const longest = (textOf: (alarm: Alarm) => string, least: number): number =>
    alarms.reduce((most, alarm) => Math.max(most, textWidth(textOf(alarm))), least);
  const nameCells = longest(({ name }) => name, minNameCells);
  // A composite alarm has no M of N: what it says goes on there.
  const ownCondition = (alarm: Alarm): string =>
    alarm.kind === 'composite' ? '' : alarmCondition(alarm, { now, utc: true });
  const room = width - otherCells - (originCells === 0 ? 0 : originCells + 1);
  const wanted = Number.isFinite(width) ? Math.min(nameCells, usualNameCells) : nameCells;
  const shortest = (alarm: Alarm): string => conditionsOf(alarm, valueNow).at(-1) ?? ownCondition(alarm);
  const fullest = (alarm: Alarm): string => conditionsOf(alarm, valueNow)[0] ?? ownCondition(alarm);
  const short = longest(shortest, minConditionCells);
  const whole = longest(fullest, minConditionCells);
  // The value now is shown where it has room beside names and M of N.
  const spare = Math.max(Math.min(maxConditionCells, whole), room - wanted - countCells);
  const conditionCells = Number.isFinite(width)
    ? Math.max(Math.min(short, maxConditionCells), Math.min(whole, spare))
    : whole;
  const count = wanted + conditionCells + countCells <= room ? countCells : 0;
  const condition = Math.min(conditionCells, Math.max(minConditionCells, room - count - wanted));
  const name = Math.min(nameCells, Math.max(minNameCells, room - count - condition));
  return { name, origin: originCells, condition, count };
};

/** Reads what an alarm watches as it is now; undefined where that is not polled. */
export type ValueNow = (alarm: Alarm) => AlarmValue | undefined;

/** What a row may say of its values, the longest first; empty where nothing is known of any. */
const conditionsOf = (alarm: Alarm, valueNow: ValueNow | undefined): readonly string[] =>
  valueNow === undefined ? [] : alarmValues(alarm, valueNow(alarm));

const column = (text: string, width: number, { ascii, whole = false }: AlarmLook): string =>
  whole ? fill(text, width) : pad(text, width, 'left', glyphsFor(ascii).ellipsis);

export type AlarmLook = {
  readonly now: number;
  readonly ascii: boolean;
  /** Times in UTC. */
  readonly utc?: boolean;
  readonly columns: AlarmColumns;
  /** Somebody looks after it. */
  readonly acknowledged?: boolean;
  /** The values now, where they are shown beside those of the transition. */
  readonly valueNow?: ValueNow | undefined;
  /** The series that are in ALARM, by the ARN of their alarm: how many there are stands before the limit. */
  readonly contributors?: ReadonlyMap<string, AlarmContributors> | undefined;
  /** For pipes and files: nothing is cut. */
  readonly whole?: boolean;
};

/** `2 contributors > 120`; undefined where none are known. */
const contributorsText = (alarm: Alarm, { contributors }: AlarmLook): string | undefined => {
  const count = contributors?.get(alarm.arn)?.contributors.length ?? 0;
  if (count === 0 || alarm.state !== 'ALARM') return undefined;
  return `${count} contributor${count === 1 ? '' : 's'} ${alarmLimit(alarm)}`.trim();
};

const isOfNow = (value: AlarmValue | undefined): boolean => value !== undefined && value.oldMs === undefined;

/** `✖ payments-age   2 m   190 > 60   2 of 2   flapping   SNS on-call`. */
export const alarmRow = (alarm: Alarm, look: AlarmLook): Row => {
  const { now, ascii, columns, acknowledged = false, utc = false } = look;
  const clock = { now, utc };
  const badges = [...(acknowledged ? [{ text: 'acknowledged' }] : []), ...alarmBadges(alarm, clock)];
  // What is muted is done by nobody.
  const actions = alarm.mute === undefined ? alarmActions(alarm) : '';
  const values = conditionsOf(alarm, look.valueNow);
  const told = values.find((text) => textWidth(text) <= columns.condition) ?? values.at(-1);
  const condition = told ?? contributorsText(alarm, look) ?? alarmCondition(alarm, clock);
  const isNow = look.valueNow === undefined || told === undefined || isOfNow(look.valueNow(alarm));
  const why: Row =
    alarm.kind === 'composite'
      ? [{ text: column(condition, columns.condition + columns.count, look) }]
      : [
          { text: column(condition, columns.condition, look), ...(isNow ? {} : { role: 'dim' as const }) },
          {
            text: column(columns.count === 0 ? '' : `  ${alarmCount(alarm)}`, columns.count, look),
            role: 'dim',
          },
        ];
  return [
    stateMark(alarm.state, ascii),
    { text: ` ${column(alarm.name, columns.name, look)} `, bold: alarm.state === 'ALARM' },
    ...originSpans(alarm, { originCells: columns.origin }),
    { text: `${alarmAge(alarm, now).padStart(6)}  `, role: 'dim' },
    ...why,
    // Where the room ends the badges stay: they say that something is odd.
    ...badges.map((badge) => ({ ...badge, text: `  ${badge.text}` })),
    ...(actions === '' ? [] : [{ text: `  ${actions}`, role: 'dim' as const }]),
  ];
};
