/** Hours of alarms in seconds: the source and the store on a clock that jumps, and what they keep of it. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AlarmHistoryItem, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarmsSource } from '../../src/sources/alarms/alarms-source.ts';
import type { AlarmsApi } from '../../src/sources/alarms/following.ts';
import { createStore } from '../../src/store/store.ts';
import { asOne, eachOf } from '../../test/helpers/observations.ts';
import { instantClock } from '../../test/sources/instant-clock.ts';
import { alarmAccount } from './alarm-account.ts';

const hourMs = 3_600_000;
const startAt = Date.UTC(2026, 0, 15, 12);

export type AlarmHours = {
  readonly bench: 'alarm hours';
  readonly alarms: number;
  readonly hours: number;
  readonly transitions: number;
  readonly kept: number;
  /** Heap after the first hour, and at the end. */
  readonly heapMb: number;
  readonly heapLaterMb: number;
  readonly cpuMsAPoll: number;
};

const pageOf = <Item>(items: readonly Item[], token: string | undefined) => {
  const first = Number(token ?? '0');
  const end = first + 100;
  return { page: items.slice(first, end), next: end < items.length ? { NextToken: String(end) } : {} };
};

// What is garbage is not kept.
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

const heapMb = (): number => {
  if (typeof collect === 'function') collect();
  return Math.round((process.memoryUsage().heapUsed / 1024 / 1024) * 10) / 10;
};

/** Of an account of `count` alarms. */
export const hoursOfAlarms = async (count: number, hours: number): Promise<AlarmHours> => {
  const clock = instantClock(startAt, hours * hourMs);
  const { alarms } = alarmAccount(count, clock.now);
  let listed: readonly MetricAlarm[] = [];
  let history: readonly AlarmHistoryItem[] = [];
  const api: AlarmsApi = {
    listAlarmMuteRules: async () => ({ ok: true, value: {} }),
    getAlarmMuteRule: async () => ({ ok: true, value: {} }),
    describeAlarmContributors: async () => ({ ok: true, value: { AlarmContributors: [] } }),
    describeAlarms: async ({ NextToken }) => {
      if (NextToken === undefined) {
        listed = alarms.list().map((alarm) => ({
          AlarmName: alarm.alarmName,
          AlarmArn: alarm.arn,
          StateValue: alarm.state,
          StateReason: alarm.stateReason,
          StateReasonData: alarm.stateReasonData,
          StateTransitionedTimestamp: new Date(alarm.stateTransitionedAt),
          Namespace: alarm.namespace,
          MetricName: alarm.name,
          Period: alarm.periodSeconds,
          Threshold: alarm.threshold,
        }));
      }
      const { page, next } = pageOf(listed, NextToken);
      return { ok: true, value: { MetricAlarms: page, ...next } };
    },
    describeAlarmHistory: async ({ NextToken, StartDate }) => {
      if (NextToken === undefined) {
        history = alarms
          .history()
          .filter(({ at }) => at >= (StartDate?.getTime() ?? 0))
          .map(({ alarmName, at, itemType, summary, data }) => ({
            AlarmName: alarmName,
            Timestamp: new Date(at),
            HistoryItemType: itemType,
            HistorySummary: summary,
            HistoryData: data,
          }));
      }
      const { page, next } = pageOf(history, NextToken);
      return { ok: true, value: { AlarmHistoryItems: page, ...next } };
    },
  };
  const store = createStore({ startedAt: startAt });
  const source = alarmsSource({ clientsFor: () => api, origins: [{ region: 'us-east-1' }], clock });
  let transitions = 0;
  let polls = 0;
  let early: number | undefined;
  const startedAt = process.cpuUsage();
  for await (const observation of eachOf(asOne(source)(clock.signal))) {
    store.apply([observation], clock.now());
    if (observation.type === 'alarmHistory') transitions += 1;
    if (observation.type === 'alarmsListed') {
      polls += 1;
      store.snapshot(clock.now());
      if (clock.now() > startAt + hourMs) early ??= heapMb();
    }
  }
  const { user, system } = process.cpuUsage(startedAt);
  const { history: kept } = store.snapshot(clock.now()).alarms;
  return {
    bench: 'alarm hours',
    alarms: count,
    hours,
    transitions,
    kept: kept.items.length,
    heapMb: early ?? 0,
    heapLaterMb: heapMb(),
    cpuMsAPoll: Math.round((user + system) / 1000 / polls),
  };
};
