import { describe, expect, it } from 'vitest';
import type { MetricId } from '../../../src/sandbox/account.ts';
import { accountAt, logsOf, minuteMs, recordsOf, startAt } from './helpers.ts';

const { account, to } = accountAt({ historyMs: 11.5 * minuteMs });
to(minuteMs);

/** Whole minutes, all settled: the beginning of the outage and what went before it. */
const from = Math.ceil((startAt - 11 * minuteMs) / minuteMs) * minuteMs;
const until = from + 8 * minuteMs;
const minutes = Array.from({ length: (until - from) / minuteMs }, (_, index) => from + index * minuteMs);

const sums = (id: MetricId, stat = 'Sum') => {
  const points = new Map(account.metrics.read(id, stat, 60, from, until).map(({ at, value }) => [at, value]));
  return minutes.map((minute) => points.get(minute) ?? 0);
};
const countedByMinute = (times: readonly number[]) =>
  minutes.map((minute) => times.filter((at) => at >= minute && at < minute + minuteMs).length);

const lambda = (name: string, metric: string): MetricId => ({
  namespace: 'AWS/Lambda',
  name: metric,
  dimensions: { FunctionName: name },
});
const logs = new Map(account.logs.groups().map(({ name }) => [name, logsOf(account, name)]));
const linesOf = (group: string, part: string) =>
  (logs.get(group) ?? []).filter(({ message }) => message.includes(part));
const field = (message: string, name: string): string | undefined =>
  new RegExp(`${name}"?:\\s?"?([\\w-]+)`).exec(message)?.[1];

describe('logs and metrics', () => {
  it.each([
    ['order-intake', 'START RequestId'],
    ['order-dispatch', '"platform.start"'],
    ['payment-worker', 'START RequestId'],
  ])('%s: as many starts in the log as invocations, minute for minute', (name, start) => {
    const starts = linesOf(`/aws/lambda/${name}`, start).map(({ at }) => at);
    const invocations = sums(lambda(name, 'Invocations'));
    expect(countedByMinute(starts)).toEqual(invocations);
    expect(Math.min(...invocations)).toBeGreaterThan(30);
  });

  it('payment-worker: as many failed requests in the log as errors', () => {
    const startOf = new Map(
      linesOf('/aws/lambda/payment-worker', 'START RequestId').map(({ at, message }) => [
        field(message, 'RequestId'),
        at,
      ]),
    );
    const failed = [
      ...linesOf('/aws/lambda/payment-worker', 'Invoke Error'),
      ...linesOf('/aws/lambda/payment-worker', 'Task timed out'),
    ].flatMap(({ message }) => startOf.get(/[0-9a-f-]{36}/.exec(message)?.[0]) ?? []);
    const errors = sums(lambda('payment-worker', 'Errors'));
    expect(countedByMinute(failed)).toEqual(errors);
    expect(Math.max(...errors)).toBeGreaterThan(60);
  });

  it('the durations in REPORT lines are those of the metric', () => {
    const startOf = new Map(
      linesOf('/aws/lambda/payment-worker', 'START RequestId').map(({ at, message }) => [
        field(message, 'RequestId'),
        at,
      ]),
    );
    const total = linesOf('/aws/lambda/payment-worker', 'REPORT RequestId')
      .filter(({ message }) => {
        const at = startOf.get(field(message, 'RequestId')) ?? 0;
        return at >= from && at < until;
      })
      .reduce((sum, { message }) => sum + Number(/Duration: ([\d.]+) ms/.exec(message)?.[1]), 0);
    const metric = sums(lambda('payment-worker', 'Duration')).reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(metric, 3);
  });

  it('the access log has the calls that the API counts, by their status', () => {
    const api = (name: string) =>
      sums({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: 'orders-api', Stage: 'prod' } });
    const requests = linesOf('/aws/apigateway/orders-api', 'status').map(({ at, message }) => {
      const { status, responseLatency } = JSON.parse(message);
      return { at: at - responseLatency, status: Number(status) };
    });
    const times = (wanted: (status: number) => boolean) =>
      countedByMinute(requests.filter(({ status }) => wanted(status)).map(({ at }) => at));
    expect(times(() => true)).toEqual(api('Count'));
    expect(times((status) => status >= 400 && status < 500)).toEqual(api('4XXError'));
    expect(times((status) => status >= 500)).toEqual(api('5XXError'));
  });
});

describe('the stream of Orders', () => {
  const records = recordsOf(account, 'Orders');
  const orderOf = (keys: unknown) => /ORD-\d+/.exec(JSON.stringify(keys))?.[0] ?? '';

  it('has as many changes a minute as the table counts writes', () => {
    const table = {
      namespace: 'AWS/DynamoDB',
      name: 'ConsumedWriteCapacityUnits',
      dimensions: { TableName: 'Orders' },
    };
    const writes = sums(table);
    expect(countedByMinute(records.filter(({ ttl }) => !ttl).map(({ at }) => at))).toEqual(writes);
  });

  it('names only orders that the logs tell of', () => {
    const inLogs = new Set(
      [...logs.values()].flat().flatMap(({ message }) => message.match(/ORD-\d+/g) ?? []),
    );
    // Their lines are delivered within 40 s.
    const settled = records.filter(({ at }) => at < startAt);
    const unknown = settled.map(({ keys }) => orderOf(keys)).filter((order) => !inLogs.has(order));
    expect(settled.length).toBeGreaterThan(10_000);
    expect(unknown).toEqual([]);
  });

  it('shows each image as the one before it left it', () => {
    const last = new Map<string, string>();
    const ordered = [...records].sort((a, b) =>
      BigInt(a.sequenceNumber) < BigInt(b.sequenceNumber) ? -1 : 1,
    );
    for (const { keys, eventName, oldImage, newImage } of ordered.slice(0, 4000)) {
      const order = orderOf(keys);
      expect(oldImage === undefined ? undefined : JSON.stringify(oldImage)).toBe(last.get(order));
      expect(eventName).toBe(
        oldImage === undefined ? 'INSERT' : newImage === undefined ? 'REMOVE' : 'MODIFY',
      );
      if (newImage === undefined) last.delete(order);
      else last.set(order, JSON.stringify(newImage));
    }
  });
});

describe('the truth of one order', () => {
  const order = (() => {
    const paid = linesOf('/aws/lambda/payment-worker', 'attempt 2 of 3')[0]?.message ?? '';
    return /ORD-\d+/.exec(paid)?.[0] ?? '';
  })();
  const truth = account.orderTruth(order);

  it('goes through the stages in order', () => {
    expect(truth.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1])).toEqual(
      expect.arrayContaining(['orders-api', 'order-intake', 'Orders', 'order-dispatch', 'payment-worker']),
    );
    expect(truth.filter(({ stage }) => stage === 'payment-worker').length).toBeGreaterThan(1);
  });

  it('has the times of the records and of the log lines', () => {
    const changes = recordsOf(account, 'Orders').filter(({ keys }) => JSON.stringify(keys).includes(order));
    expect(truth.filter(({ stage }) => stage === 'Orders').map(({ at }) => at)).toEqual(
      changes.map(({ at }) => at).sort((a, b) => a - b),
    );
    const charging = linesOf('/aws/lambda/payment-worker', `charging ${order} `).map(({ at }) => at - 1);
    expect(truth.filter(({ stage }) => stage === 'payment-worker').map(({ at }) => at)).toEqual(charging);
  });

  it('knows nothing of what is no order', () => {
    expect(account.orderTruth('ORD-1')).toEqual([]);
    expect(account.orderTruth('nonsense')).toEqual([]);
  });
});
