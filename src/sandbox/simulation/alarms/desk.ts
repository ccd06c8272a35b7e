/** The alarms as they stand, their evaluation once a minute, and the history of their changes. */
import type { AlarmReader, SandboxAlarm, SandboxAlarmHistory } from '../../account.ts';
import { expectedOf, learntMs } from '../../metric-math/anomaly-band.ts';
import { readSeries, type Series } from '../../stores/metric-store.ts';
import { minuteMs, type World } from '../world.ts';
import { type CompositeDesk, createComposites, executedAction } from './composites.ts';
import { type AlarmDefinition, alarmDefinitions } from './definitions.ts';
import { judge, lookedAt } from './evaluate.ts';
import { muteRulesAt } from './mute-rules.ts';
import { createdReason, reasonData, reasonOf, stateChangeData, zonedTime } from './reason.ts';

export type AlarmDesk = Omit<AlarmReader, 'composites'> & {
  readonly count: number;
  readonly compositesAt: CompositeDesk['list'];
  /** Evaluates one alarm. */
  readonly evaluate: (time: number, index: number) => void;
};

/** CloudWatch keeps 30 days of history; this many items are days of it even in chaos. */
const mostHistory = 20_000;

const actionArn = ({ region, accountId }: World, action: string): string => {
  if (action.startsWith('automate:')) return `arn:aws:automate:${region}:${action.slice('automate:'.length)}`;
  const service = action.slice(0, action.indexOf(':'));
  return `arn:aws:${service}:${region}:${accountId}:${action.slice(service.length + 1)}`;
};

/** The upper edge of the band that the alarm's metric is expected in, at the end of that hour. */
const upperEdge = ({ stat, periodSeconds, band }: SandboxAlarm, series: Series, to: number): number => {
  const values = readSeries(series, stat, periodSeconds, to - learntMs, to).map(({ value }) => value);
  if (values.length === 0) return Number.POSITIVE_INFINITY;
  const { middle, deviation } = expectedOf(values);
  return middle + (band?.widths ?? 0) * deviation;
};

const createdAlarm = (world: World, definition: AlarmDefinition): SandboxAlarm => {
  const { metric, actions, okActions, noDataActions, madeBeforeMs, ...rest } = definition;
  const arnsOf = (of: readonly string[]): readonly string[] => of.map((action) => actionArn(world, action));
  const madeAt =
    madeBeforeMs === undefined ? world.beganAt : Math.max(world.beganAt, world.startAt - madeBeforeMs);
  return {
    ...metric,
    ...rest,
    arn: `arn:aws:cloudwatch:${world.region}:${world.accountId}:alarm:${definition.alarmName}`,
    alarmActions: arnsOf(actions),
    ...(okActions === undefined ? {} : { okActions: arnsOf(okActions) }),
    ...(noDataActions === undefined ? {} : { insufficientDataActions: arnsOf(noDataActions) }),
    state: 'INSUFFICIENT_DATA',
    stateReason: createdReason,
    stateReasonData: '',
    stateUpdatedAt: madeAt,
    stateTransitionedAt: madeAt,
    configurationUpdatedAt: madeAt,
  };
};

