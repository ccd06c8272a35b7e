import { expect, test } from 'vitest';
import { feedViews } from '../../scripts/bench/hostile-views.ts';

// A million of them: `npm run bench -- fuzz`.
test.each([1, 2])(
  'hostile texts come out of every view harmless, seed %d',
  (seed) => {
    const { finds } = feedViews(Number(process.env['HOSTILE_COUNT'] ?? 2_000), seed);
    expect(finds).toEqual([]);
  },
  120_000,
);
