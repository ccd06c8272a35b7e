/** The history of alarms: transitions, each once, and whether an alarm flaps. Pure. */
import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AlarmTransition } from '../../observation/alarms.ts';
import type { Origin } from '../../origin.ts';

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const historyData = z.object({
  oldState: z.object({ stateValue: state }),
  newState: z.object({ stateValue: state, stateReason: z.string().optional() }),
});
const summaryShape = /from (OK|ALARM|INSUFFICIENT_DATA) to (OK|ALARM|INSUFFICIENT_DATA)/i;

/** Undefined for what is no JSON. */
export const parseJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** From which state to which, and why; undefined where the item tells of no change of state. */
export const statesOf = ({
  HistoryData,
  HistorySummary = '',
}: AlarmHistoryItem): Pick<AlarmTransition, 'from' | 'to' | 'reason'> | undefined => {
  const data = historyData.safeParse(parseJson(HistoryData));
  const [, oldText, newText] = summaryShape.exec(HistorySummary) ?? [];
  const from = data.success ? data.data.oldState.stateValue : state.safeParse(oldText?.toUpperCase()).data;
  const to = data.success ? data.data.newState.stateValue : state.safeParse(newText?.toUpperCase()).data;
  if (from === undefined || to === undefined || from === to) return undefined;
  return { from, to, reason: (data.success ? data.data.newState.stateReason : undefined) ?? HistorySummary };
};

/** A change of state; undefined where the item tells of something else, or of an update that changed nothing. */
export const toTransition = (item: AlarmHistoryItem, origin: Origin): AlarmTransition | undefined => {
  const { AlarmName, Timestamp, HistoryItemType } = item;
  if (HistoryItemType !== 'StateUpdate' || AlarmName === undefined || Timestamp === undefined)
    return undefined;
  const states = statesOf(item);
  return states && { type: 'alarmHistory', name: AlarmName, at: Timestamp.getTime(), ...states, ...origin };
};

/** Names a transition: two of one alarm are never at the same moment between the same states. */
export const transitionKey = ({ name, at, from, to }: AlarmTransition): string =>
  `${name}\n${at}\n${from}\n${to}`;

const results = 21;
const startPercent = 30;
const stopPercent = 20;

/**
 * Flapping as Nagios judges it (rule 11): of the last 21 results how many differ from the one before, in percent, the newest counting
 * half as much again as the oldest (weights 0.8 to 1.2). Hysteresis: it starts at 30 % and ends under 20 %, Nagios Core's
 * own defaults. A result is one evaluation period of the alarm; `changes` are the times of its transitions.
 */
export const isFlapping = (
  changes: readonly number[],
  now: number,
  periodSeconds: number,
  wasFlapping: boolean,
): boolean => {
  const periodMs = Math.max(60, periodSeconds) * 1000;
  const intervals = results - 1;
  const changed = new Set(changes.map((at) => Math.floor((now - at) / periodMs)));
  let weight = 0;
  for (let ago = 0; ago < intervals; ago += 1) {
    if (changed.has(ago)) weight += 1.2 - (0.4 * ago) / (intervals - 1);
  }
  const percent = (100 * weight) / intervals;
  return wasFlapping ? percent >= stopPercent : percent >= startPercent;
};

/** How far back transitions matter for flapping. */
export const flappingWindowMs = (periodSeconds: number): number =>
  results * Math.max(60, periodSeconds) * 1000;
