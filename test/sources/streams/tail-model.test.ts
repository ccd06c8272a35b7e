import fc from 'fast-check';
import { test } from 'vitest';
import { type Case, cases, check } from './tail-check.ts';

/** TAIL_MODEL_RUNS=20000 looks longer. A failing case is printed with its seed: TAIL_MODEL_SEED makes it again. */
const numRuns = Number(process.env['TAIL_MODEL_RUNS'] ?? 2000);
const seed = process.env['TAIL_MODEL_SEED'];

/** Cases that failed once. */
const known: readonly Case[] = [
  // Killed and gone on: a parent that no listing showed at the start was read after its children, once one did.
  {
    seed: 652095,
    roots: 2,
    writes: 46,
    rollovers: 3,
    spanMs: 5000,
    beforeMs: 0,
    items: 12,
    pageSize: 3,
    listPageSize: 100,
    listLagMs: 5000,
    iteratorLifeMs: 2000,
    retentionMs: 86_400_000,
    latencyMs: 30,
    throttle: 0,
    error: 0,
    lostAnswer: 0,
    emptyPage: 0,
    ignoresFilter: false,
    reenabled: false,
    times: 'read',
    start: 'latest',
    stops: [3, 29],
    kill: true,
  },
  // Called complete while the second child of a split was not listed yet.
  {
    seed: 83888,
    roots: 1,
    writes: 3,
    rollovers: 2,
    spanMs: 5000,
    beforeMs: 0,
    items: 2,
    pageSize: 1,
    listPageSize: 1,
    listLagMs: 1200,
    iteratorLifeMs: 300,
    retentionMs: 86_400_000,
    latencyMs: 1,
    throttle: 0.01,
    error: 0,
    lostAnswer: 0,
    emptyPage: 0,
    ignoresFilter: false,
    reenabled: false,
    times: 'read',
    start: 'trim-horizon',
    stops: [],
    kill: false,
  },
];

test('every record that is not trimmed appears once, each item in order, and nothing is complete before', {
  timeout: 600_000,
}, async () => {
  await fc.assert(fc.asyncProperty(cases, check), {
    numRuns,
    examples: known.map((one): [Case] => [one]),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
});
