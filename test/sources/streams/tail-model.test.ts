import fc from 'fast-check';
import { test } from 'vitest';
import { cases, check } from './tail-check.ts';

test('every record that is not trimmed appears once, each item in order', { timeout: 120_000 }, async () => {
  const runs = Number(process.env['TAIL_MODEL_RUNS'] ?? 300);
  await fc.assert(fc.asyncProperty(cases, check), { numRuns: runs });
});
