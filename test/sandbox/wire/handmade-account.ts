import type {
  Account,
  CompositeSandboxAlarm,
  MetricId,
  SandboxAlarm,
  SandboxAlarmHistory,
  SandboxLogClass,
  SandboxLogEvent,
  SandboxRecord,
  SandboxShard,
} from '../../../src/sandbox/account.ts';

/** A small account made by hand: what it answers can be read off this file. */

/** The account's now: a round minute. */
export const now = Date.UTC(2026, 0, 15, 12, 0, 0);
export const minuteMs = 60_000;
export const accountId = '123456789012';
export const region = 'eu-west-1';

type HandmadeMetric = MetricId & {
  readonly resolutionSeconds?: 1 | 60 | 300;
  /** Value of the bucket `minutesAgo` minutes before now; undefined where it has no sample. */
  readonly valueAt: (minutesAgo: number) => number | undefined;
  readonly lastSampleAt?: number;
};

export const streamArn = `arn:aws:dynamodb:${region}:${accountId}:table/Orders/stream/2026-01-15T00:00:00.000`;
export const shardIdOf = (nth: number): string =>
  `shardId-${String(nth).padStart(20, '0')}-0000000${nth % 10}`;
export const sequenceOf = (shard: number, position: number): string =>
  `${shard}${String(position).padStart(20, '0')}`;

export const handmadeAlarm = (change: Partial<SandboxAlarm> = {}): SandboxAlarm => {
  const alarmName = change.alarmName ?? 'payment-worker-errors';
  return {
    alarmName,
    arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
    description: 'Payments fail',
    namespace: 'AWS/Lambda',
    name: 'Errors',
    dimensions: { FunctionName: 'payment-worker' },
    stat: 'Sum',
    periodSeconds: 60,
    threshold: 5,
    comparison: 'GreaterThanThreshold',
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: 'notBreaching',
    actionsEnabled: true,
    alarmActions: [`arn:aws:sns:${region}:${accountId}:on-call`],
    state: 'OK',
    stateReason: 'Threshold Crossed: no datapoints were received for 3 periods.',
    stateReasonData: '{"version":"1.0"}',
    stateUpdatedAt: now - 10 * minuteMs,
    stateTransitionedAt: now - 20 * minuteMs,
    configurationUpdatedAt: now - 1000 * minuteMs,
    ...change,
  };
};

export const compositeAlarm = (
  alarmName: string,
  rule: string,
  change: Partial<CompositeSandboxAlarm> = {},
): CompositeSandboxAlarm => ({
  alarmName,
  arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
  description: 'All of it',
  rule,
  actionsEnabled: true,
  alarmActions: [],
  state: 'OK',
  stateReason: 'all is well',
  stateReasonData: '{}',
  stateUpdatedAt: now - 5 * minuteMs,
  stateTransitionedAt: now - 50 * minuteMs,
  configurationUpdatedAt: now - 1000 * minuteMs,
  ...change,
});

export type Handmade = {
  readonly metrics?: readonly HandmadeMetric[];
  readonly composites?: readonly CompositeSandboxAlarm[];
  readonly alarmList?: readonly SandboxAlarm[];
  readonly history?: readonly SandboxAlarmHistory[];
  /** Events by group, in order. */
  readonly logs?: Readonly<Record<string, readonly SandboxLogEvent[]>>;
  /** Of groups that are not of the Standard class. */
  readonly logClasses?: Readonly<Record<string, SandboxLogClass>>;
  readonly shards?: readonly SandboxShard[];
  /** Records by shard id; `trimmed` says how many of them can no longer be read. */
  readonly records?: Readonly<
    Record<string, { readonly trimmed: number; readonly all: readonly SandboxRecord[] }>
  >;
  readonly now?: () => number;
};

export const logEvent = (
  nth: number,
  message: string,
  change: Partial<SandboxLogEvent> = {},
): SandboxLogEvent => ({
  stream: 'stream-1',
  at: now - 10 * minuteMs + nth * 1000,
  ingestedAt: now - 10 * minuteMs + nth * 1000 + 500,
  eventId: String(38_000_000_000_000n + BigInt(nth)),
  message,
  ...change,
});

export const record = (shard: number, position: number): SandboxRecord => ({
  eventId: `event-${shard}-${position}`,
  eventName: position % 3 === 0 ? 'INSERT' : position % 3 === 1 ? 'MODIFY' : 'REMOVE',
  sequenceNumber: sequenceOf(shard, position * 10),
  at: now - 60_000 + position * 100 + 7,
  sizeBytes: 200,
  keys: { orderId: { S: `ORD-${position}` } },
  ...(position % 3 === 0 ? {} : { oldImage: { orderId: { S: `ORD-${position}` }, total: { N: '1.10' } } }),
  ...(position % 3 === 2 ? {} : { newImage: { orderId: { S: `ORD-${position}` }, total: { N: '1.20' } } }),
  ttl: position === 2,
});

