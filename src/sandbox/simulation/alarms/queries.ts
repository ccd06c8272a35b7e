/**
 * An alarm over a query of Metrics Insights: the age of the oldest message of each queue. It is told from the points of its metrics, whenever
 * somebody asks, and changes nothing of the rest.
 */
import type { MetricId, QuerySandboxAlarm, SandboxAlarmHistory, SandboxContributor } from '../../account.ts';
import { readSeries } from '../../stores/metric-store.ts';
import { minuteMs, type World } from '../world.ts';
import { createdReason, double, reasonOf, stateChangeData } from './reason.ts';

const alarmName = 'queues-oldest-message';
const query =
  'SELECT MAX(ApproximateAgeOfOldestMessage) FROM SCHEMA("AWS/SQS", QueueName) GROUP BY QueueName ORDER BY MAX() DESC';
const queues = ['fulfilment', 'payments', 'payments-dlq'];
const threshold = 120;
const needed = 2;
/** Evaluated so long after the end of a minute. */
const evaluatedAfterMs = 38_000;

const rule = {
  threshold,
  comparison: 'GreaterThanThreshold',
  evaluationPeriods: needed,
  datapointsToAlarm: needed,
  treatMissingData: 'notBreaching',
} as const;

const idOf = (queue: string): string => Buffer.from(queue).toString('hex').padEnd(16, '0').slice(-16);

type Turn = { readonly queue: string; readonly at: number; readonly isOn: boolean; readonly reason: string };

export type QueryDesk = {
  readonly list: (now: number) => readonly QuerySandboxAlarm[];
  readonly history: (now: number) => readonly SandboxAlarmHistory[];
};

export const createQueryAlarms = (world: World): QueryDesk => {
  const { region, accountId, beganAt } = world;
  const metricOf = (queue: string): MetricId => ({
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: queue },
  });
  const turns: Turn[] = [];
  const on = new Map<string, Turn>();
  let evaluatedTo = Math.ceil(beganAt / minuteMs) * minuteMs;

  const evaluate = (queue: string, minute: number): void => {
    const series = world.metrics.seriesOf(metricOf(queue));
    if (series === undefined) return;
    const used = readSeries(series, 'Maximum', 60, minute - needed * minuteMs, minute);
    const isOn = used.filter(({ value }) => value > threshold).length >= needed;
    if (isOn === on.has(queue)) return;
    const verdict = {
      state: isOn ? ('ALARM' as const) : ('OK' as const),
      used,
      filled: needed - used.length,
    };
    const turn = { queue, at: minute + evaluatedAfterMs, isOn, reason: reasonOf(rule, verdict) };
    turns.push(turn);
    if (isOn) on.set(queue, turn);
    else on.delete(queue);
  };
  /** Up to the last minute that was evaluated by then. */
  const advance = (now: number): void => {
    for (; evaluatedTo + evaluatedAfterMs <= now; evaluatedTo += minuteMs) {
      for (const queue of queues) evaluate(queue, evaluatedTo);
    }
  };
  /** The alarm goes off with its first contributor and is well with its last. */
  const alarmTurns = (): readonly (Turn & { readonly count: number })[] => {
    let count = 0;
    return turns.flatMap((turn) => {
      const before = count;
      count += turn.isOn ? 1 : -1;
      return (before === 0) === (count === 0) ? [] : [{ ...turn, count }];
    });
  };
  const reasonOfAlarm = ({ isOn }: Turn): string =>
    isOn
      ? `Threshold Crossed: at least one time series was greater than the threshold (${double(threshold)}).`
      : `Threshold Crossed: no time series was greater than the threshold (${double(threshold)}).`;

  return {
    list: (now) => {
      advance(now);
      const last = alarmTurns().at(-1);
      const contributors = [...on.values()].map(
        ({ queue, at, reason }): SandboxContributor => ({
          id: idOf(queue),
          attributes: { QueueName: queue },
          stateReason: reason,
          transitionedAt: at,
        }),
      );
      const since = last?.at ?? beganAt;
      return [
        {
          ...rule,
          alarmName,
          arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
          description: 'Messages of some queue wait too long',
          query,
          periodSeconds: 60,
          actionsEnabled: true,
          alarmActions: [`arn:aws:sns:${region}:${accountId}:team-platform`],
          state: last?.isOn === true ? 'ALARM' : 'OK',
          stateReason: last === undefined ? createdReason : reasonOfAlarm(last),
          stateReasonData: '',
          stateUpdatedAt: since,
          stateTransitionedAt: since,
          configurationUpdatedAt: beganAt,
          contributors,
        },
      ];
    },
    history: (now) => {
      advance(now);
      const data = (isOn: boolean, from: string, to: string): string =>
        stateChangeData(
          { state: isOn ? 'OK' : 'ALARM', reason: from, data: '' },
          { state: isOn ? 'ALARM' : 'OK', reason: to, data: '' },
        );
      const summaryOf = (isOn: boolean): string => `updated from ${isOn ? 'OK to ALARM' : 'ALARM to OK'}`;
      const ofContributors = turns.map(
        ({ queue, at, isOn, reason }): SandboxAlarmHistory => ({
          alarmName,
          at,
          itemType: 'AlarmContributorStateUpdate',
          summary: `Alarm contributor ${summaryOf(isOn)}`,
          data: data(isOn, createdReason, reason),
          contributor: { id: idOf(queue), attributes: { QueueName: queue } },
        }),
      );
      const ofAlarm = alarmTurns().map(
        (turn): SandboxAlarmHistory => ({
          alarmName,
          at: turn.at,
          itemType: 'StateUpdate',
          summary: `Alarm ${summaryOf(turn.isOn)}`,
          data: data(turn.isOn, createdReason, reasonOfAlarm(turn)),
        }),
      );
      return [...ofContributors, ...ofAlarm];
    },
  };
};
