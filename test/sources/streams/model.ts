/**
 * A model of a table's streams: what DynamoDB would hold at each moment, made beforehand from a seed, and an API over it
 * that behaves as badly as the reference allows. It shares no code with the tailer.
 */
import type { Clock } from '../../../src/clock.ts';
import type {
  IteratorStart,
  IteratorTaken,
  RecordsPage,
  ShardsPage,
  StreamRecord,
  StreamsAnswer,
  StreamsApi,
  StreamsFault,
  StreamsPage,
} from '../../../src/sources/streams/streams-api.ts';

export type ModelOptions = {
  readonly seed: number;
  readonly roots: number;
  /** Writes, and how many shards are replaced, by one or by two, on the way. */
  readonly writes: number;
  readonly rollovers: number;
  /** All happens within this time; a part of it before the tail starts. */
  readonly spanMs: number;
  readonly beforeMs: number;
  readonly items: number;
  readonly pageSize: number;
  readonly listPageSize: number;
  /** The most: each child is listed late by a time of its own. */
  readonly listLagMs: number;
  readonly iteratorLifeMs: number;
  readonly retentionMs: number;
  readonly latencyMs: number;
  /** Shares of calls. */
  readonly throttle: number;
  readonly error: number;
  readonly lostAnswer: number;
  readonly emptyPage: number;
  readonly ignoresFilter: boolean;
  /** The stream is disabled and enabled again in the middle. */
  readonly reenabled: boolean;
  /** What the service makes of AT_TIMESTAMP: an older one refuses it, moto gives an iterator that fails. */
  readonly times: 'read' | 'refused' | 'fail';
};

export type ModelRecord = {
  readonly id: string;
  readonly item: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly writtenAt: number;
};

type ModelShard = {
  readonly stream: ModelStream;
  readonly shardId: string;
  readonly parent: ModelShard | undefined;
  readonly createdAt: number;
  closedAt: number;
  readonly records: ModelRecord[];
  /** Of the space of items, [low, high). */
  readonly low: number;
  readonly high: number;
};

type ModelStream = {
  readonly arn: string;
  readonly label: string;
  readonly shards: ModelShard[];
  readonly from: number;
  to: number;
};

export type Model = {
  readonly api: StreamsApi;
  /** In the order of their writing. */
  readonly records: readonly ModelRecord[];
  readonly streamArn: string;
  readonly isTrimmed: (record: ModelRecord) => boolean;
  /** Calls by operation, and iterators in use at once for one shard, the most. */
  readonly calls: Map<string, number>;
  readonly mostReadersOfAShard: () => number;
};

/** Numbers in [0, 1) from a seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const never = Number.POSITIVE_INFINITY;
/** Before data, one after the other. */
const mostEmptyPages = 2;

const buildWorld = (options: ModelOptions, startAt: number) => {
  const random = randomOf(options.seed);
  const begins = startAt - options.beforeMs;
  // Sequence numbers grow past a power of ten, where text order and the order of numbers part (rule 12).
  let sequence = 99_999_999_999_990n;
  let shards = 0;
  const streams: ModelStream[] = [];
  const records: ModelRecord[] = [];
  let leaves: ModelShard[] = [];
  const addShard = (
    stream: ModelStream,
    parent: ModelShard | undefined,
    at: number,
    low: number,
    high: number,
  ) => {
    // Ids are in no order (rule 3).
    const shardId = `shardId-${Math.floor(random() * 1e6)}-${shards++}`;
    const shard: ModelShard = {
      stream,
      shardId,
      parent,
      createdAt: at,
      closedAt: never,
      records: [],
      low,
      high,
    };
    stream.shards.push(shard);
    leaves.push(shard);
  };
  const enable = (at: number) => {
    const label = new Date(at).toISOString();
    const stream: ModelStream = { arn: `arn:stream/${label}`, label, shards: [], from: at, to: never };
    streams.push(stream);
    leaves = [];
    for (let root = 0; root < options.roots; root += 1) {
      addShard(stream, undefined, at, root / options.roots, (root + 1) / options.roots);
    }
  };
  enable(begins);
  const times = (count: number, kind: 'write' | 'rollover') =>
    Array.from({ length: count }, () => ({ at: begins + Math.floor(random() * options.spanMs), kind }));
  const events: { readonly at: number; readonly kind: 'write' | 'rollover' | 'disable' | 'enable' }[] = [
    ...times(options.writes, 'write'),
    ...times(options.rollovers, 'rollover'),
  ];
  if (options.reenabled) {
    const at = begins + Math.floor(options.spanMs * (0.2 + 0.5 * random()));
    events.push({ at, kind: 'disable' }, { at: at + Math.floor(random() * 20_000), kind: 'enable' });
  }
  events.sort((a, b) => a.at - b.at);
  let isEnabled = true;
  for (const { at, kind } of events) {
    const stream = streams.at(-1);
    if (stream === undefined) break;
    if (kind === 'disable') {
      for (const leaf of leaves) leaf.closedAt = at;
      stream.to = at;
      isEnabled = false;
    } else if (kind === 'enable') {
      enable(at);
      isEnabled = true;
    } else if (!isEnabled) {
      // Nothing is captured while there is no stream.
    } else if (kind === 'write') {
      const item = Math.floor(random() * options.items);
      const place = (item + 0.5) / options.items;
      const leaf = leaves.find(({ low, high }) => low <= place && place < high);
      sequence += BigInt(1 + Math.floor(random() * 3));
      const record: ModelRecord = {
        id: `record-${records.length}`,
        item: `item-${item}`,
        shardId: leaf?.shardId ?? '',
        sequenceNumber: String(sequence),
        writtenAt: at,
      };
      leaf?.records.push(record);
      records.push(record);
    } else {
      const parent = leaves[Math.floor(random() * leaves.length)];
      if (parent === undefined) continue;
      parent.closedAt = at;
      leaves = leaves.filter((leaf) => leaf !== parent);
      const middle = (parent.low + parent.high) / 2;
      if (random() < 0.5) addShard(stream, parent, at, parent.low, parent.high);
      else {
        addShard(stream, parent, at, parent.low, middle);
        addShard(stream, parent, at, middle, parent.high);
      }
    }
  }
  return { streams, records };
};

