/** An account with more alarms than anybody should have: some on, some silent, a few that change all the time. */
import type { Account, SandboxAlarm, SandboxAlarmHistory } from '../../src/sandbox/account.ts';
import { emptyAccount } from '../../src/sandbox/wire/empty-account.ts';

const accountId = '123456789012';
const region = 'us-east-1';
const minuteMs = 60_000;

/** This many of a hundred alarms change their state every minute. */
const restlessPercent = 2;
const onPercent = 3;

const reasonOf = (value: number, at: number): string =>
  `Threshold Crossed: 1 out of the last 1 datapoints [${value}.0 (${new Date(at).toISOString()})] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).`;

const stateAt = (nth: number, at: number): SandboxAlarm['state'] => {
  const place = nth % 100;
  if (place < restlessPercent) return Math.floor(at / minuteMs) % 2 === 0 ? 'OK' : 'ALARM';
  if (place < restlessPercent + onPercent) return 'ALARM';
  return place === 50 ? 'INSUFFICIENT_DATA' : 'OK';
};

const nameOf = (nth: number): string => `service-${String(nth).padStart(5, '0')}-errors-too-many`;

const alarmAt = (nth: number, now: number): SandboxAlarm => {
  const isRestless = nth % 100 < restlessPercent;
  const since = isRestless ? Math.floor(now / minuteMs) * minuteMs : now - (nth + 10) * minuteMs;
  const alarmName = nameOf(nth);
  return {
    alarmName,
    arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
    description: `Too many errors of service ${nth}`,
    namespace: 'AWS/Lambda',
    name: 'Errors',
    dimensions: { FunctionName: `service-${nth}` },
    stat: 'Sum',
    periodSeconds: 60,
    threshold: 5,
    comparison: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'missing',
    actionsEnabled: nth % 7 !== 0,
    alarmActions: [`arn:aws:sns:${region}:${accountId}:on-call`],
    state: stateAt(nth, now),
    stateReason: reasonOf(nth, since),
    stateReasonData: JSON.stringify({ version: '1.0', period: 60, recentDatapoints: [nth], threshold: 5 }),
    stateUpdatedAt: since,
    stateTransitionedAt: since,
    configurationUpdatedAt: since,
  };
};

const side = (stateValue: string, at: number) => ({ stateValue, stateReason: reasonOf(9, at) });

/** Every minute's changes of the last hour. */
const historyAt = (count: number, now: number): readonly SandboxAlarmHistory[] => {
  const minutes = Array.from({ length: 60 }, (_, ago) => (Math.floor(now / minuteMs) - 59 + ago) * minuteMs);
  const restless = Array.from({ length: count }, (_, nth) => nth).filter(
    (nth) => nth % 100 < restlessPercent,
  );
  return minutes.flatMap((at) =>
    restless.map((nth): SandboxAlarmHistory => {
      const [from, to] = [stateAt(nth, at - minuteMs), stateAt(nth, at)];
      return {
        alarmName: nameOf(nth),
        at,
        itemType: 'StateUpdate',
        summary: `Alarm updated from ${from} to ${to}`,
        data: JSON.stringify({ version: '1.0', oldState: side(from, at), newState: side(to, at) }),
      };
    }),
  );
};

/** As it stands at `now()`. */
export const alarmAccount = (count: number, now: () => number): Account => {
  const advance = (): number => now();
  return {
    ...emptyAccount(accountId, region, advance),
    alarms: {
      list: () => Array.from({ length: count }, (_, nth) => alarmAt(nth, now())),
      history: () => historyAt(count, now()),
    },
  };
};
