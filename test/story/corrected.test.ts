/** "Corrected" is said of what was told before and has turned out otherwise, never of what is read for the first time. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createStore } from '../../src/store/store.ts';
import { arrivals, readScenario } from './scenario.ts';

test('the stages of an account are read one after the other: the first answers are not what is corrected', () => {
  const file = 'table-throttles-its-writer.yaml';
  const text = readFileSync(new URL(`scenarios/${file}`, import.meta.url), 'utf8');
  const scenario = readScenario(text, file);
  const store = createStore({ startedAt: scenario.start, pipeline: scenario.pipeline });
  const now = scenario.start + 40 * 60_000;
  const told = ['orders-api', 'order-intake', 'Orders'].map((stage) => {
    const points = arrivals(scenario).filter(
      ({ observation }) => observation.type === 'points' && observation.series.stage === stage,
    );
    store.apply(
      points.map(({ observation }) => observation),
      now,
    );
    const [story] = store.snapshot(now).stories;
    return [story?.stage, story?.isCorrected];
  });
  expect(told).toEqual([
    ['orders-api', false],
    ['order-intake', false],
    ['Orders', false],
  ]);
});