const fault = (
  reason: StreamsFault['reason'] | 'usage',
  code: string,
): { readonly ok: false; readonly fault: StreamsFault } => ({
  ok: false,
  fault: {
    reason: reason === 'usage' ? 'other' : reason,
    failure: {
      kind: reason === 'throttled' || reason === 'usage' || reason === 'not-found' ? reason : 'service',
      code,
      message: code,
      hint: 'none',
    },
  },
});

const hashOf = (text: string): number => {
  let hash = 7;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return Math.imul(hash, 2654435761) >>> 0;
};

export const createModel = (options: ModelOptions, clock: Clock): Model => {
  const { streams, records } = buildWorld(options, clock.now());
  const random = randomOf(options.seed + 1);
  const calls = new Map<string, number>();
  const inUse = new Map<string, number>();
  /** In a row, by shard. */
  const emptyPages = new Map<string, number>();
  let most = 0;
  const horizon = () => clock.now() - options.retentionMs;
  const isTrimmed = (record: ModelRecord) => record.writtenAt < horizon();
  const firstReadable = (shard: ModelShard) => {
    const first = shard.records.findIndex((record) => !isTrimmed(record));
    return first < 0 ? shard.records.filter((record) => record.writtenAt <= clock.now()).length : first;
  };
  const written = (shard: ModelShard) => {
    const first = shard.records.findIndex((record) => record.writtenAt > clock.now());
    return first < 0 ? shard.records.length : first;
  };
  const isThere = (shard: ModelShard) => shard.createdAt <= clock.now() && shard.closedAt >= horizon();
  const isClosed = (shard: ModelShard) => shard.closedAt <= clock.now();
  const isListed = (shard: ModelShard) =>
    isThere(shard) &&
    (shard.parent === undefined ||
      clock.now() - shard.createdAt >= (hashOf(shard.shardId) % 1000) * (options.listLagMs / 1000));
  const findShard = (arn: string, shardId: string) =>
    streams
      .find((stream) => stream.arn === arn && stream.from <= clock.now())
      ?.shards.find((shard) => shard.shardId === shardId && isThere(shard));

  /** What may happen to a call before it is served, and to its answer after. */
  const served = async <Value>(
    operation: string,
    serve: (isLost: boolean) => StreamsAnswer<Value>,
  ): Promise<StreamsAnswer<Value>> => {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    await clock.sleep(Math.floor(random() * options.latencyMs));
    const luck = random();
    if (luck < options.throttle) return fault('throttled', 'ThrottlingException');
    if (luck < options.throttle + options.error) return fault('other', 'InternalServerError');
    const isLost = luck < options.throttle + options.error + options.lostAnswer;
    const answer = serve(isLost);
    await clock.sleep(Math.floor(random() * options.latencyMs));
    return isLost ? fault('other', 'ECONNRESET') : answer;
  };

  const iteratorOf = (arn: string, shardId: string, position: number) =>
    JSON.stringify([arn, shardId, position, clock.now()]);

  const startPosition = (shard: ModelShard, start: IteratorStart): number | 'trimmed' => {
    if (start.type === 'TRIM_HORIZON') return firstReadable(shard);
    if (start.type === 'LATEST') return written(shard);
    if (start.type === 'AT_TIMESTAMP') {
      const first = shard.records.findIndex((record) => record.writtenAt >= start.at);
      return Math.max(firstReadable(shard), first < 0 ? written(shard) : Math.min(first, written(shard)));
    }
    const after = BigInt(start.sequenceNumber);
    const next = shard.records.findIndex((record) => BigInt(record.sequenceNumber) > after);
    const position = next < 0 ? shard.records.length : next;
    // What follows is gone: to go on at the horizon would hide the loss.
    return position < firstReadable(shard) ? 'trimmed' : position;
  };

  const api: StreamsApi = {
    listStreams: (input) =>
      served<StreamsPage>('ListStreams', () => {
        const all = streams.filter((stream) => stream.from <= clock.now());
        const start =
          input.after === undefined ? 0 : all.findIndex((stream) => stream.arn === input.after) + 1;
        const page = all.slice(start, start + 1);
        const next = start + 1 < all.length ? page[0]?.arn : undefined;
        return {
          ok: true,
          value: {
            streams: page.map(({ arn, label }) => ({ arn, label, table: 'Orders' })),
            ...(next === undefined ? {} : { next }),
          },
        };
      }),
    describeStream: ({ streamArn, after, childrenOf }) =>
      served<ShardsPage>('DescribeStream', () => {
        const stream = streams.find(({ arn, from }) => arn === streamArn && from <= clock.now());
        if (stream === undefined) return fault('not-found', 'ResourceNotFoundException');
        if (
          childrenOf !== undefined &&
          findShard(streamArn, childrenOf) === undefined &&
          !options.ignoresFilter
        ) {
          return fault('not-found', 'ResourceNotFoundException');
        }
        const listed = stream.shards
          .filter((shard) => isListed(shard))
          .filter(
            (shard) =>
              options.ignoresFilter || childrenOf === undefined || shard.parent?.shardId === childrenOf,
          )
          .sort((a, b) => hashOf(a.shardId) - hashOf(b.shardId))
          .filter((shard) => after === undefined || hashOf(shard.shardId) > hashOf(after));
        const page = listed.slice(0, options.listPageSize);
        const next = listed.length > page.length ? page.at(-1)?.shardId : undefined;
        return {
          ok: true,
          value: {
            status: stream.to <= clock.now() ? 'DISABLED' : 'ENABLED',
            viewType: 'NEW_AND_OLD_IMAGES',
            shards: page.map((shard) => ({
              shardId: shard.shardId,
              ...(shard.parent === undefined ? {} : { parentShardId: shard.parent.shardId }),
              closed: isClosed(shard),
            })),
            ...(next === undefined ? {} : { next }),
            servedAt: Math.floor(clock.now() / 1000) * 1000,
          },
        };
      }),
    getShardIterator: ({ streamArn, shardId, start }) =>
      served<IteratorTaken>('GetShardIterator', () => {
        const shard = findShard(streamArn, shardId);
        if (shard === undefined) return fault('not-found', 'ResourceNotFoundException');
        if (start.type === 'AT_TIMESTAMP' && options.times !== 'read') {
          if (options.times === 'refused') return fault('usage', 'ValidationException');
          return { ok: true, value: { iterator: iteratorOf(streamArn, shardId, Number.NaN) } };
        }
        if (start.type === 'AT_TIMESTAMP' && start.at > clock.now())
          return fault('usage', 'ValidationException');
        const position = startPosition(shard, start);
        return position === 'trimmed'
          ? fault('trimmed', 'TrimmedDataAccessException')
          : { ok: true, value: { iterator: iteratorOf(streamArn, shardId, position) } };
      }),
    getRecords: async ({ iterator }) => {
      const [arn, shardId, position, issuedAt]: [string, string, number | null, number] =
        JSON.parse(iterator);
      inUse.set(shardId, (inUse.get(shardId) ?? 0) + 1);
      most = Math.max(most, inUse.get(shardId) ?? 0);
      const answer = await served<RecordsPage>('GetRecords', (isLost) => {
        const shard = findShard(arn, shardId);
        if (shard === undefined) return fault('not-found', 'ResourceNotFoundException');
        if (position === null) return fault('other', 'AttributeError');
        if (clock.now() - issuedAt > options.iteratorLifeMs)
          return fault('expired', 'ExpiredIteratorException');
        if (position < firstReadable(shard)) return fault('trimmed', 'TrimmedDataAccessException');
        // More of them in a row are an end (rule 7).
        const empty = emptyPages.get(shardId) ?? 0;
        const isEmpty = random() < options.emptyPage && empty < mostEmptyPages;
        if (!isLost) emptyPages.set(shardId, isEmpty ? empty + 1 : 0);
        const end = isEmpty ? position : Math.min(written(shard), position + options.pageSize);
        const isEnd = !isEmpty && isClosed(shard) && end >= shard.records.length;
        return {
          ok: true,
          value: {
            records: shard.records.slice(position, end).map(toStreamRecord),
            ...(isEnd ? {} : { next: iteratorOf(arn, shardId, end) }),
            servedAt: Math.floor(clock.now() / 1000) * 1000,
          },
        };
      });
      inUse.set(shardId, (inUse.get(shardId) ?? 1) - 1);
      return answer;
    },
  };
  return {
    api,
    records,
    streamArn: streams[0]?.arn ?? '',
    isTrimmed,
    calls,
    mostReadersOfAShard: () => most,
  };
};

const toStreamRecord = (record: ModelRecord): StreamRecord => ({
  eventId: record.id,
  eventName: 'INSERT',
  sequenceNumber: record.sequenceNumber,
  at: Math.floor(record.writtenAt / 1000) * 1000,
  keys: { id: { S: record.item } },
  new: { id: { S: record.item } },
  ttl: false,
  sizeBytes: 100,
});
