import fc from 'fast-check';
import { expect } from 'vitest';
import type { Gap } from '../../../src/observation/health-of-sources.ts';
import type { ItemChange } from '../../../src/observation/streams.ts';
import {
  formatCheckpoint,
  parseCheckpoint,
  type StreamCheckpoint,
} from '../../../src/sources/streams/checkpoint.ts';
import type { StartAt } from '../../../src/sources/streams/start.ts';
import { tailStream } from '../../../src/sources/streams/tail-stream.ts';
import { createModel, type Model, type ModelOptions, type ModelRecord, randomOf } from './model.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

type Start = 'trim-horizon' | 'latest' | 'time';

export type Case = ModelOptions & {
  readonly start: Start;
  /** After so many changes each the tail is stopped and gone on with from its checkpoint. */
  readonly stops: readonly number[];
  /** A stop is as kill -9: its checkpoint is older than what was printed. */
  readonly kill: boolean;
};

/** Shares of calls, in hundredths. */
const share = (most: number) =>
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most })).map((hundredths) => hundredths / 100);

export const cases: fc.Arbitrary<Case> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  roots: fc.integer({ min: 1, max: 4 }),
  writes: fc.integer({ min: 0, max: 80 }),
  rollovers: fc.integer({ min: 0, max: 8 }),
  spanMs: fc.constantFrom(5_000, 30_000, 90_000),
  beforeMs: fc.constantFrom(0, 3_000, 30_000, 60_000),
  items: fc.integer({ min: 1, max: 12 }),
  pageSize: fc.constantFrom(1, 3, 7, 1000),
  listPageSize: fc.constantFrom(1, 2, 7, 100),
  listLagMs: fc.constantFrom(0, 0, 500, 1_200, 5_000),
  iteratorLifeMs: fc.constantFrom(300, 2_000, 900_000),
  retentionMs: fc.constantFrom(86_400_000, 86_400_000, 120_000),
  latencyMs: fc.constantFrom(1, 30, 200),
  throttle: share(30),
  error: share(20),
  lostAnswer: share(20),
  emptyPage: share(50),
  ignoresFilter: fc.boolean(),
  reenabled: fc.boolean(),
  times: fc.constantFrom('read', 'refused', 'fail'),
  start: fc.constantFrom<Start>('trim-horizon', 'latest', 'time'),
  stops: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }),
  kill: fc.boolean(),
});

/** "Complete up to `at`" was said at `now`, after so many changes. */
type Claim = { readonly at: number; readonly now: number; readonly changes: number };

type Seen = {
  readonly changes: ItemChange[];
  readonly gaps: Gap[];
  readonly claims: Claim[];
  readyAt: number | undefined;
};

/** A stop that waits for changes that never come. */
const mostMsUntilStop = 20_000;

/** A checkpoint, and how many changes were printed when it was taken. */
type Saved = { readonly checkpoint: StreamCheckpoint | undefined; readonly changes: number };

/** Runs one tail until it has printed `count` changes more, or `done`, then aborts it. Gives its checkpoint. */
const runTail = async (
  model: Model,
  clock: VirtualClock,
  from: StartAt,
  random: () => number,
  seen: Seen,
  stop: { readonly count: number; readonly kill: boolean } | { readonly done: () => boolean },
): Promise<Saved> => {
  const abort = new AbortController();
  const tail = tailStream({
    api: model.api,
    table: 'Orders',
    region: 'us-east-1',
    from,
    clock,
    random,
  });
  let saved: Saved = { checkpoint: undefined, changes: seen.changes.length };
  let printed = 0;
  const save = () => {
    const checkpoint = tail.checkpoint();
    if (checkpoint === undefined) return;
    const parsed = parseCheckpoint(formatCheckpoint([checkpoint], clock.now()).text);
    if (!parsed.ok) throw new Error(parsed.why);
    saved = { checkpoint: parsed.value[0], changes: seen.changes.length };
  };
  const consume = async () => {
    for await (const { observations, acknowledge } of tail.source(abort.signal)) {
      let inBatch = 0;
      for (const observation of observations) {
        // Where it stops depends on what is printed: never between a stop's last change and the next one.
        if (observation.type === 'change') seen.changes.push(observation);
        if (observation.type === 'gap') seen.gaps.push(observation);
        if (observation.type === 'completeUpTo') {
          seen.claims.push({ at: observation.at, now: clock.now(), changes: seen.changes.length });
        }
        if (observation.type === 'ready') seen.readyAt ??= observation.at;
        inBatch += 1;
        acknowledge(inBatch);
        if (observation.type !== 'change') continue;
        printed += 1;
        if ('count' in stop) {
          if (!stop.kill || random() < 0.3) save();
          if (printed >= stop.count) abort.abort();
          if (abort.signal.aborted) return;
        }
      }
      if (random() < 0.1) await clock.sleep(Math.floor(random() * 3000));
    }
  };
  const consuming = consume();
  let ended = false;
  consuming.then(() => {
    ended = true;
  });
  await clock.run(
    () => ended || ('done' in stop && stop.done()),
    'done' in stop ? 3_600_000 : mostMsUntilStop,
  );
  abort.abort();
  await clock.run(() => ended, 60_000);
  await consuming;
  return saved;
};

