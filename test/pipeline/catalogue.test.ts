import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds, stageKinds } from '../../src/pipeline/catalogue/kinds.ts';
import { seriesOf } from '../../src/pipeline/catalogue.ts';
import {
  type AnsweredPoints,
  type AnsweredPointsOf,
  derivedInputs,
  stageFigures,
} from '../../src/pipeline/derive.ts';
import { stageGraphs } from '../../src/pipeline/graphs.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import {
  allOf,
  draft,
  minute,
  newest,
  noneAcknowledged,
  now,
  points,
  pointsByKey,
  seriesKey,
  stageOf,
} from './stages.ts';

/** A stage of the kind with every dimension that it can have. */
const fullStage = (kind: (typeof stageKinds)[number]) => {
  const { dimensions, optional = [] } = kinds[kind];
  const names = [...new Set([...dimensions.flat(), ...optional])];
  return stageOf(kind, { dimensions: Object.fromEntries(names.map((name) => [name, 'x'])) });
};

describe.each(stageKinds.filter((kind) => kind !== 'custom'))('kind %s', (name) => {
  const kind = kinds[name];

  it('can be asked for, with distinct ids, by the kind that its file says', () => {
    const { series } = fullStage(name);
    expect(series.length).toBeGreaterThan(2);
    expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
    for (const { query } of series) expect(query.kind === 'metric' && query.namespace).not.toBe('');
  });

  it('graphs, judges and derives from what it has', () => {
    const keys = [...Object.keys(kind.metrics), ...Object.keys(kind.derived)];
    for (const { series } of kind.graphs) for (const key of series) expect(keys).toContain(key);
    for (const { series } of kind.rules) expect(keys).toContain(series);
    for (const derived of Object.values(kind.derived)) {
      for (const input of derivedInputs(derived)) expect(Object.keys(kind.metrics)).toContain(input);
    }
    for (const template of [...kind.headline, ...kind.rules.map((rule) => rule.headline ?? '')]) {
      for (const [, key] of template.matchAll(/\{(\w+)\}/g)) expect(keys).toContain(key);
    }
    expect(kind.rules.length).toBeGreaterThan(0);
  });

  it('draws each graph in one unit', () => {
    const stage = fullStage(name);
    const figureOf = stageFigures(stage, noneAcknowledged);
    for (const { title, series } of kind.graphs) {
      const units = new Set(series.flatMap((key) => figureOf(key)?.unit ?? []));
      expect(units.size, title).toBeLessThanOrEqual(1);
    }
    expect(stageGraphs(stage, noneAcknowledged).length).toBeGreaterThan(0);
  });
});

it('has a line for every file of a kind', () => {
  const folder = new URL('../../src/pipeline/catalogue/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  expect([...stageKinds].sort()).toEqual(files.filter((file) => file !== 'kind' && file !== 'kinds').sort());
});

describe('an index of a table', () => {
  const index = stageOf('dynamodb', {
    dimensions: { TableName: 'Orders', GlobalSecondaryIndexName: 'by-customer' },
  });

  it('is asked for what is its own, not for the requests and the stream of its table', () => {
    expect(index.series.map(({ id }) => seriesKey(id))).toEqual([
      'writes',
      'reads',
      'writeThrottles',
      'readThrottles',
      ...['write', 'read'].flatMap((way) =>
        ['KeyRange', 'Provisioned', 'OnDemand', 'Account'].map((reason) => `${way}${reason}`),
      ),
    ]);
    for (const { query } of index.series) expect(query).toMatchObject({ dimensions: index.dimensions });
  });

  it('is in trouble when it is throttled', () => {
    const known = pointsByKey({ writes: points([600, 600, 600]), writeThrottles: points([0, 7, 0]) });
    expect(judgeStage(index, known, now)).toMatchObject({ health: 'warn', headline: '7 throttled' });
  });
});

it('an ECS service without Container Insights has gaps for its tasks, no zeros, and is judged by the rest', () => {
  const service = stageOf('ecs', { dimensions: { ClusterName: 'shop', ServiceName: 'web' } });
  const known = pointsByKey({ cpu: points([20, 21, 22]), memory: points([40, 40, 40]) });
  expect(stageFigures(service, known)('running')?.points).toEqual([]);
  expect(stageFigures(service, known)('missingTasks')?.points).toEqual([]);
  expect(judgeStage(service, known, now)).toMatchObject({ health: 'ok', headline: 'CPU 22 %' });
});

it('half a day behind is bad for whatever reads a stream, whatever its objective', () => {
  const stages = [
    draft('kinesis', { name: 'stream', dimensions: { StreamName: 's' }, next: ['reader'] }),
    draft('lambda', {
      name: 'reader',
      dimensions: { FunctionName: 'f' },
      objectives: { lagSeconds: 6 * 3600 },
    }),
  ];
  const reader = stageOf('lambda', stages[1], { stages });
  const hours = 3_600_000;
  const known = pointsByKey({ iteratorAge: points([13 * hours, 13 * hours, 13 * hours]) });
  expect(judgeStage({ ...reader, objectives: { lagSeconds: 6 * 3600 } }, known, now)).toMatchObject({
    health: 'bad',
    why: 'iterator age 13 h > 12 h for 3 of 3 minutes',
  });
});

describe('series depend on the neighbours', () => {
  const table = draft('dynamodb', {
    name: 'Orders',
    dimensions: { TableName: 'Orders' },
    next: ['dispatch'],
  });
  const reader = draft('lambda', { name: 'dispatch', dimensions: { FunctionName: 'dispatch' } });
  const stages = [table, reader];
  const keysOf = (stage: typeof table) => seriesOf(stage, { stages }).map(({ id }) => seriesKey(id));

  it('a function behind a table has an iterator age and no asynchronous events', () => {
    expect(keysOf(reader)).toContain('iteratorAge');
    expect(keysOf(reader)).not.toContain('asyncEventAge');
  });

  it("a table shows the age of its stream by its reader's metric", () => {
    expect(seriesOf(table, { stages }).find(({ id }) => id === 'Orders.streamAge')?.query).toMatchObject({
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: 'dispatch' },
    });
  });
});

