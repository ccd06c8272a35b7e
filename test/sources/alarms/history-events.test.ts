/** What AWS writes into the history of an alarm: items as its users show them. */
import { describe, expect, it } from 'vitest';
import { toEvent } from '../../../src/sources/alarms/history-events.ts';

const origin = { region: 'us-east-1' };
const at = new Date('2026-08-07T16:37:24Z');
const topic = 'arn:aws:sns:us-east-1:123456789012:AlarmTopic';
const item = (HistoryItemType: string, HistorySummary: string, data?: object | string) =>
  toEvent(
    {
      AlarmName: 'DlqNotEmpty',
      Timestamp: at,
      HistoryItemType: HistoryItemType as 'Action',
      HistorySummary,
      ...(data === undefined ? {} : { HistoryData: typeof data === 'string' ? data : JSON.stringify(data) }),
    },
    origin,
  );

describe('an action', () => {
  it('was done, by whom it was to be heard', () => {
    const data = { actionState: 'Succeeded', notificationResource: topic, error: null };
    expect(item('Action', `Successfully executed action ${topic}`, data)).toEqual({
      type: 'alarmAction',
      ...origin,
      name: 'DlqNotEmpty',
      at: at.getTime(),
      outcome: 'done',
      summary: `Successfully executed action ${topic}`,
      target: { kind: 'sns', name: 'AlarmTopic', arn: topic },
    });
  });

  it('failed: nobody was told, and why', () => {
    const error = 'CloudWatch Alarms is not authorized to perform: SNS:Publish';
    const failed = { outcome: 'failed', error, target: { arn: topic } };
    const data = { actionState: 'Failed', notificationResource: topic, error };
    expect(item('Action', `Failed to execute action ${topic}`, data)).toMatchObject(failed);
    // Without its data, which may be cut, the summary tells.
    const summary = `Failed to execute action ${topic}. Received error: "${error}"`;
    expect(item('Action', summary, '{"actionState":"Fai')).toMatchObject(failed);
  });

  it('of words that nobody knows is told in those', () => {
    const told = item('Action', 'Action was held back');
    expect(told).toMatchObject({ outcome: 'unknown', summary: 'Action was held back' });
    expect(told).not.toHaveProperty('target');
  });
});

describe('a change', () => {
  it('tells what each field was and is', () => {
    const data = {
      version: '1.0',
      type: 'Update',
      updatedAlarm: { alarmName: 'DlqNotEmpty', threshold: 10.0, okactions: [topic], period: 60 },
      originalUpdatedFields: {
        threshold: 5.0,
        okactions: [],
        alarmConfigurationUpdatedTimestamp: '2026-08-07T16:00:00.000+0000',
      },
    };
    expect(item('ConfigurationUpdate', 'Alarm "DlqNotEmpty" updated', data)).toMatchObject({
      type: 'alarmConfig',
      change: 'updated',
      fields: [
        { field: 'threshold', from: '5', to: '10' },
        { field: 'okactions', from: '[]', to: `["${topic}"]` },
      ],
    });
  });

  it('is known by its summary where its data are cut or something else', () => {
    for (const data of [undefined, '{"version":"1.0","ty', '[]', 'null', '7']) {
      expect(item('ConfigurationUpdate', 'Alarm "a b" created', data)).toMatchObject({
        change: 'created',
        fields: [],
      });
    }
    expect(item('ConfigurationUpdate', 'Something else')).toMatchObject({ change: 'unknown' });
  });
});

it('a contributor goes on and off with its attributes', () => {
  const told = toEvent(
    {
      AlarmName: 'latency',
      AlarmContributorId: '1a2b',
      AlarmContributorAttributes: { endpoint: '/pay' },
      Timestamp: at,
      HistoryItemType: 'AlarmContributorStateUpdate',
      HistorySummary: 'Alarm contributor updated from OK to ALARM',
    },
    origin,
  );
  expect(told).toMatchObject({
    type: 'contributorHistory',
    contributor: '1a2b',
    attributes: { endpoint: '/pay' },
    from: 'OK',
    to: 'ALARM',
  });
  expect(item('StateUpdate', 'Alarm updated from OK to ALARM')).toBeUndefined();
});