export const createAlarmDesk = (world: World): AlarmDesk => {
  const alarms = alarmDefinitions.map((definition) => createdAlarm(world, definition));
  const watched = alarmDefinitions.map(({ metric }): Series => {
    const series = world.metrics.seriesOf(metric);
    if (series === undefined)
      throw new Error(`no part of the simulation writes ${metric.namespace}/${metric.name}`);
    return series;
  });
  let history: SandboxAlarmHistory[] = [
    ...alarms.map(({ alarmName, configurationUpdatedAt }) => created(alarmName, configurationUpdatedAt)),
    ...loosened(world),
  ];

  const note = (item: SandboxAlarmHistory) => {
    history.push(item);
    if (history.length > 2 * mostHistory) history = history.slice(-mostHistory);
  };

  const composites = createComposites(world, note);
  for (const { alarmName } of composites.list(world.beganAt)) note(created(alarmName, world.beganAt));

  return {
    count: alarms.length,
    evaluate: (time, index) => {
      const known = alarms[index];
      const series = watched[index];
      if (known === undefined || series === undefined) return;
      const { configurationUpdatedAt: madeAt, warmUpMinutes = 0 } = known;
      if (time < madeAt + warmUpMinutes * minuteMs) return;
      const periodMs = known.periodSeconds * 1000;
      // Only whole periods; the minute that has just begun comes next time.
      const to = Math.floor(Math.floor(time / minuteMs) * (minuteMs / periodMs)) * periodMs;
      const alarm = known.band === undefined ? known : { ...known, threshold: upperEdge(known, series, to) };
      const from = to - lookedAt(alarm) * periodMs;
      const verdict = judge(
        alarm,
        readSeries(series, alarm.stat, alarm.periodSeconds, from, to),
        alarm.state,
      );
      if (verdict.state === alarm.state) return;
      const counts = new Map(
        readSeries(series, 'SampleCount', alarm.periodSeconds, from, to).map(({ at, value }) => [at, value]),
      );
      const stateReason = reasonOf(alarm, verdict);
      const stateReasonData = reasonData(alarm, verdict, time - 12, ({ at }) => counts.get(at) ?? 0);
      alarms[index] = {
        ...alarm,
        state: verdict.state,
        stateReason,
        stateReasonData,
        stateUpdatedAt: time,
        stateTransitionedAt: time,
      };
      note({
        alarmName: alarm.alarmName,
        at: time,
        itemType: 'StateUpdate',
        summary: `Alarm updated from ${alarm.state} to ${verdict.state}`,
        data: stateChangeData(
          { state: alarm.state, reason: alarm.stateReason, data: alarm.stateReasonData },
          { state: verdict.state, reason: stateReason, data: stateReasonData },
        ),
      });
      if (alarm.actionsEnabled && !isMuted(world, alarm.alarmName, time)) {
        for (const action of actionsOn(alarm, verdict.state))
          note(executedAction(alarm.alarmName, action, time));
      }
      composites.react(time, alarm.alarmName, alarm.arn, verdict.state);
    },
    compositesAt: composites.list,
    list: () => alarms,
    history: () => history,
  };
};

const actionsOn = (alarm: SandboxAlarm, state: SandboxAlarm['state']): readonly string[] => {
  switch (state) {
    case 'ALARM':
      return alarm.alarmActions;
    case 'OK':
      return alarm.okActions ?? [];
    case 'INSUFFICIENT_DATA':
      return alarm.insufficientDataActions ?? [];
  }
};

const isMuted = (world: World, name: string, time: number): boolean =>
  muteRulesAt(world, time).some(({ status, alarmNames }) => status === 'ACTIVE' && alarmNames.includes(name));

const changedBeforeMs = 70 * minuteMs;

/** Somebody has lowered a threshold some time ago. */
const loosened = ({ startAt, beganAt }: World): readonly SandboxAlarmHistory[] => {
  const at = startAt - changedBeforeMs;
  const alarmName = 'payment-worker-errors';
  return at < beganAt
    ? []
    : [
        {
          alarmName,
          at,
          itemType: 'ConfigurationUpdate',
          summary: `Alarm "${alarmName}" updated`,
          data: JSON.stringify({
            version: '1.0',
            type: 'Update',
            updatedAlarm: { alarmName, threshold: 10, alarmConfigurationUpdatedTimestamp: zonedTime(at) },
            originalUpdatedFields: { threshold: 20, alarmConfigurationUpdatedTimestamp: zonedTime(beganAt) },
          }),
        },
      ];
};

const created = (alarmName: string, at: number): SandboxAlarmHistory => ({
  alarmName,
  at,
  itemType: 'ConfigurationUpdate',
  summary: `Alarm "${alarmName}" created`,
  data: JSON.stringify({ version: '1.0', type: 'Create', createdAlarm: { alarmName, state: createdReason } }),
});
