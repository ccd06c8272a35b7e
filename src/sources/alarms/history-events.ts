/** What the history of an alarm tells beside its states: what it did, how it was changed, how its contributors went (rule 8). Pure. */
import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type {
  AlarmActionDone,
  AlarmConfigChange,
  ChangedField,
  ContributorTransition,
} from '../../observation/alarms.ts';
import type { Origin } from '../../origin.ts';
import { toAction } from './alarm.ts';
import { parseJson, statesOf } from './history.ts';

export type AlarmEvent = AlarmActionDone | AlarmConfigChange | ContributorTransition;

const actionData = z.object({
  actionState: z.string().optional().catch(undefined),
  notificationResource: z.string().optional().catch(undefined),
  error: z.string().nullish().catch(undefined),
});

const actionSummary = /^(Successfully executed|Failed to execute) action (\S+?)\.?(?:\s|$)/i;
const receivedError = /Received error: "?(.*?)"?\s*$/i;

const actionOf = (item: AlarmHistoryItem, base: Common): AlarmActionDone => {
  const parsed = actionData.safeParse(parseJson(item.HistoryData));
  const data = parsed.success ? parsed.data : {};
  const [, verb = '', target] = actionSummary.exec(base.summary) ?? [];
  const said = `${data.actionState ?? ''} ${verb}`;
  const outcome = /fail/i.test(said) ? 'failed' : /succe/i.test(said) ? 'done' : 'unknown';
  const error = data.error || receivedError.exec(base.summary)?.[1];
  const named = data.notificationResource ?? target;
  return {
    ...base,
    type: 'alarmAction',
    outcome,
    ...(named === undefined ? {} : { target: { ...toAction(named), arn: named } }),
    ...(outcome === 'failed' && error ? { error } : {}),
    ...(item.AlarmContributorId === undefined ? {} : { contributor: item.AlarmContributorId }),
  };
};

const fields = z.record(z.string(), z.unknown());
const configData = z.object({
  type: z.string().optional().catch(undefined),
  updatedAlarm: fields.optional().catch(undefined),
  originalUpdatedFields: fields.optional().catch(undefined),
});

/** They change with every change: they tell nothing. */
const ownTimes = /^(alarmConfigurationUpdatedTimestamp|stateUpdatedTimestamp|stateTransitionedTimestamp)$/i;

const jsonOf = (value: unknown): string | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const changesOf = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly ChangedField[] =>
  Object.keys(before)
    .filter((field) => !ownTimes.test(field))
    .map((field) => {
      const [from, to] = [jsonOf(before[field]), jsonOf(after[field])];
      return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    });

const changeNames: readonly (readonly [RegExp, AlarmConfigChange['change']])[] = [
  [/^create/i, 'created'],
  [/^update/i, 'updated'],
  [/^delete/i, 'deleted'],
];

const configOf = (item: AlarmHistoryItem, base: Common): AlarmConfigChange => {
  const parsed = configData.safeParse(parseJson(item.HistoryData));
  const { type, updatedAlarm = {}, originalUpdatedFields = {} } = parsed.success ? parsed.data : {};
  // Where HistoryData is cut at its 4,095 characters the summary still tells: `Alarm "a" updated`.
  const word = type ?? /\s(\w+)$/.exec(base.summary)?.[1] ?? '';
  const change = changeNames.find(([name]) => name.test(word))?.[1] ?? 'unknown';
  return { ...base, type: 'alarmConfig', change, fields: changesOf(originalUpdatedFields, updatedAlarm) };
};

type Common = Origin & { readonly name: string; readonly at: number; readonly summary: string };

/** Undefined for a change of the alarm's own state, and for what is of no kind that is known. */
export const toEvent = (item: AlarmHistoryItem, origin: Origin): AlarmEvent | undefined => {
  const { AlarmName: name, Timestamp, HistoryItemType, HistorySummary: summary = '' } = item;
  if (name === undefined || Timestamp === undefined) return undefined;
  const base = { ...origin, name, at: Timestamp.getTime(), summary };
  switch (HistoryItemType) {
    case 'Action':
    case 'AlarmContributorAction':
      return actionOf(item, base);
    case 'ConfigurationUpdate':
      return configOf(item, base);
    case 'AlarmContributorStateUpdate': {
      const states = statesOf(item);
      if (states === undefined) return undefined;
      const { at } = base;
      const contributor = item.AlarmContributorId ?? '';
      const attributes = item.AlarmContributorAttributes ?? {};
      return { type: 'contributorHistory', ...origin, name, at, ...states, contributor, attributes };
    }
    default:
      return undefined;
  }
};
