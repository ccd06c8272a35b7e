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
  it('stands at the bucket that turned the stage, and its end at the bucket that turned it back', () => {
    expect(turnsOf(errorsOf([...calm, 5, 5, 5, 5, 0, 0, 0, 0, 0]))).toEqual([
      [-6, 'bad', 'error rate 5 % > 1 % for 3 of 5 minutes'],
      [-2, 'ok', 'error rate 5 % > 1 % for 3 of 5 minutes', 4],
    ]);
  });

  it('is none while all is well, and none of what is not known', () => {
    expect(turnsOf(errorsOf([...calm, ...calm]))).toEqual([]);
    expect(turnsOf({})).toEqual([]);
    const gap = Array.from({ length: 30 }, () => undefined);
    expect(turnsOf(errorsOf([...calm, 5, 5, 5, ...gap, 5, 5, 5]))).toEqual([
      [-33, 'bad', 'error rate 5 % > 1 % for 3 of 5 minutes'],
    ]);
  });

  it('that was there before anything was known stands at the beginning, once that is long enough to tell', () => {
    expect(turnsOf(errorsOf([5, 5, 5, 5, 5, 5, 5]))).toEqual([
      [-2, 'bad', 'error rate 5 % > 1 % for 5 of 5 minutes'],
    ]);
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

  it('of a stage that is not well is the last of its turns', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        fc.pre(counts.length >= 6 && counts.slice(-6).every((count) => count !== undefined));
        const known = pointsByKey(errorsOf(counts));
        const { health, why } = judgeStage(worker, known, now);
        const last = createBreachFinder(worker)(known).at(-1);
        if (health === 'bad' || health === 'warn') expect(last?.to).toBe(health);
        else expect(last?.to ?? 'ok').toBe('ok');
        if (last?.at === newest && health !== 'ok') expect(last.why).toBe(why);
      }),
    );
  });
});
