/**
 * Composite alarms: alarms over other alarms' states. `payments-outage` is the cause; while it is on, it keeps back the
 * actions of `orders-late`, which only tells of its effects.
 */
import type { CompositeSandboxAlarm, SandboxAlarmHistory } from '../../account.ts';
import type { World } from '../world.ts';
import type { AlarmState } from './evaluate.ts';
import { createdReason, stateChangeData, zonedTime } from './reason.ts';

type Rule = { readonly alarm: string } | { readonly op: 'AND' | 'OR'; readonly of: readonly Rule[] };

const both = (...of: readonly Rule[]): Rule => ({ op: 'AND', of });
const either = (...of: readonly Rule[]): Rule => ({ op: 'OR', of });
const on = (alarm: string): Rule => ({ alarm });

const textOf = (rule: Rule): string =>
  'alarm' in rule
    ? `ALARM("${rule.alarm}")`
    : rule.of.map((part) => ('alarm' in part ? textOf(part) : `(${textOf(part)})`)).join(` ${rule.op} `);

const holds = (rule: Rule, isOn: (alarm: string) => boolean): boolean => {
  if ('alarm' in rule) return isOn(rule.alarm);
  return rule.op === 'AND'
    ? rule.of.every((part) => holds(part, isOn))
    : rule.of.some((part) => holds(part, isOn));
};

const namesIn = (rule: Rule): readonly string[] =>
  'alarm' in rule ? [rule.alarm] : rule.of.flatMap(namesIn);

/** Each may name those before it. */
const definitions: readonly {
  readonly alarmName: string;
  readonly description: string;
  readonly rule: Rule;
  readonly suppressor?: {
    readonly alarm: string;
    readonly waitSeconds: number;
    readonly extensionSeconds: number;
  };
}[] = [
  {
    alarmName: 'payments-outage',
    description: 'Cards cannot be charged and orders pile up',
    rule: both(on('payment-worker-errors'), either(on('payments-queue-age'), on('payments-dlq-not-empty'))),
  },
  {
    alarmName: 'orders-late',
    description: 'Orders wait somewhere on their way',
    rule: either(on('order-dispatch-iterator-age'), on('payments-queue-age'), on('fulfilment-queue-age')),
    suppressor: { alarm: 'payments-outage', waitSeconds: 0, extensionSeconds: 120 },
  },
];

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `Thursday 15 January, 2026 11:54:17 UTC`, as the reasons of composite alarms write a time. */
const longTime = (time: number): string => {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${days[date.getUTCDay()]} ${day} ${months[date.getUTCMonth()]}, ${date.getUTCFullYear()} ${clock} UTC`;
};

export type CompositeDesk = {
  /** Another alarm has changed to `state` (AlarmArn `arn`); notes what follows of it. */
  readonly react: (time: number, alarm: string, arn: string, state: AlarmState) => void;
  /** As they stand at `now`. */
  readonly list: (now: number) => readonly CompositeSandboxAlarm[];
};

export const createComposites = (world: World, note: (item: SandboxAlarmHistory) => void): CompositeDesk => {
  const { region, accountId, beganAt } = world;
  const alarms = definitions.map(
    ({ alarmName, description, rule, suppressor }): CompositeSandboxAlarm => ({
      alarmName,
      arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
      description,
      rule: textOf(rule),
      actionsEnabled: true,
      alarmActions: [`arn:aws:sns:${region}:${accountId}:on-call`],
      state: 'OK',
      stateReason: createdReason,
      stateReasonData: '',
      stateUpdatedAt: beganAt,
      stateTransitionedAt: beganAt,
      configurationUpdatedAt: beganAt,
      ...(suppressor === undefined ? {} : { suppressor }),
    }),
  );
  const alarming = new Set<string>();
  /** When an alarm last left ALARM. */
  const leftAt = new Map<string, number>();

  const suppression = (alarm: CompositeSandboxAlarm, now: number): CompositeSandboxAlarm['suppressed'] => {
    const { suppressor } = alarm;
    if (suppressor === undefined || alarm.state !== 'ALARM') return undefined;
    if (alarming.has(suppressor.alarm)) {
      return { by: 'Alarm', reason: `Actions suppressed by ${suppressor.alarm} which is in ALARM` };
    }
    const left = leftAt.get(suppressor.alarm) ?? Number.NEGATIVE_INFINITY;
    return now - left < suppressor.extensionSeconds * 1000
      ? { by: 'ExtensionPeriod', reason: `Actions suppressed: ${suppressor.alarm} has just left ALARM` }
      : undefined;
  };

  const change = (time: number, index: number, to: AlarmState, cause: { arn: string; state: AlarmState }) => {
    const alarm = alarms[index];
    if (alarm === undefined) return;
    const stateReason = `${cause.arn} transitioned to ${cause.state} at ${longTime(time)}`;
    const stateReasonData = JSON.stringify({
      triggeringAlarms: [{ arn: cause.arn, state: { value: cause.state, timestamp: zonedTime(time) } }],
    });
    const changed: CompositeSandboxAlarm = {
      ...alarm,
      state: to,
      stateReason,
      stateReasonData,
      stateUpdatedAt: time,
      stateTransitionedAt: time,
    };
    alarms[index] = changed;
    note({
      alarmName: alarm.alarmName,
      at: time,
      itemType: 'StateUpdate',
      summary: `Alarm updated from ${alarm.state} to ${to}`,
      data: stateChangeData(
        { state: alarm.state, reason: alarm.stateReason, data: alarm.stateReasonData },
        { state: to, reason: stateReason, data: stateReasonData },
      ),
    });
    if (to === 'ALARM' && suppression(changed, time) === undefined) {
      for (const action of changed.alarmActions) note(executedAction(alarm.alarmName, action, time));
    }
    react(time, alarm.alarmName, alarm.arn, to);
  };

  const react = (time: number, name: string, arn: string, state: AlarmState): void => {
    if (state === 'ALARM') alarming.add(name);
    else if (alarming.delete(name)) leftAt.set(name, time);
    definitions.forEach(({ rule }, index) => {
      if (!namesIn(rule).includes(name)) return;
      const to = holds(rule, (alarm) => alarming.has(alarm)) ? 'ALARM' : 'OK';
      if (to !== alarms[index]?.state) change(time, index, to, { arn, state });
    });
  };

  return {
    react,
    list: (now) =>
      alarms.map((alarm) => {
        const suppressed = suppression(alarm, now);
        return suppressed === undefined ? alarm : { ...alarm, suppressed };
      }),
  };
};

/** The history's item of an action that was done; the topic of one team has a policy that CloudWatch is not in. */
export const executedAction = (alarmName: string, action: string, at: number): SandboxAlarmHistory => ({
  alarmName,
  at,
  itemType: 'Action',
  ...(action.endsWith(':team-warehouse')
    ? {
        summary: `Failed to execute action ${action}`,
        data: actionData(
          action,
          at,
          'Failed',
          `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${action}`,
        ),
      }
    : {
        summary: `Successfully executed action ${action}`,
        data: actionData(action, at, 'Succeeded', null),
      }),
});

const actionData = (action: string, at: number, actionState: string, error: string | null): string =>
  JSON.stringify({
    actionState,
    stateUpdateTimestamp: at,
    notificationResource: action,
    stateChangeTime: zonedTime(at),
    error,
  });
