/** Answers that are not what AWS documents: each field of each operation, spoilt in each way. */
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clients, createClients } from '../../src/aws/clients.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';

const seconds = Date.UTC(2026, 10, 27, 1) / 1000;
const alarm = (name: string) => ({
  AlarmName: name,
  AlarmArn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
  StateValue: 'ALARM',
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: seconds,
  ActionsEnabled: true,
  AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:on-call'],
  MetricName: 'Errors',
  Namespace: 'AWS/Lambda',
  Statistic: 'Sum',
  Dimensions: [{ Name: 'FunctionName', Value: 'payment-worker' }],
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 10,
});

/** What AWS answers, as its API references show it: members in JSON, times in seconds. */
const answers = {
  describeAlarms: {
    MetricAlarms: [alarm('one'), alarm('two')],
    CompositeAlarms: [
      { AlarmName: 'all', StateValue: 'OK', AlarmRule: 'ALARM(one)', ActionsSuppressor: 'two' },
    ],
  },
  describeAlarmHistory: {
    AlarmHistoryItems: [
      {
        AlarmName: 'one',
        Timestamp: seconds,
        HistoryItemType: 'StateUpdate',
        HistorySummary: 'from OK to ALARM',
      },
      {
        AlarmName: 'two',
        Timestamp: seconds,
        HistoryItemType: 'StateUpdate',
        HistorySummary: 'from OK to ALARM',
      },
    ],
  },
  getMetricData: {
    MetricDataResults: [
      { Id: 'q0', Label: 'a', Timestamps: [seconds, seconds + 60], Values: [1, 2.5], StatusCode: 'Complete' },
      { Id: 'q1', Label: 'b', Timestamps: [seconds], Values: [3], StatusCode: 'PartialData' },
    ],
    Messages: [{ Code: 'Note', Value: 'hello' }],
  },
  getMetricStatistics: { Label: 'Errors', Datapoints: [{ Timestamp: seconds, Sum: 3, Unit: 'Count' }] },
  listMetrics: {
    Metrics: [
      { Namespace: 'AWS/SQS', MetricName: 'Age', Dimensions: [{ Name: 'QueueName', Value: 'payments' }] },
    ],
  },
  getDashboard: { DashboardName: 'd', DashboardBody: '{}' },
  listDashboards: { DashboardEntries: [{ DashboardName: 'd', LastModified: seconds, Size: 12 }] },
  filterLogEvents: {
    events: [
      {
        eventId: '1',
        timestamp: seconds * 1000,
        ingestionTime: seconds * 1000,
        message: 'm',
        logStreamName: 's',
      },
      {
        eventId: '2',
        timestamp: seconds * 1000,
        ingestionTime: seconds * 1000,
        message: 'n',
        logStreamName: 's',
      },
    ],
    searchedLogStreams: [],
  },
  describeLogGroups: { logGroups: [{ logGroupName: '/ecs/a', storedBytes: 7, creationTime: 1, arn: 'arn' }] },
  describeLogStreams: {
    logStreams: [{ logStreamName: 's', creationTime: seconds * 1000, lastEventTimestamp: 5 }],
  },
  startQuery: { queryId: 'id' },
  getQueryResults: {
    status: 'Complete',
    results: [[{ field: '@message', value: 'm' }], [{ field: '@message', value: 'n' }]],
    statistics: { bytesScanned: 10, recordsMatched: 2, recordsScanned: 3 },
  },
  getLogRecord: { logRecord: { '@message': 'm' } },
  listStreams: { Streams: [{ StreamArn: 'arn', TableName: 'Orders', StreamLabel: 'l' }] },
  describeStream: {
    StreamDescription: {
      StreamArn: 'arn',
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_IMAGE',
      Shards: [
        { ShardId: 'shard-1', SequenceNumberRange: { StartingSequenceNumber: '1' } },
        {
          ShardId: 'shard-2',
          ParentShardId: 'shard-1',
          SequenceNumberRange: { StartingSequenceNumber: '2' },
        },
      ],
    },
  },
  getShardIterator: { ShardIterator: 'it' },
} as const satisfies Partial<Record<keyof Clients, unknown>>;

type Method = keyof typeof answers;
const methods = Object.keys(answers) as Method[];

let now = Date.UTC(2026, 10, 27);
let server: Server | undefined;
let clients: Clients | undefined;
afterEach(() => {
  clients?.close();
  server?.closeAllConnections();
  server?.close();
});

/** An account that answers this body to whatever is asked. */
const accountOf = async (onCall: (call: ApiCall) => void = () => {}) => {
  let body = '';
  const created = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const made = createClients({
    region: 'eu-west-1',
    endpointUrl: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    onCall,
    // Quotas space calls: nobody waits here.
    clock: { now: () => (now += 1_000), sleep: async () => {} },
  });
  clients = made;
  return async (method: Method, answer: unknown) => {
    body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    const call: unknown = Reflect.get(made, method);
    if (typeof call !== 'function') throw new Error(`there is no ${method}`);
    return call({});
  };
};

type Path = readonly (string | number)[];

/** Every place in a value, but the value itself. */
const placesIn = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => {
        const here = [...path, Array.isArray(value) ? Number(key) : key];
        return [here, ...placesIn(inner, here)];
      })
    : [];

const gone = Symbol('gone');
/** The six ways. */
const ways: readonly unknown[] = [null, gone, 7, 'x', [7], { x: 7 }];

