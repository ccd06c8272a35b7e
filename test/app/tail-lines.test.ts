import { describe, expect, test } from 'vitest';
import { tailLines } from '../../src/app/tail/tail-lines.ts';
import { readTailFlags, type TailFlags } from '../../src/app/tail/tail-settings.ts';
import type { NamedTail } from '../../src/app/tail/tails.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { StreamViewType } from '../../src/observation/streams.ts';
import type { LineWriter } from '../../src/output/line-writer.ts';
import { manualClock } from '../helpers/clock.ts';
import { readLines } from '../helpers/contract.ts';
import { change, gap } from '../output/observations.ts';
import { tailFlags } from './tail-flags.ts';

const ready: Observation = { type: 'ready', source: 'stream', scope: 'Orders', at: 0 };
const problem = (failure: Failure | undefined): Observation => ({
  type: 'problem',
  source: 'stream',
  scope: 'Orders',
  at: 0,
  failure,
});
const changes = (from: number, to: number): readonly Observation[] =>
  Array.from({ length: to - from }, (_, i) =>
    change({ eventId: `e${from + i}`, keys: { orderId: { S: `ORD-${from + i}` } } }),
  );

/** So many shards may be followed by others that nobody knows of yet. */
const shape = (
  pending: number,
  pendingSince = 0,
  viewType: StreamViewType = 'NEW_AND_OLD_IMAGES',
): Observation => ({
  type: 'streamShape',
  table: 'Orders',
  region: 'eu-west-1',
  streamArn: 'arn',
  viewType,
  streamStatus: 'ENABLED',
  open: 1,
  draining: 0,
  done: 1,
  waiting: 0,
  pending,
  ...(pending === 0 ? {} : { pendingSince }),
  throttledShards: 0,
  shards: [],
});

type Started = {
  /** A number is a pause in milliseconds. */
  readonly batches?: readonly (readonly Observation[] | number)[];
  readonly flags?: Partial<TailFlags>;
  readonly json?: boolean;
};

/** Starts a tail whose source gives these batches and then nothing until it is stopped. */
const start = ({ batches = [], flags = {}, json = true }: Started) => {
  const clock = manualClock();
  const stop = new AbortController();
  const gone = new AbortController();
  const acknowledged: number[] = [];
  const said: string[] = [];
  let stdout = '';
  let flushed = 0;
  const settings = readTailFlags(tailFlags(flags), clock.now());
  if (!settings.ok) throw new Error(settings.failure.message);
  const out: LineWriter = {
    write: (text) => {
      stdout += text;
      return undefined;
    },
    flush: async () => {
      flushed = stdout.length;
    },
    end: async () => {},
    gone: gone.signal,
  };
  const tail: NamedTail = {
    table: 'Orders',
    region: 'eu-west-1',
    source: async function* () {
      const acknowledge = (count: number): void => {
        if (settings.value.checkpoint !== undefined) expect(flushed).toBe(stdout.length);
        acknowledged.push(count);
      };
      for (const batch of batches) {
        if (typeof batch === 'number') await clock.sleep(batch, stop.signal);
        else yield { observations: batch, acknowledge };
      }
      await clock.sleep(Number.MAX_SAFE_INTEGER, stop.signal);
    },
    checkpoint: () => undefined,
  };
  const code = tailLines({
    settings: settings.value,
    tails: { tails: [tail], keep: async () => {} },
    clock,
    out,
    say: (line) => said.push(line),
    sayProgress: () => {},
    json,
    look: { utc: true, ascii: false },
    stop,
  });
  return {
    clock,
    stop,
    gone,
    code,
    acknowledged,
    said,
    lines: () => readLines(stdout),
    stdout: () => stdout,
  };
};

