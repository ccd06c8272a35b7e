/** What alarms did and how they were changed: of all of them once, of the one that is open as long as it is. */
import type { DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Alarm } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { isSameOrigin, type Origin, originName } from '../../origin.ts';
import { createPace } from '../../pacing/pace.ts';
import { manyTries, persist } from '../../pacing/persist.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import type { AlarmsApi, Following } from './following.ts';
import { toEvent } from './history-events.ts';

const pageSize = 100;
/** An alarm that scales a group does so every minute: two thousand items of a kind are enough of them, the newest. */
const mostPages = 20;

/** Actions and changes since `historyMs` ago, the newest first. */
export async function* readEvents(
  following: Following,
  signal: AbortSignal,
): AsyncGenerator<Batch, Failure | undefined> {
  const { api, origin, listedAt, historyMs, types, namePrefix = '' } = following;
  for (const HistoryItemType of ['Action', 'ConfigurationUpdate'] as const) {
    let token: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const input: DescribeAlarmHistoryInput = {
        AlarmTypes: types,
        HistoryItemType,
        StartDate: new Date(listedAt - historyMs),
        ScanBy: 'TimestampDescending',
        MaxRecords: pageSize,
        ...(token === undefined ? {} : { NextToken: token }),
      };
      const call = () => api.describeAlarmHistory(input, signal);
      const answer: Answer<DescribeAlarmHistoryOutput> = await persist(following, signal, call, manyTries);
      if (!answer.ok) return answer.failure;
      const events = (answer.value.AlarmHistoryItems ?? []).flatMap((item) => toEvent(item, origin) ?? []);
      yield batchOf(...events.filter(({ name }) => name.startsWith(namePrefix)));
      token = answer.value.NextToken || undefined;
      if (token === undefined) break;
    }
  }
  return undefined;
}

export type OpenedAlarmOptions = {
  readonly clientsFor: (origin: Origin) => AlarmsApi;
  readonly origins: readonly Origin[];
  readonly clock: Clock;
  /** The alarm that is read whole just now. */
  readonly opened: () => Alarm | undefined;
  readonly random?: () => number;
};

const rereadMs = 30_000;
const lookAgainMs = 250;

const typeOf = { metric: 'MetricAlarm', composite: 'CompositeAlarm', log: 'LogAlarm' } as const;

/** The newest hundred items of its history, of every kind. That it cannot be read, the poll of all alarms says. */
export const openedAlarmSource = (options: OpenedAlarmOptions): readonly Source[] =>
  options.origins.map((origin) => (signal) => followOpened(options, origin, signal));

async function* followOpened(
  { clientsFor, clock, opened, random }: OpenedAlarmOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const api = clientsFor(origin);
  let read = { arn: '', at: 0 };
  const here = (): Alarm | undefined => {
    const alarm = opened();
    return alarm !== undefined && isSameOrigin(alarm, origin) ? alarm : undefined;
  };
  const pace = createPace({
    clock,
    source: 'alarms',
    scope: `${originName(origin)} opened`,
    origin,
    lookAgainMs,
    dueAt: () => (here()?.arn === read.arn ? read.at + rereadMs : 0),
    visible: () => here() !== undefined,
    ...(random === undefined ? {} : { random }),
  });
  while (await pace.turn(signal)) {
    const alarm = here();
    if (alarm === undefined) continue;
    const answer = await api.describeAlarmHistory(
      {
        AlarmName: alarm.name,
        AlarmTypes: [typeOf[alarm.kind]],
        ScanBy: 'TimestampDescending',
        MaxRecords: pageSize,
      },
      signal,
    );
    if (signal.aborted) return;
    read = { arn: alarm.arn, at: clock.now() };
    if (!answer.ok) {
      pace.failed(answer.failure);
      continue;
    }
    pace.answered();
    yield batchOf(...(answer.value.AlarmHistoryItems ?? []).flatMap((item) => toEvent(item, origin) ?? []));
  }
}
