/** Observations to write about: a test says what differs. */
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import type { Gap } from '../../src/observation/health-of-sources.ts';
import type { ItemChange } from '../../src/observation/streams.ts';

export const noon = Date.UTC(2026, 0, 15, 12);
export const utc = { utc: true, ascii: false } as const;
export const utcAscii = { utc: true, ascii: true } as const;

export const change = (different: Partial<ItemChange> = {}): ItemChange => ({
  type: 'change',
  table: 'Orders',
  streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-15T00:00:00.000',
  shardId: 'shardId-00000001',
  sequenceNumber: '100000000000000000001',
  eventId: 'e1',
  eventName: 'MODIFY',
  at: noon,
  keys: { orderId: { S: 'ORD-1' } },
  old: { orderId: { S: 'ORD-1' }, status: { S: 'PAID' } },
  new: { orderId: { S: 'ORD-1' }, status: { S: 'FAILED' } },
  changed: [{ path: 'status', old: { S: 'PAID' }, new: { S: 'FAILED' } }],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: false,
  region: 'eu-west-1',
  sizeBytes: 100,
  ...different,
});

export const gap = (different: Partial<Gap> = {}): Gap => ({
  type: 'gap',
  source: 'stream',
  scope: 'shardId-00000001-abcdef',
  reason: 'trimmed',
  from: noon - 120_000,
  to: noon,
  region: 'eu-west-1',
  ...different,
});

export const alarm = (different: Partial<Alarm> = {}): Alarm => ({
  type: 'alarm',
  name: 'payments-age',
  arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:payments-age',
  kind: 'metric',
  state: 'ALARM',
  since: noon - 240_000,
  reason: 'Threshold Crossed',
  region: 'eu-west-1',
  metric: 'AWS/SQS/ApproximateAgeOfOldestMessage',
  dimensions: {},
  threshold: 60,
  comparison: 'GreaterThanThreshold',
  datapointsToAlarm: 2,
  evaluationPeriods: 3,
  evaluated: [],
  recentValues: [20, 190],
  actionsEnabled: true,
  actions: [],
  judged: { flapping: false },
  ...different,
});

export const transition = (different: Partial<AlarmTransition> = {}): AlarmTransition => ({
  type: 'alarmHistory',
  name: 'payments-age',
  at: noon,
  from: 'OK',
  to: 'ALARM',
  reason: 'Threshold Crossed',
  region: 'eu-west-1',
  ...different,
});
