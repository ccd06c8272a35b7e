import { expect, it } from 'vitest';
import { judgeStage } from '../../src/pipeline/health.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { seriesNeeded } from '../../src/pipeline/series-needed.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { allOf } from './stages.ts';

const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: ['eu-west-1'] });
if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
const [pipeline] = parsed.value;
const all = pipeline.stages.flatMap(({ series }) => series);

it('asks less for what is not in focus, and all for what is', () => {
  const needed = seriesNeeded(pipeline, 'payment-worker');
  const worker = pipeline.stages.find(({ name }) => name === 'payment-worker');
  expect(needed.length).toBeLessThan(all.length);
  expect(worker?.series.length).toBeGreaterThan(0);
  for (const series of worker?.series ?? []) expect(needed).toContain(series);
});

it('judges and sums up every stage the same from what is needed as from all', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  // Every series says something, bad enough for rules to break; then nothing but zeros.
  for (const value of [0, 1, 7, 5_000]) {
    const points = Array.from({ length: 12 }, (_, i) => ({
      at: now - (14 - i) * 300_000,
      value,
      settled: true,
    }));
    const minutely = Array.from({ length: 12 }, (_, i) => ({
      at: now - (14 - i) * 60_000,
      value,
      settled: true,
    }));
    const pointsOf = (known: ReadonlySet<string>) => (id: string) => {
      if (!known.has(id)) return { points: [], whole: [] };
      return allOf(all.find((series) => series.id === id)?.periodSeconds === 300 ? points : minutely);
    };
    const whole = pointsOf(new Set(all.map(({ id }) => id)));
    const part = pointsOf(new Set(seriesNeeded(pipeline, undefined).map(({ id }) => id)));
    for (const stage of pipeline.stages) {
      expect(judgeStage(stage, part, now), `${stage.name} at ${value}`).toEqual(
        judgeStage(stage, whole, now),
      );
    }
  }
});
