/** A stream told step by step, for tests of one rule each: an API whose answers are functions of the calls so far. */

import type { Clock } from '../../../src/clock.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { acknowledged } from '../../../src/sources/source.ts';
import type { StreamCheckpoint } from '../../../src/sources/streams/checkpoint.ts';
import type { StartAt } from '../../../src/sources/streams/start.ts';
import type {
  IteratorStart,
  ListedShard,
  RecordsPage,
  ShardsPage,
  StreamRecord,
  StreamsAnswer,
  StreamsApi,
  StreamsFault,
} from '../../../src/sources/streams/streams-api.ts';
import { tailStream } from '../../../src/sources/streams/tail-stream.ts';
import { settled, virtualClock } from './virtual-clock.ts';

export const startMs = Date.UTC(2026, 0, 15, 12);

/** A shard as DynamoDB holds it at one moment: `n` of a record is its sequence number and, in seconds, its time. */
export type ScriptShard = {
  readonly parent?: string;
  readonly records?: readonly number[];
  readonly closed?: boolean;
  /** Not in the listing, though it is there. */
  readonly unlisted?: boolean;
};

export type Moment = Readonly<Record<string, ScriptShard>>;

export type Script = {
  /** What there is, as of milliseconds since the start. */
  readonly at: (ms: number) => Moment;
  readonly status?: (ms: number) => ShardsPage['status'];
  readonly listPage?: number;
  readonly pageSize?: number;
  readonly ignoresFilter?: boolean;
  /** The records that hold no time. */
  readonly timeless?: readonly number[];
  /** Answers carry the service's time. */
  readonly tellsTime?: boolean;
  /** AFTER_SEQUENCE_NUMBER gives the record itself again. */
  readonly repeats?: boolean;
  /** The answer lacks its next iterator, though the shard is not at its end. */
  readonly cutsOff?: (ms: number) => boolean;
  /** What becomes of a page's records on their way. */
  readonly garbles?: (records: readonly StreamRecord[], ms: number) => readonly StreamRecord[];
  /** A fault instead of the answer, by the call's text: `GetRecords A 2`, `GetShardIterator A LATEST`, … */
  readonly fault?: (call: string, ms: number) => StreamsFault['reason'] | undefined;
};

export const failed = (
  reason: StreamsFault['reason'],
): { readonly ok: false; readonly fault: StreamsFault } => ({
  ok: false,
  fault: {
    reason,
    failure: {
      kind: reason === 'throttled' ? 'throttled' : reason === 'not-found' ? 'not-found' : 'service',
      code: reason,
      message: reason,
      hint: 'none',
    },
  },
});

export const recordOf = (n: number): StreamRecord => ({
  eventId: `record-${n}`,
  eventName: 'INSERT',
  sequenceNumber: String(n),
  at: startMs + n * 1000,
  keys: { id: { S: 'one' } },
  new: { id: { S: 'one' } },
  ttl: false,
  sizeBytes: 100,
});

