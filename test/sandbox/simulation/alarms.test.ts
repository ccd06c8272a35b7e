import { describe, expect, it } from 'vitest';
import { type AlarmState, judge, type Rule } from '../../../src/sandbox/simulation/alarms/evaluate.ts';
import { reasonOf } from '../../../src/sandbox/simulation/alarms/reason.ts';
import { accountAt, minuteMs, startAt } from './helpers.ts';

type Treatment = Rule['treatMissingData'];
const treatments: readonly Treatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const ruleOf = (datapointsToAlarm: number, treatMissingData: Treatment): Rule => ({
  threshold: 5,
  comparison: 'GreaterThanThreshold',
  evaluationPeriods: 3,
  datapointsToAlarm,
  treatMissingData,
});
/** `0 - X`: below, missing, above; oldest first. */
const pointsOf = (picture: string) =>
  picture
    .split(' ')
    .flatMap((mark, index) =>
      mark === '-' ? [] : [{ at: Date.UTC(2026, 0, 15, 11, 50 + index), value: mark === 'X' ? 9 : 1 }],
    );

describe('M of N with missing datapoints, as the tables of the CloudWatch user guide say', () => {
  // Columns: missing, ignore, breaching, notBreaching. `keep` stands for the state as it was.
  it.each([
    [3, '0 - X - X', 'OK OK OK OK'],
    [3, '- - - - 0', 'OK OK OK OK'],
    [3, '- - - - -', 'INSUFFICIENT_DATA keep ALARM OK'],
    [3, '0 X X - X', 'ALARM ALARM ALARM ALARM'],
    [3, '- - X - -', 'ALARM keep ALARM OK'],
    [2, '0 - X - X', 'ALARM ALARM ALARM ALARM'],
    [2, '0 0 X 0 X', 'ALARM ALARM ALARM ALARM'],
    [2, '0 - X - -', 'OK OK ALARM OK'],
    [2, '- - - - 0', 'OK OK ALARM OK'],
    [2, '- - - X -', 'ALARM keep ALARM OK'],
  ])('%i of 3: %s', (datapointsToAlarm, picture, expected) => {
    for (const current of ['OK', 'ALARM'] as const satisfies readonly AlarmState[]) {
      const states = treatments.map(
        (treatment) => judge(ruleOf(datapointsToAlarm, treatment), pointsOf(picture), current).state,
      );
      expect(states).toEqual(expected.split(' ').map((word) => (word === 'keep' ? current : word)));
    }
  });
});

describe('the reason', () => {
  const reason = (rule: Rule, picture: string) =>
    reasonOf(rule, judge(rule, pointsOf(picture), 'INSUFFICIENT_DATA'));

  it('is worded as CloudWatch words it', () => {
    expect(reason(ruleOf(2, 'missing'), '0 X X')).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [9.0 (15/01/26 11:52:00), 9.0 (15/01/26 11:51:00)] were ' +
        'greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(reason(ruleOf(3, 'missing'), 'X X 0')).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [1.0 (15/01/26 11:52:00)] was not greater than the ' +
        'threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).',
    );
    expect(reason(ruleOf(3, 'missing'), '- - -')).toBe('Insufficient Data: 3 datapoints were unknown.');
    expect(reason(ruleOf(3, 'breaching'), '- - -')).toBe(
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    );
  });
});