const owedFrom = (start: Start, time: number, seen: Seen): number => {
  if (start === 'trim-horizon') return Number.NEGATIVE_INFINITY;
  return start === 'time' ? time : (seen.readyAt ?? Number.POSITIVE_INFINITY);
};

export const check = async (c: Case): Promise<void> => {
  const clock = virtualClock(Date.UTC(2026, 0, 15, 12));
  const startedAt = clock.now();
  const model = createModel(c, clock);
  const random = randomOf(c.seed + 2);
  const time = Math.floor((startedAt - c.beforeMs / 2) / 1000) * 1000;
  const seen: Seen = { changes: [], gaps: [], claims: [], readyAt: undefined };
  let from: StartAt = c.start === 'time' ? { time } : c.start;
  /** Changes printed after the checkpoint that was gone on from: they may come again. */
  const mayRepeat = new Set<string>();
  const runs = [0];
  for (const count of c.stops) {
    const { checkpoint, changes } = await runTail(model, clock, from, random, seen, { count, kill: c.kill });
    // A tail that was stopped before it had a checkpoint starts again.
    if (checkpoint === undefined) seen.readyAt = typeof from === 'string' ? undefined : seen.readyAt;
    else from = { checkpoint };
    for (const change of seen.changes.slice(changes)) mayRepeat.add(change.eventId);
    runs.push(seen.changes.length);
  }
  const end = startedAt - c.beforeMs + c.spanMs + 5_000;
  const isOwed = (record: ModelRecord) =>
    (c.start === 'latest' ? record.writtenAt : Math.floor(record.writtenAt / 1000) * 1000) >
    owedFrom(c.start, time - 1, seen);
  let quietSince = Number.POSITIVE_INFINITY;
  let ids = new Set<string>();
  let counted = 0;
  const isWhole = () => {
    if (seen.changes.length !== counted) {
      ids = new Set(seen.changes.map((change) => change.eventId));
      counted = seen.changes.length;
    }
    const whole =
      clock.now() > end &&
      seen.readyAt !== undefined &&
      model.records.every((record) => ids.has(record.id) || !isOwed(record) || model.isTrimmed(record));
    quietSince = whole ? Math.min(quietSince, clock.now()) : Number.POSITIVE_INFINITY;
    return clock.now() - quietSince > 5_000;
  };
  await runTail(model, clock, from, random, seen, { done: isWhole });

  // Nothing owed is lost.
  const lost = model.records.filter(
    (record) => isOwed(record) && !ids.has(record.id) && !model.isTrimmed(record),
  );
  expect(lost).toEqual([]);
  expect(seen.readyAt).toBeDefined();
  // Nothing is called complete before it is: no record that is owed comes after such a word for its time.
  const firstPlaces = new Map<string, number>();
  for (const [place, { eventId }] of seen.changes.entries()) {
    if (!firstPlaces.has(eventId)) firstPlaces.set(eventId, place);
  }
  /** A shard can be trimmed as a whole: what a gap tells of is missing, and said to be. */
  const isInGap = ({ shardId, writtenAt }: ModelRecord) =>
    seen.gaps.some(({ scope, from, to }) => scope === shardId && from <= writtenAt && writtenAt <= to);
  const missedBy = (claim: Claim) =>
    model.records.filter(
      (record) =>
        isOwed(record) &&
        !isInGap(record) &&
        record.writtenAt < claim.at &&
        record.writtenAt > claim.now - c.retentionMs &&
        (firstPlaces.get(record.id) ?? claim.changes) >= claim.changes,
    );
  expect(seen.claims.filter((claim) => missedBy(claim).length > 0)).toEqual([]);
  // Nothing comes twice.
  const counts = new Map<string, number>();
  for (const { eventId } of seen.changes) counts.set(eventId, (counts.get(eventId) ?? 0) + 1);
  expect([...counts].filter(([id, times]) => times > 1 && !mayRepeat.has(id))).toEqual([]);
  // Nothing older than what was asked for.
  const oldest = c.start === 'time' ? time : c.start === 'latest' ? startedAt : Number.NEGATIVE_INFINITY;
  expect(seen.changes.filter((change) => change.at < oldest)).toEqual([]);
  // Each item in order, in each run.
  const places = new Map(model.records.map((record, place) => [record.id, place]));
  for (const [run, first] of runs.entries()) {
    const lastPlaces = new Map<string, number>();
    for (const change of seen.changes.slice(first, runs[run + 1])) {
      const item = JSON.stringify(change.keys);
      const place = places.get(change.eventId) ?? -1;
      expect(place).toBeGreaterThan(lastPlaces.get(item) ?? -1);
      lastPlaces.set(item, place);
    }
  }
  // One iterator a shard at the most (rule 20).
  expect(model.mostReadersOfAShard()).toBeLessThanOrEqual(1);
};
