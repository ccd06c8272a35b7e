import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/observation/metrics.ts';
import { createBreachFinder } from '../../src/pipeline/breaches.ts';
import type { AnsweredPointsOf } from '../../src/pipeline/derive.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import { allOf, minute, newest, now, points, pointsByKey, seriesKey, stageOf } from './stages.ts';

const worker = stageOf('lambda', { name: 'payment-worker', dimensions: { FunctionName: 'payment-worker' } });

/** Turns by minutes before the newest settled one. */
const turnsOf = (known: Readonly<Record<string, readonly Point[]>>) =>
  createBreachFinder(worker)(pointsByKey(known)).map(({ at, to, why, lastedMs }) => [
    (at - newest) / minute,
    to,
    why,
    ...(lastedMs === undefined ? [] : [lastedMs / minute]),
  ]);

const errorsOf = (errors: readonly (number | undefined)[]) => ({
  invocations: points(errors.map((count) => (count === undefined ? undefined : 100))),
  errors: points(errors),
});

const calm = [0, 0, 0, 0, 0, 0];

describe('a breach', () => {
  it('stands at its onset, the first bucket over the limit, and its end at the first of five good ones', () => {
    expect(turnsOf(errorsOf([...calm, 5, 7, 5, 5, 0, 0, 0, 0, 0]))).toEqual([
      [-8, 'bad', 'error rate 5 % > 1 %'],
      [-4, 'ok', 'error rate 5 % > 1 %', 4],
    ]);
    expect(turnsOf(errorsOf([...calm, 5, 5, 5, 0, 0, 0, 0, 5, 0, 0, 0, 0]))).toEqual([
      [-11, 'bad', 'error rate 5 % > 1 %'],
    ]);
  });

  it('of two levels turns at the onset of each', () => {
    const queue = stageOf('sqs', { dimensions: { QueueName: 'payments' }, objectives: { lagSeconds: 60 } });
    const age = points([...calm, 100, 100, 100, 700, 700, 700, 100, 100, 100, 100, 100]);
    const turns = createBreachFinder(queue)(pointsByKey({ age }));
    expect(turns.map(({ at, to, why }) => [(at - newest) / minute, to, why])).toEqual([
      [-10, 'warn', 'oldest message 1m40s > 1 m'],
      [-7, 'bad', 'oldest message 11 m > 10 m'],
      [-4, 'warn', 'oldest message 1m40s > 1 m'],
    ]);
  });

  it('is none while all is well, and none of what is not known', () => {
    expect(turnsOf(errorsOf([...calm, ...calm]))).toEqual([]);
    expect(turnsOf({})).toEqual([]);
    const gap = Array.from({ length: 30 }, () => undefined);
    expect(turnsOf(errorsOf([...calm, 5, 5, 5, ...gap, 5, 5, 5]))).toEqual([
      [-35, 'bad', 'error rate 5 % > 1 %'],
    ]);
  });

  it('that was there before anything was known stands at the beginning', () => {
    expect(turnsOf(errorsOf([5, 5, 5, 5, 5, 5, 5]))).toEqual([[-6, 'bad', 'error rate 5 % > 1 %']]);
  });

  it('is judged on settled buckets alone', () => {
    const { invocations, errors } = errorsOf([...calm, 5, 5, 5]);
    const open = errors.map((point) => ({ ...point, settled: point.at < newest - minute }));
    expect(turnsOf({ invocations, errors: open })).toEqual([]);
  });

  const someCounts = fc.array(fc.option(fc.constantFrom(0, 0, 0, 3, 9), { nil: undefined, freq: 8 }), {
    maxLength: 40,
  });

  it('is the same in whatever pieces the points came', () => {
    fc.assert(
      fc.property(someCounts, fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 }), (counts, cuts) => {
        const { invocations, errors } = errorsOf(counts);
        const find = createBreachFinder(worker);
        for (const cut of cuts) {
          const known = { invocations: invocations.slice(0, cut), errors: errors.slice(0, cut) };
          find(pointsByKey(known));
          find(pointsByKey({ invocations: invocations.slice(cut) }));
        }
        const whole = pointsByKey({ invocations, errors });
        expect(find(whole)).toEqual(createBreachFinder(worker)(whole));
      }),
    );
  });

  it('is the same whenever it is told that a counter counted nothing', () => {
    const { invocations } = errorsOf(Array(12).fill(0));
    const rested: Stage = {
      ...worker,
      rules: [{ series: 'errors', level: 'bad', comparison: '<', limit: 1 }],
    };
    const invoked = (id: string) => (seriesKey(id) === 'invocations' ? invocations : []);
    const before: AnsweredPointsOf = (id) => ({ points: invoked(id), whole: [] });
    const after: AnsweredPointsOf = (id) => allOf(invoked(id));
    const find = createBreachFinder(rested);
    expect(find(before)).toEqual([]);
    expect(find(after).map(({ to }) => to)).toEqual(['bad']);
    expect(find(after)).toEqual(createBreachFinder(rested)(after));
  });

  it('is the same whatever was known before: points that came late, or changed', () => {
    const known = fc.array(someCounts, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(known, someCounts, (before, counts) => {
        const find = createBreachFinder(worker);
        for (const one of before) find(pointsByKey(errorsOf(one)));
        const last = pointsByKey(errorsOf(counts));
        // What has been let go of at the beginning is remembered: here all begin with a point of their own.
        fc.pre(before.every((one) => one.length <= counts.length));
        expect(find(last)).toEqual(createBreachFinder(worker)(last));
      }),
    );
  });

  it('remembers its onset when the first points are let go of', () => {
    const { invocations, errors } = errorsOf([...calm, ...Array<number>(30).fill(5)]);
    const find = createBreachFinder(worker);
    const turns = find(pointsByKey({ invocations, errors }));
    expect(turns.map(({ at }) => (at - newest) / minute)).toEqual([-29]);
    expect(find(pointsByKey({ invocations: invocations.slice(10), errors: errors.slice(10) }))).toEqual(
      turns,
    );
  });

  it('of a stage that is not well is the last of its turns, and over after five good buckets', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        fc.pre(counts.length >= 6 && counts.slice(-6).every((count) => count !== undefined));
        const known = pointsByKey(errorsOf(counts));
        const { health } = judgeStage(worker, known, now);
        const last = createBreachFinder(worker)(known).at(-1);
        if (health === 'bad' || health === 'warn') expect(last?.to).toBe(health);
        else if (counts.slice(-5).every((count) => count === 0)) expect(last?.to ?? 'ok').toBe('ok');
      }),
    );
  });
});