describe('the alarms of the incident', () => {
  const { account, to } = accountAt({ historyMs: 45 * minuteMs });
  const statesAt = () => {
    const count = (state: AlarmState) =>
      account.alarms.list().filter((alarm) => alarm.state === state).length;
    return { alarm: count('ALARM'), insufficient: count('INSUFFICIENT_DATA'), ok: count('OK') };
  };
  const atStart = statesAt();
  to(30 * minuteMs);

  it('begin with some in each state and end well', () => {
    expect(atStart.alarm).toBeGreaterThanOrEqual(2);
    expect(atStart.insufficient).toBeGreaterThanOrEqual(1);
    expect(atStart.ok).toBeGreaterThanOrEqual(9);
    expect(atStart.ok).toBeLessThanOrEqual(12);
    const wrong = account.alarms.list().filter(({ state }) => state !== 'OK');
    expect(wrong.map(({ alarmName }) => alarmName)).toEqual([]);
  });

  it('change from the state that they were in, and stand where the history ends', () => {
    for (const alarm of account.alarms.list()) {
      let state: string = 'INSUFFICIENT_DATA';
      for (const item of account.alarms.history()) {
        if (item.alarmName !== alarm.alarmName || item.itemType !== 'StateUpdate') continue;
        const { oldState, newState } = JSON.parse(item.data);
        expect(item.summary).toBe(`Alarm updated from ${oldState.stateValue} to ${newState.stateValue}`);
        expect(oldState.stateValue).toBe(state);
        state = newState.stateValue;
      }
      expect(alarm.state).toBe(state);
    }
  });

  it('have composites over them: the cause is told, its effects are kept quiet while it is on', () => {
    const during = accountAt({ historyMs: 12 * minuteMs });
    const named = (name: string) =>
      during.account.alarms.composites?.().find(({ alarmName }) => alarmName === name);
    expect(named('payments-outage')).toMatchObject({
      state: 'ALARM',
      rule: 'ALARM("payment-worker-errors") AND (ALARM("payments-queue-age") OR ALARM("payments-dlq-not-empty"))',
    });
    expect(named('orders-late')).toMatchObject({ state: 'ALARM', suppressed: { by: 'Alarm' } });
    const told = during.account.alarms.history().filter(({ itemType }) => itemType === 'Action');
    expect(told.map(({ alarmName }) => alarmName)).toContain('payments-outage');
    expect(told.map(({ alarmName }) => alarmName)).not.toContain('orders-late');
    expect(account.alarms.composites?.().map(({ state }) => state)).toEqual(['OK', 'OK']);
  });

  it('agree at each change with the metric that they watch', () => {
    const byName = new Map(account.alarms.list().map((alarm) => [alarm.alarmName, alarm]));
    const changes = account.alarms.history().filter(({ itemType }) => itemType === 'StateUpdate');
    expect(changes.length).toBeGreaterThan(20);
    for (const { alarmName, data, at } of changes) {
      const alarm = byName.get(alarmName);
      // A composite has no metric.
      if (alarm === undefined) continue;
      const { oldState, newState } = JSON.parse(data);
      const to = Math.floor(at / minuteMs) * minuteMs;
      const periodMs = alarm.periodSeconds * 1000;
      const points = account.metrics.read(
        alarm,
        alarm.stat,
        alarm.periodSeconds,
        to - (alarm.evaluationPeriods + 2) * periodMs,
        Math.floor(to / periodMs) * periodMs,
      );
      // The edge of a band moves: it is the one of that moment.
      const { threshold, recentUpperThresholds: [edge] = [threshold] } = newState.stateReasonData;
      const verdict = judge({ ...alarm, threshold: edge }, points, oldState.stateValue);
      expect([alarmName, verdict.state]).toEqual([alarmName, newState.stateValue]);
      expect(newState.stateReasonData.recentDatapoints).toEqual(verdict.used.map(({ value }) => value));
      if (alarm.band === undefined) expect(threshold).toBe(alarm.threshold);
    }
  });

  it('know what is usual, and say when it is no more', () => {
    const { account: during } = accountAt({ historyMs: 60 * minuteMs });
    const slow = during.alarms.list().find(({ alarmName }) => alarmName === 'payment-worker-duration');
    expect(slow).toMatchObject({
      state: 'ALARM',
      band: { widths: 2 },
      stateReason: expect.stringMatching(
        /^Thresholds Crossed: 3 out of the last 3 datapoints \[.*\] were greater than the upper thresholds \[/,
      ),
    });
    const { recentDatapoints, recentUpperThresholds } = JSON.parse(slow?.stateReasonData ?? '');
    expect(Math.min(...recentDatapoints)).toBeGreaterThan(recentUpperThresholds[0]);
  });

  it('tell their actions after the change', () => {
    const history = account.alarms.history();
    const index = history.findIndex(
      ({ alarmName, summary }) => alarmName === 'payments-queue-age' && summary.endsWith('to ALARM'),
    );
    expect(history[index]?.at).toBeLessThan(startAt);
    expect(
      history.slice(index + 1, index + 3).map(({ itemType, summary }) => `${itemType} ${summary}`),
    ).toEqual([
      'Action Successfully executed action arn:aws:sns:eu-west-1:210987654321:on-call',
      'Action Successfully executed action arn:aws:lambda:eu-west-1:210987654321:function:scale-payments',
    ]);
  });

  it('are quiet when nothing happens', () => {
    const calm = accountAt({ scenario: 'calm', historyMs: 30 * minuteMs }).account;
    expect(calm.alarms.list().filter(({ state }) => state === 'ALARM')).toEqual([]);
  });
});