const sameDimensions = (a: MetricId, b: MetricId): boolean =>
  Object.keys(a.dimensions).length === Object.keys(b.dimensions).length &&
  Object.entries(a.dimensions).every(([name, value]) => b.dimensions[name] === value);

/** One sample a minute, so that every statistic of a one-minute bucket but SampleCount is the value itself. */
const readMinutes = (
  metric: HandmadeMetric,
  stat: string,
  periodSeconds: number,
  from: number,
  to: number,
  until: number,
  gridFrom = 0,
) => {
  const buckets = new Map<number, number[]>();
  const step = periodSeconds * 1000;
  for (let at = Math.ceil(from / minuteMs) * minuteMs; at < to && at <= until; at += minuteMs) {
    const value = metric.valueAt((until - at) / minuteMs);
    if (value === undefined) continue;
    const start = gridFrom + Math.floor((at - gridFrom) / step) * step;
    buckets.set(start, [...(buckets.get(start) ?? []), value]);
  }
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
    Sum: total,
    Average: (values) => total(values) / values.length,
    Minimum: (values) => Math.min(...values),
    Maximum: (values) => Math.max(...values),
    SampleCount: (values) => values.length,
  };
  const reduce = statistics[stat] ?? ((values) => Math.max(...values));
  return [...buckets].map(([at, values]) => ({ at, value: reduce(values) }));
};

export const handmadeAccount = (made: Handmade = {}): Account => {
  const moment = made.now ?? (() => now);
  const metrics = made.metrics ?? [];
  const find = (id: MetricId) =>
    metrics.find(
      (each) => each.namespace === id.namespace && each.name === id.name && sameDimensions(each, id),
    );
  const stored = (metric: HandmadeMetric) => ({
    namespace: metric.namespace,
    name: metric.name,
    dimensions: metric.dimensions,
    resolutionSeconds: metric.resolutionSeconds ?? 60,
    unit: 'Count',
    lastSampleAt: metric.lastSampleAt ?? moment(),
  });
  const recordsOf = (shard: string) => made.records?.[shard] ?? { trimmed: 0, all: [] };
  return {
    accountId,
    region,
    advance: moment,
    metrics: {
      list: () => metrics.map(stored),
      find: (id) => {
        const metric = find(id);
        return metric === undefined ? undefined : stored(metric);
      },
      read: (id, stat, periodSeconds, from, to, gridFrom) => {
        const metric = find(id);
        return metric === undefined
          ? []
          : readMinutes(metric, stat, periodSeconds, from, to, moment(), gridFrom);
      },
    },
    alarms: {
      list: () => made.alarmList ?? [],
      composites: () => made.composites ?? [],
      history: () => made.history ?? [],
    },
    logs: {
      groups: () =>
        Object.keys(made.logs ?? {}).map((name) => ({
          name,
          arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`,
          createdAt: now - 5000 * minuteMs,
          storedBytes: 1000,
          logClass: made.logClasses?.[name] ?? 'STANDARD',
        })),
      streams: (group) => {
        const names = new Set((made.logs?.[group] ?? []).map((event) => event.stream));
        return [...names].map((name) => ({ name, createdAt: now - 4000 * minuteMs }));
      },
      events: (group, from, to) =>
        (made.logs?.[group] ?? []).filter(
          (event) => event.at >= from && event.at <= to && event.ingestedAt <= moment(),
        ),
    },
    tables: {
      list: () => [
        {
          name: 'Orders',
          arn: `arn:aws:dynamodb:${region}:${accountId}:table/Orders`,
          createdAt: now - 5000 * minuteMs,
          itemCount: 3,
          keySchema: [{ attributeName: 'orderId', keyType: 'HASH' }],
          attributeDefinitions: [{ attributeName: 'orderId', attributeType: 'S' }],
          streams: [
            {
              arn: streamArn,
              label: '2026-01-15T00:00:00.000',
              table: 'Orders',
              status: 'ENABLED',
              viewType: 'NEW_AND_OLD_IMAGES',
              createdAt: now - 5000 * minuteMs,
            },
          ],
        },
        {
          name: 'Quiet',
          arn: `arn:aws:dynamodb:${region}:${accountId}:table/Quiet`,
          createdAt: now - 5000 * minuteMs,
          itemCount: 0,
          keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
          attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
          streams: [],
        },
      ],
      shards: () => made.shards ?? [],
      records: (_arn, shard, position, limit) => recordsOf(shard).all.slice(position, position + limit),
      bounds: (_arn, shard) => ({ first: recordsOf(shard).trimmed, end: recordsOf(shard).all.length }),
      positionOf: (_arn, shard, sequenceNumber) => {
        const { all } = recordsOf(shard);
        const at = all.findIndex((each) => BigInt(each.sequenceNumber) >= BigInt(sequenceNumber));
        return at < 0 ? all.length : at;
      },
      positionAt: (_arn, shard, time) => {
        const { all } = recordsOf(shard);
        const first = all.findIndex((each) => each.at >= time);
        return first < 0 ? all.length : first;
      },
    },
  };
};