export const scriptedApi = (script: Script, clock: Clock, calls: string[] = []): StreamsApi => {
  const ms = () => clock.now() - startMs;
  const answer = async <Value>(
    call: string,
    value: () => StreamsAnswer<Value>,
  ): Promise<StreamsAnswer<Value>> => {
    calls.push(call);
    await clock.sleep(1);
    const reason = script.fault?.(call, ms());
    return reason === undefined ? value() : failed(reason);
  };
  const positionOf = (records: readonly number[], start: IteratorStart): number => {
    if (start.type === 'TRIM_HORIZON') return 0;
    if (start.type === 'LATEST') return records.length;
    if (start.type === 'AT_TIMESTAMP') {
      const first = records.findIndex((n) => startMs + n * 1000 >= start.at);
      return first < 0 ? records.length : first;
    }
    const after = Number(start.sequenceNumber) - (script.repeats ? 1 : 0);
    const next = records.findIndex((n) => n > after);
    return next < 0 ? records.length : next;
  };
  return {
    listStreams: () =>
      answer('ListStreams', () => ({
        ok: true,
        value: { streams: [{ arn: 'arn', table: 'Orders', label: '2026' }] },
      })),
    describeStream: ({ after, childrenOf }) =>
      answer<ShardsPage>(`DescribeStream ${childrenOf ?? ''}`.trim(), () => {
        const all = Object.entries(script.at(ms()))
          .filter(([, shard]) => !shard.unlisted)
          .filter(
            ([, shard]) => script.ignoresFilter || childrenOf === undefined || shard.parent === childrenOf,
          )
          .map(
            ([shardId, { parent, closed }]): ListedShard => ({
              shardId,
              closed: closed ?? false,
              ...(parent === undefined ? {} : { parentShardId: parent }),
            }),
          );
        const from = after === undefined ? 0 : all.findIndex(({ shardId }) => shardId === after) + 1;
        const end = from + (script.listPage ?? 100);
        const next = end < all.length ? all[end - 1]?.shardId : undefined;
        return {
          ok: true,
          value: {
            status: script.status?.(ms()) ?? 'ENABLED',
            viewType: 'NEW_AND_OLD_IMAGES',
            shards: all.slice(from, end),
            ...(next === undefined ? {} : { next }),
          },
        };
      }),
    getShardIterator: ({ shardId, start }) =>
      answer<{ iterator: string }>(`GetShardIterator ${shardId} ${start.type}`, () => {
        const shard = script.at(ms())[shardId];
        if (shard === undefined) return failed('not-found');
        return { ok: true, value: { iterator: `${shardId} ${positionOf(shard.records ?? [], start)}` } };
      }),
    getRecords: ({ iterator }) =>
      answer<RecordsPage>(`GetRecords ${iterator}`, () => {
        const [shardId = '', position = ''] = iterator.split(' ');
        const shard = script.at(ms())[shardId];
        if (shard === undefined) return failed('not-found');
        const { records = [], closed = false } = shard;
        const end = Math.min(records.length, Number(position) + (script.pageSize ?? 1000));
        const page = records.slice(Number(position), end).map((n) => ({
          ...recordOf(n),
          ...(script.timeless?.includes(n) ? { at: 0, timeless: true as const } : {}),
        }));
        return {
          ok: true,
          value: {
            records: script.garbles?.(page, ms()) ?? page,
            ...(script.tellsTime ? { servedAt: Math.floor(clock.now() / 1000) * 1000 } : {}),
            ...((closed && end >= records.length) || script.cutsOff?.(ms())
              ? {}
              : { next: `${shardId} ${end}` }),
          },
        };
      }),
  };
};

export type Told = {
  readonly records: readonly string[];
  /** When each of them came, in milliseconds since the start. */
  readonly cameAt: readonly number[];
  readonly observations: readonly Observation[];
  /** In order, e.g. `GetRecords A 2`. */
  readonly calls: readonly string[];
  /** How far the tail came. */
  readonly checkpoint: StreamCheckpoint | undefined;
};

/** Tails the scripted stream for a while of virtual time. */
export const tailScript = async (script: Script, from: StartAt, ms: number): Promise<Told> => {
  const clock = virtualClock(startMs);
  const calls: string[] = [];
  const abort = new AbortController();
  const api = scriptedApi(script, clock, calls);
  const tail = tailStream({
    api,
    table: 'Orders',
    region: 'us-east-1',
    from,
    clock,
    random: () => 0.5,
  });
  const observations: Observation[] = [];
  const cameAt: number[] = [];
  const consuming = (async () => {
    for await (const batch of acknowledged(tail.source(abort.signal))) {
      observations.push(...batch);
      for (const { type } of batch) if (type === 'change') cameAt.push(clock.now() - startMs);
    }
  })();
  await clock.run(() => false, ms);
  abort.abort();
  await settled(clock, consuming);
  const records = observations.flatMap((seen) =>
    seen.type === 'change' ? [`${seen.shardId}${seen.sequenceNumber}`] : [],
  );
  return { records, cameAt, observations, calls, checkpoint: tail.checkpoint() };
};