describe('tail-stream as lines', () => {
  test('stops at its limit, in the middle of a batch, and acknowledges what is printed', async () => {
    const run = start({ batches: [[ready, ...changes(0, 3)], changes(3, 10)], flags: { limit: 5 } });
    expect(await run.code).toBe(0);
    expect(run.lines().map((line) => line.type === 'change' && line.eventId)).toEqual([
      'e0',
      'e1',
      'e2',
      'e3',
      'e4',
    ]);
    expect(run.acknowledged).toEqual([4, 2]);
    expect(run.stop.signal.aborted).toBe(true);
    expect(run.said).toEqual([expect.stringMatching(/^ready: tailing Orders in eu-west-1/)]);
  });

  test('a filter that cannot match on this stream is said at the start, once', async () => {
    const filter = "changed[?path=='status']";
    const run = start({
      batches: [[shape(0, 0, 'NEW_IMAGE'), ready, shape(0, 0, 'NEW_IMAGE')]],
      flags: { filter, duration: '1s' },
    });
    await run.clock.advance(1000);
    expect(await run.code).toBe(0);
    expect(run.said).toEqual([
      "orders-watch: in eu-west-1: --filter on Orders: the stream holds NEW_IMAGE, so changed is always empty (BlindFilter). Use new, as in new.status=='FAILED'.",
      expect.stringMatching(/^ready/),
    ]);
  });

  test('a filter that fails for a change says so, once', async () => {
    const run = start({ batches: [changes(0, 3)], flags: { filter: 'length(ttl) > `1`', duration: '1s' } });
    await run.clock.advance(1000);
    await run.code;
    expect(run.said).toEqual([expect.stringMatching(/--filter failed for a change: .*length.*FailedFilter/)]);
    expect(run.lines()).toEqual([]);
  });

  test('counts only what is wanted', async () => {
    const removed = change({ eventName: 'REMOVE', eventId: 'gone' });
    const run = start({ batches: [[...changes(0, 5), removed]], flags: { event: 'REMOVE', limit: 1 } });
    expect(await run.code).toBe(0);
    expect(run.lines()).toMatchObject([{ eventId: 'gone' }]);
    expect(run.acknowledged).toEqual([6]);
  });

  test('acknowledges for a checkpoint only what has left the process', async () => {
    const run = start({ batches: [changes(0, 2), changes(2, 4)], flags: { checkpoint: 'file', limit: 4 } });
    expect(await run.code).toBe(0);
    expect(run.acknowledged).toEqual([2, 2]);
  });

  test('ends after its time', async () => {
    const run = start({ batches: [[ready]], flags: { duration: '10m' } });
    await run.clock.advance(599_999);
    expect(run.stop.signal.aborted).toBe(false);
    await run.clock.advance(1);
    expect(await run.code).toBe(0);
  });

  test('ends after a silence', async () => {
    const run = start({ batches: [changes(0, 1)], flags: { 'idle-exit': '5s' } });
    await run.clock.advance(4999);
    expect(run.stop.signal.aborted).toBe(false);
    await run.clock.advance(1);
    expect(await run.code).toBe(0);
    expect(run.lines()).toHaveLength(1);
  });

  test.each<Partial<TailFlags>>([{ 'idle-exit': '5s' }, { duration: '5s' }])(
    'does not end with %o while a shard that has ended may have another child',
    async (flags) => {
      const batches = [[...changes(0, 1), shape(1)], 8000, changes(1, 2), [shape(0)]];
      const run = start({ batches, flags });
      await run.clock.advance(7999);
      expect(run.stop.signal.aborted).toBe(false);
      await run.clock.advance(10_000);
      expect(await run.code).toBe(0);
      expect(run.lines()).toHaveLength(2);
      expect(run.said).toEqual([]);
    },
  );

  test('does not wait for what follows a shard that has ended after its time', async () => {
    const batches = [changes(0, 1), 4000, [shape(1)], 2000, [shape(1, manualClock().now() + 5500)]];
    const run = start({ batches, flags: { duration: '5s' } });
    await run.clock.advance(5500);
    expect(run.stop.signal.aborted).toBe(false);
    await run.clock.advance(1000);
    expect(await run.code).toBe(0);
    expect(run.said).toEqual([]);
  });

  test('ends with a word and a failure where that is never known', async () => {
    const run = start({ batches: [[...changes(0, 1), shape(2)]], flags: { 'idle-exit': '5s' } });
    await run.clock.advance(19_900);
    expect(run.stop.signal.aborted).toBe(false);
    await run.clock.advance(500);
    expect(await run.code).toBe(1);
    expect(run.said).toEqual([
      'orders-watch: Orders in eu-west-1: what follows 2 of its shards is not known yet, so changes may be missing. ' +
        'Run again with --checkpoint, or with an earlier --from.',
    ]);
  });

  test('ends when its reader goes', async () => {
    const run = start({ batches: [[ready]] });
    await run.clock.advance(1);
    run.gone.abort('EPIPE');
    expect(await run.code).toBe(0);
  });

  test('shows gaps in their place', async () => {
    const run = start({ batches: [[...changes(0, 1), gap(), ...changes(1, 2)]], flags: { limit: 2 } });
    await run.code;
    expect(run.lines().map(({ type }) => type)).toEqual(['change', 'gap', 'change']);
    const text = start({ batches: [[gap(), ...changes(0, 1)]], flags: { limit: 1 }, json: false });
    await text.code;
    expect(text.stdout()).toMatch(/^12:00:00 ┄┄ gap .*\n12:00:00 MODIFY ORD-0 +status PAID → FAILED\n$/);
  });

  test('fails for what cannot be tailed; a trouble later is said, and it goes on', async () => {
    const missing: Failure = { kind: 'not-found', code: 'NoStream', message: 'no stream', hint: '' };
    const failed = start({ batches: [[problem(missing)]] });
    expect(await failed.code).toBe(1);
    expect(failed.lines()).toMatchObject([{ type: 'error', code: 'NoStream' }]);
    expect(failed.said).toEqual(['orders-watch: no stream (NoStream).']);

    const refused = start({ batches: [[problem({ ...missing, kind: 'access' })]] });
    expect(await refused.code).toBe(4);

    const later = start({
      batches: [[ready, problem({ ...missing, kind: 'access' }), problem(undefined), ...changes(0, 1)]],
      flags: { limit: 1 },
    });
    expect(await later.code).toBe(0);
    expect(later.lines().map(({ type }) => type)).toEqual(['error', 'change']);
  });
});