describe('derived series', () => {
  const queue = stageOf('sqs', { dimensions: { QueueName: 'q' } });
  const valuesOf = (key: string, known: Parameters<typeof pointsByKey>[0]) =>
    stageFigures(queue, pointsByKey(known))(key)?.points.map(({ value }) => value);

  it('are per second where the unit says so, with zeros where a sibling has a point', () => {
    expect(valuesOf('sent', { sent: points([120, undefined, 60]), visible: points([1, 1, 1]) })).toEqual([
      2, 0, 1,
    ]);
  });

  it.each<[string, AnsweredPoints['whole'], readonly number[]]>([
    ['was answered in full', [{ from: newest - 2 * minute, to: newest + minute }], [1, 0, 0]],
    ['was answered in part of the window', [{ from: newest, to: newest + minute }], [1, 0]],
    ['has not been answered, or not in full', [], [1]],
  ])('have zeros only where the counter itself %s', (_, whole, errors) => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known: Readonly<Record<string, AnsweredPoints>> = {
      invocations: allOf(points([10, 10, 10])),
      errors: { points: points([1, undefined, undefined]), whole },
    };
    const knownOf: AnsweredPointsOf = (id) => known[seriesKey(id)] ?? { points: [], whole: [] };
    expect(stageFigures(worker, knownOf)('errors')?.points.map(({ value }) => value)).toEqual(errors);
  });

  it('have no zeros by a counter that tells nothing of the others', () => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known = pointsByKey({ deadLetterErrors: points([1]) });
    expect(stageFigures(worker, known)('deadLetterErrors')?.points).toHaveLength(1);
    expect(stageFigures(worker, known)('invocations')?.points).toEqual([]);
    expect(stageFigures(worker, known)('errorRate')?.points).toEqual([]);
  });

  it('tell when a backlog will be gone, and while it grows that it does and how fast', () => {
    const known = {
      visible: points([100, 100, 370, 370]),
      sent: points([60, 60, 300, 30]),
      deleted: points([180, 60, 30, 30]),
    };
    expect(valuesOf('drain', known)).toEqual([50]);
    const reasons = stageFigures(queue, pointsByKey(known))('drain')?.reasons ?? [];
    expect(reasons.map(({ text }) => text)).toEqual(['not draining', 'not draining, +4.5/s', 'not draining']);
  });

  it('have a gap where there was no traffic at all', () => {
    const worker = stageOf('lambda', { dimensions: { FunctionName: 'f' } });
    const known = pointsByKey({ invocations: points([0, 100]), errors: points([0, 5]) });
    expect(stageFigures(worker, known)('errorRate')?.points.map(({ value }) => value)).toEqual([5]);
  });
});

