import { describe, expect, it } from 'vitest';
import { judgeStage } from '../../src/pipeline/health.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import { minute, newest, now, points, pointsByKey, stageOf } from './stages.ts';

const worker = stageOf('lambda', { name: 'payment-worker', dimensions: { FunctionName: 'payment-worker' } });
const judge = (stage: Stage, known: Parameters<typeof pointsByKey>[0]) =>
  judgeStage(stage, pointsByKey(known), now);

describe('a stage is judged', () => {
  it('by its error rate, with the reason in words', () => {
    const health = judge(worker, {
      invocations: points([1000, 1000, 1000]),
      errors: points([51, 43, 42]),
    });
    expect(health).toMatchObject({
      health: 'bad',
      why: 'error rate 4.2 % > 1 % for 3 of 3 minutes',
      errorRatePercent: 4.2,
      headline: '4.2 % errors',
    });
    expect(health.rate).toBeCloseTo(16.67, 2);
  });

  it('by three of the last five minutes', () => {
    const invocations = points([100, 100, 100, 100, 100, 100, 100]);
    const bad = judge(worker, { invocations, errors: points([0, 0, 5, 5, 0, 5, 0]) });
    expect(bad.why).toBe('error rate 5 % > 1 % for 3 of 5 minutes');
    const well = judge(worker, { invocations, errors: points([5, 5, 5, 0, 0, 5, 0]) });
    expect(well).toMatchObject({ health: 'ok', why: '' });
  });

  it('on settled buckets alone', () => {
    const open = { at: newest + minute, value: 90, settled: false };
    const health = judge(worker, {
      invocations: [...points([100, 100, 100]), { ...open, value: 100 }],
      errors: [...points([0, 0, 0]), open],
    });
    expect(health).toMatchObject({ health: 'ok', errorRatePercent: 0 });
  });

  it('with a missing count as zero where its sibling was reported, and with a gap else', () => {
    const health = judge(worker, { invocations: points([100, 100, undefined]), errors: [] });
    expect(health).toMatchObject({ health: 'ok', errorRatePercent: 0 });
    expect(judge(worker, { durationP99: points([12]) }).errorRatePercent).toBeUndefined();
  });

  it('as unknown without a settled point, or without one of late', () => {
    expect(judge(worker, {})).toMatchObject({ health: 'unknown', why: 'no settled point yet', headline: '' });
    const old = points([100]).map((point) => ({ ...point, at: newest - 40 * minute }));
    expect(judge(worker, { invocations: old })).toMatchObject({
      health: 'unknown',
      why: 'no data for 42 m',
    });
  });

  it('by its objectives', () => {
    const queue = (lagSeconds?: number) =>
      stageOf('sqs', {
        dimensions: { QueueName: 'payments' },
        objectives: lagSeconds === undefined ? {} : { lagSeconds },
      });
    const age = { age: points([190, 190, 190]) };
    expect(judge(queue(), age)).toMatchObject({
      health: 'warn',
      why: 'oldest message 3m10s > 1 m for 3 of 3 minutes',
      lagSeconds: 190,
      headline: 'age 3m10s',
    });
    expect(judge(queue(300), age).health).toBe('ok');
    expect(judge(queue(10), age)).toMatchObject({ health: 'bad' });
  });

  it('by a lag in milliseconds against an objective in seconds', () => {
    const table = {
      ...stageOf('dynamodb', { name: 'Orders', dimensions: { TableName: 'Orders' }, next: ['it'] }),
    };
    const reader = stageOf(
      'lambda',
      { dimensions: { FunctionName: 'dispatch' }, objectives: { lagSeconds: 5 } },
      { stages: [table] },
    );
    const health = judge(reader, { iteratorAge: points([6000, 6000, 6000]) });
    expect(health).toMatchObject({
      health: 'warn',
      why: 'iterator age 6 s > 5 s for 3 of 3 minutes',
      lagSeconds: 6,
      headline: 'lag 6 s',
    });
  });

  it('by the rules of the file before those of its kind', () => {
    const stage: Stage = {
      ...worker,
      rules: [{ series: 'concurrency', level: 'warn', comparison: '<', limit: 2 }],
    };
    expect(judge(stage, { concurrency: points([1, 1, 1]) }).why).toBe(
      'concurrency max 1 < 2 for 3 of 3 minutes',
    );
  });

  it('by what must never happen, once in five minutes', () => {
    const topic = stageOf('sns', { dimensions: { TopicName: 'order-events' } });
    const health = judge(topic, {
      published: points([10, 10, 10, 10, 10]),
      redriveFailed: points([undefined, 2, undefined, undefined, undefined]),
    });
    expect(health).toMatchObject({
      health: 'bad',
      why: 'notifications lost: 2, in 1 of 5 minutes',
    });
  });

  it('with basic monitoring in its own five minutes', () => {
    const host = stageOf('ec2', { dimensions: { InstanceId: 'i-1' } });
    expect(judge(host, { cpu: points([95, 95, 95], 300) })).toMatchObject({
      health: 'warn',
      why: 'CPU 95 % > 90 % for 3 of 3 periods of 5 minutes',
      headline: 'CPU 95 %',
    });
  });
});