const spoilt = (value: unknown, [step, ...rest]: Path, by: unknown): unknown => {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== step) return [item];
      const inner = spoilt(item, rest, by);
      return inner === gone ? [] : [inner];
    });
  }
  return Object.fromEntries(
    Object.entries(Object(value)).flatMap(([key, item]) => {
      if (key !== step) return [[key, item]];
      const inner = spoilt(item, rest, by);
      return inner === gone ? [] : [[key, inner]];
    }),
  );
};

/** How many items all lists of an output have together. */
const itemsIn = (value: unknown): number =>
  Array.isArray(value)
    ? value.length
    : typeof value === 'object' && value !== null && !(value instanceof Date)
      ? Object.entries(value).reduce(
          (sum, [key, inner]) => sum + (key === '$metadata' ? 0 : itemsIn(inner)),
          0,
        )
      : 0;

describe('an answer', () => {
  test.each(methods)('of %s is read whole where it is as AWS documents it', async (method) => {
    const ask = await accountOf();
    const answer = await ask(method, answers[method]);
    expect(answer).toMatchObject({ ok: true });
    expect(answer.isPartial).toBeUndefined();
    expect(itemsIn(answer.value)).toBe(itemsIn(answers[method]));
  });

  test.each(methods)(
    'of %s that is spoilt anywhere in any way spoils an item or the answer, and says so',
    async (method) => {
      const told: ApiCall[] = [];
      const ask = await accountOf((call) => told.push(call));
      const whole = itemsIn(answers[method]);
      for (const path of placesIn(answers[method])) {
        for (const by of ways) {
          const body = spoilt(answers[method], path, by);
          const answer = await ask(method, body);
          const where = `${method} ${path.join('.')} ${String(JSON.stringify(by))}`;
          if (!answer.ok) {
            expect([answer.failure.code, answer.failure.kind], where).toEqual(['MalformedAnswer', 'service']);
            continue;
          }
          // Fewer items without a word would be a false all-clear.
          const isFewer = itemsIn(answer.value) < whole;
          const isOwn = by === gone || by === null;
          const isTold = answer.isPartial === true && told.at(-1)?.spoilt !== undefined;
          expect(isTold || !isFewer || (isOwn && itemsIn(body) < whole), where).toBe(true);
        }
      }
    },
  );

  test.each(methods)('of %s that is empty, null or a page of HTML is no answer', async (method) => {
    const ask = await accountOf();
    for (const body of ['', '{}', 'null', '[]', '<html>Sign in</html>']) {
      expect(await ask(method, body), `${method} ${body}`).toMatchObject({ ok: false });
    }
  });

  test('with an alarm that is spoilt has the others, and names what is wrong', async () => {
    const told: ApiCall[] = [];
    const ask = await accountOf((call) => told.push(call));
    const answer = await ask('describeAlarms', {
      MetricAlarms: [
        { ...alarm('one'), Dimensions: 7 },
        null,
        { ...alarm('two'), StateValue: 'PANIC' },
        alarm('three'),
      ],
      CompositeAlarms: [],
    });
    expect(answer.value.MetricAlarms.map(({ AlarmName }: { AlarmName: string }) => AlarmName)).toEqual([
      'three',
    ]);
    expect(told.at(-1)?.spoilt).toBe('MetricAlarms[0].Dimensions is no list, and 2 more');
  });

  test('of alarms without one of its lists is a part: none in it is no all-clear', async () => {
    const told: ApiCall[] = [];
    const ask = await accountOf((call) => told.push(call));
    const { CompositeAlarms, MetricAlarms } = answers.describeAlarms;
    for (const [body, missing] of [
      [{ CompositeAlarms }, 'MetricAlarms'],
      [{ CompositeAlarms, MetricAlarms: null }, 'MetricAlarms'],
      [{ MetricAlarms: [] }, 'CompositeAlarms'],
      [{ MetricAlarms, CompositeAlarms: null }, 'CompositeAlarms'],
    ] as const) {
      expect(await ask('describeAlarms', body), missing).toMatchObject({ ok: true, isPartial: true });
      expect(told.at(-1)?.spoilt).toBe(`${missing} is missing`);
    }
    expect(
      (await ask('describeAlarms', { MetricAlarms: [], CompositeAlarms: [] })).isPartial,
    ).toBeUndefined();
  });

  test('has what the models of AWS require, wherever it stands', async () => {
    const ask = await accountOf();
    const Dimensions = [{ Name: 'FunctionName' }];
    const answer = await ask('describeAlarms', {
      MetricAlarms: [{ ...alarm('one'), Dimensions }, alarm('two')],
      CompositeAlarms: [],
    });
    expect([answer.value.MetricAlarms.length, answer.isPartial]).toEqual([1, true]);
  });

  test('with a time that cannot be spoils what has it', async () => {
    const ask = await accountOf();
    const [event] = answers.filterLogEvents.events;
    const answer = await ask('filterLogEvents', { events: [{ ...event, timestamp: 9e15 }, event] });
    expect([answer.value.events.length, answer.isPartial]).toEqual([1, true]);
    const alarms = await ask('describeAlarms', {
      MetricAlarms: [{ ...alarm('one'), StateUpdatedTimestamp: 'soon' }, alarm('two')],
    });
    expect([alarms.value.MetricAlarms.length, alarms.isPartial]).toEqual([1, true]);
  });
});