describe('a percentage', () => {
  const balancer = stageOf('alb', { dimensions: { LoadBalancer: 'app/web/1' } });
  const errorRate = (stage: typeof balancer, known: Parameters<typeof pointsByKey>[0]) =>
    stageFigures(stage, pointsByKey(known))('errorRate')?.points.map(({ value }) => value);

  it('is all where the whole is 0 or absent and its part is not, and a gap where neither is', () => {
    expect(errorRate(balancer, { balancerErrors: points([500]) })).toEqual([100]);
    expect(errorRate(balancer, { balancerErrors: points([500]), requests: points([0]) })).toEqual([100]);
    expect(errorRate(balancer, { requests: points([0, 100]) })).toEqual([0]);
  });

  it('is unknown while its whole may not be read: nobody knows what it counted', () => {
    const errors = pointsByKey({ targetErrors: points([50]) });
    const denied: AnsweredPointsOf = (id) =>
      seriesKey(id) === 'requests' ? { points: [], whole: [] } : errors(id);
    expect(stageFigures(balancer, denied)('errorRate')?.points).toEqual([]);
  });

  const counted = fc.array(fc.option(fc.nat(10_000), { nil: undefined }), { minLength: 5, maxLength: 5 });
  const percentages = stageKinds.flatMap((kind) =>
    Object.entries(kinds[kind].derived).flatMap(([key, { how }]) =>
      how === 'percent' ? [[kind, key] as const] : [],
    ),
  );
  it.each(percentages)('of kind %s, %s, is between 0 and 100 whatever is reported', (kind, key) => {
    const stage = fullStage(kind);
    const keys = stage.series.map(({ id }) => seriesKey(id));
    const report = fc.record(Object.fromEntries(keys.map((one) => [one, counted])));
    fc.assert(
      fc.property(report, (known) => {
        const reported = Object.fromEntries(
          Object.entries(known).map(([one, values]) => [one, points(values)]),
        );
        for (const { value } of stageFigures(stage, pointsByKey(reported))(key)?.points ?? []) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Metrics that a stage is asked for, by the key of the series. */
const metricsOf = (stage: ReturnType<typeof stageOf>) =>
  Object.fromEntries(
    stage.series.map(({ id, query }) => [seriesKey(id), query.kind === 'metric' ? query.metric : undefined]),
  );

// Names: AWS's pages "Monitor Amazon Data Firehose with CloudWatch metrics", "Monitoring Amazon EventBridge", "DynamoDB metrics and
// dimensions", "Monitor the Amazon Kinesis Data Streams service", "Amazon EKS and Kubernetes Container Insights metrics".
describe('what accounts have differently', () => {
  const firehose = (choices = {}) =>
    stageOf('firehose', { dimensions: { DeliveryStreamName: 'f' }, choices });

  it.each([
    ['s3', 'DeliveryToS3'],
    ['redshift', 'DeliveryToRedshift'],
    ['opensearch', 'DeliveryToAmazonOpenSearchService'],
    ['opensearch-serverless', 'DeliveryToAmazonOpenSearchServerless'],
    ['splunk', 'DeliveryToSplunk'],
    ['http', 'DeliveryToHttpEndpoint'],
    ['snowflake', 'DeliveryToSnowflake'],
    ['iceberg', 'DeliveryToIceberg'],
  ])('Firehose is asked for deliveries to %s', (destination, name) => {
    expect(metricsOf(firehose({ destination: [destination] }))).toMatchObject({
      success: `${name}.Success`,
      freshness: `${name}.DataFreshness`,
      incoming: 'IncomingRecords',
    });
  });

  it('Firehose is asked for what it reads, and is known to read the stream that feeds it', () => {
    const ofMsk = metricsOf(firehose({ source: ['msk'] }));
    expect(ofMsk).toMatchObject({ incoming: 'DataReadFromSource.Records', offsetLag: 'KafkaOffsetLag' });
    expect(ofMsk).not.toHaveProperty('throttled');
    const reads = { incoming: 'DataReadFromKinesisStream.Records', behind: 'KinesisMillisBehindLatest' };
    expect(metricsOf(firehose({ source: ['kinesis'] }))).toMatchObject(reads);
    const stream = draft('kinesis', { name: 'stream', dimensions: { StreamName: 's' }, next: ['f'] });
    const fed = draft('firehose', { name: 'f', dimensions: { DeliveryStreamName: 'f' } });
    expect(metricsOf(stageOf('firehose', fed, { stages: [stream, fed] }))).toMatchObject(reads);
    expect(metricsOf(firehose())).toMatchObject({
      incoming: 'IncomingRecords',
      throttled: 'ThrottledRecords',
    });
  });

  it('EventBridge is asked for the documented spelling of its latency, or the one that is found', () => {
    const rule = (choices = {}) =>
      metricsOf(stageOf('eventbridge', { dimensions: { EventBusName: 'b', RuleName: 'r' }, choices }));
    expect(rule()['latency']).toBe('IngestiontoInvocationStartLatency');
    const other = 'IngestionToInvocationStartLatency';
    expect(rule({ latencyMetric: [other] })['latency']).toBe(other);
  });

  it('DynamoDB is asked for the operations that are named', () => {
    const table = (choices = {}) => stageOf('dynamodb', { dimensions: { TableName: 'T' }, choices });
    const operationsOf = (stage: ReturnType<typeof table>) => [
      ...new Set(
        stage.series.flatMap(({ query }) =>
          query.kind === 'metric' ? (query.dimensions['Operation'] ?? []) : [],
        ),
      ),
    ];
    expect(operationsOf(table())).toEqual(['PutItem', 'UpdateItem']);
    const transact = table({ operations: ['TransactWriteItems'] });
    expect(operationsOf(transact)).toEqual(['TransactWriteItems']);
    const known = pointsByKey({
      transactWriteP99: points([9, 9, 9]),
      transactWriteErrors: points([1]),
      writes: points([1, 1, 1]),
    });
    expect(judgeStage(transact, known, now)).toMatchObject({ health: 'bad', headline: '1 system errors' });
  });

  it('Kinesis is asked for its consumer with enhanced fan-out, where one is named', () => {
    const stream = (dimensions: Record<string, string>) =>
      stageOf('kinesis', { dimensions: { StreamName: 's', ...dimensions } });
    expect(metricsOf(stream({}))).not.toHaveProperty('consumerLag');
    const consumed = stream({ ConsumerName: 'reader' });
    expect(metricsOf(consumed)).toMatchObject({
      pushed: 'SubscribeToShardEvent.Records',
      consumerLag: 'SubscribeToShardEvent.MillisBehindLatest',
      iteratorAge: 'GetRecords.IteratorAgeMilliseconds',
    });
    const known = pointsByKey({ incoming: points([9]), consumerLag: points([90_000]) });
    expect(judgeStage(consumed, known, now)).toMatchObject({ lagSeconds: 90, headline: 'lag 1m30s' });
  });

  it('EKS is asked for restarts by pod alone, for crash loops by cluster, too', () => {
    expect(metricsOf(stageOf('eks', { dimensions: { ClusterName: 'c' } }))).toMatchObject({
      crashLoops: 'pod_container_status_waiting_reason_crash_loop_back_off',
    });
    expect(metricsOf(stageOf('eks', { dimensions: { ClusterName: 'c' } }))).not.toHaveProperty('restarts');
    const pod = { ClusterName: 'c', Namespace: 'n', PodName: 'p' };
    const restarts = stageOf('eks', { dimensions: pod }).series.find(
      ({ id }) => seriesKey(id) === 'restarts',
    );
    expect(restarts?.query).toMatchObject({ dimensions: pod });
  });

  it('what a function could not put into its destination is asked for behind a stream, too', () => {
    const stream = draft('kinesis', { name: 'stream', dimensions: { StreamName: 's' }, next: ['it'] });
    const fed = stageOf('lambda', { dimensions: { FunctionName: 'f' } }, { stages: [stream] });
    expect(metricsOf(fed)).toHaveProperty('destinationFailures', 'DestinationDeliveryFailures');
    expect(metricsOf(fed)).not.toHaveProperty('asyncEventsDropped');
  });
});

it('gives a graph the objective as its threshold', () => {
  const api = stageOf('api-gateway', {
    dimensions: { ApiName: 'a', Stage: 'prod' },
    objectives: { latencyMs: 800, errorRatePercent: 2 },
  });
  const thresholds = stageGraphs(api, noneAcknowledged).map(({ title, threshold }) => [
    title,
    threshold?.value,
  ]);
  expect(thresholds).toEqual([
    ['requests/s', undefined],
    ['errors %', 2],
    ['latency p50 p99', 800],
    ['beyond the integration p99', 1000],
    ['integration p99', undefined],
  ]);
});
