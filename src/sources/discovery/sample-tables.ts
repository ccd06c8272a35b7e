/** A few changes of tables with a stream: enough to see what their items look like, and bounded in calls, records and time. */
import type { AwsCall } from '../../aws/call.ts';
import { persistent } from '../../aws/persistent.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Origin } from '../../origin.ts';
import { awsStreamsApi, type StreamsCalls } from '../streams/aws-streams-api.ts';
import { streamsOfTable } from '../streams/find-stream.ts';
import type { StreamRecord, StreamsApi } from '../streams/streams-api.ts';

export type TableSample = {
  readonly table: string;
  readonly region: string;
  /** Of each shard that was looked at, in order. */
  readonly shards: readonly (readonly StreamRecord[])[];
};

export type SampleOptions = {
  readonly apiFor: (region: string) => StreamsApi;
  /** Those that matter most first. */
  readonly tables: readonly { readonly table: string; readonly region: string }[];
  /** What the time is measured with. */
  readonly clock: Clock;
};

export type Sampled = {
  readonly tables: readonly TableSample[];
  /** Why some of it could not be read: nothing depends on it. */
  readonly problems: readonly Failure[];
};

const mostMs = 4_000;
const mostTables = 4;
const mostListPages = 5;
const mostShards = 3;
/** GetRecords may answer with an empty page where there are records further on (streams, rule 11). */
const mostPagesOfShard = 4;
const recordsOfShard = 250;
/** With their waits they leave time to say what failed, and not only that time was up. */
const triesOfCall = 3;

const tooSlow: Failure = {
  kind: 'service',
  code: 'SamplingTooLong',
  message: `the streams of tables were not read within ${mostMs / 1000} s`,
  operation: 'GetRecords',
  hint: 'Write orders: by hand, or run init again.',
};

/** Some that lie evenly in a list. */
const spread = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length <= most
    ? all
    : Array.from({ length: most }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / most)]).filter(
        (one) => one !== undefined,
      );

/** Of one stream; records of a shard that is gone or cannot be read are left out, and why is said. */
const sampleStream = async (
  api: StreamsApi,
  streamArn: string,
  signal: AbortSignal,
): Promise<{ readonly shards: TableSample['shards']; readonly problems: readonly Failure[] }> => {
  const listed = await api.describeStream({ streamArn }, signal);
  if (!listed.ok) return { shards: [], problems: [listed.fault.failure] };
  const problems: Failure[] = [];
  // The names of shards begin with when they came to be.
  const shards = [...listed.value.shards].sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
  const readShard = async (shardId: string): Promise<readonly StreamRecord[]> => {
    const begun = await api.getShardIterator({ streamArn, shardId, start: { type: 'TRIM_HORIZON' } }, signal);
    if (!begun.ok) {
      problems.push(begun.fault.failure);
      return [];
    }
    const records: StreamRecord[] = [];
    let iterator: string | undefined = begun.value.iterator;
    for (let page = 0; page < mostPagesOfShard && iterator !== undefined && !signal.aborted; page += 1) {
      const limit = recordsOfShard - records.length;
      if (limit <= 0) break;
      const answer = await api.getRecords({ iterator, limit }, signal);
      if (!answer.ok) {
        problems.push(answer.fault.failure);
        break;
      }
      records.push(...answer.value.records.slice(0, limit));
      iterator = answer.value.next;
    }
    return records;
  };
  const read = await Promise.all(spread(shards, mostShards).map(({ shardId }) => readShard(shardId)));
  return { shards: read, problems };
};

/** Never fails: what could not be read in time is missing. */
export const sampleTables = async (
  { apiFor, tables, clock }: SampleOptions,
  until: AbortSignal,
): Promise<Sampled> => {
  const stop = new AbortController();
  const signal = AbortSignal.any([until, stop.signal]);
  const over = clock.sleep(mostMs, signal).then(() => stop.abort());
  const sampled: TableSample[] = [];
  const problems: Failure[] = [];
  const regions = [...new Set(tables.map(({ region }) => region))];
  const sampleRegion = async (region: string): Promise<void> => {
    const api = apiFor(region);
    const streams = await streamsOfTable(api, undefined, signal, mostListPages);
    if (!streams.ok) {
      problems.push(streams.fault.failure);
      return;
    }
    // The last of a table is the live one.
    const live = new Map(streams.value.map(({ table, arn }) => [table, arn]));
    const own = tables.filter((one) => one.region === region && live.has(one.table)).slice(0, mostTables);
    await Promise.all(
      own.map(async ({ table }) => {
        const { shards, problems: missed } = await sampleStream(api, live.get(table) ?? '', signal);
        sampled.push({ table, region, shards });
        problems.push(...missed);
      }),
    );
  };
  await Promise.all(regions.map(sampleRegion));
  const isLate = stop.signal.aborted;
  stop.abort();
  await over;
  const order = (one: TableSample): number =>
    tables.findIndex(({ table, region }) => table === one.table && region === one.region);
  return {
    tables: sampled.sort((a, b) => order(a) - order(b)),
    // What was broken off for the time is no failure of AWS's.
    problems: isLate ? [tooSlow] : problems,
  };
};

/** The same of an account's own clients. */
export const sampleAccount = (
  {
    clientsFor,
    ...options
  }: Omit<SampleOptions, 'apiFor'> & {
    readonly clientsFor: (origin: Origin) => StreamsCalls;
  },
  until: AbortSignal,
): Promise<Sampled> =>
  sampleTables(
    {
      ...options,
      apiFor: (region) => {
        const { listStreams, describeStream, getShardIterator, getRecords } = clientsFor({ region });
        const again = <Input, Output>(call: AwsCall<Input, Output>) =>
          persistent(call, options.clock, triesOfCall);
        return awsStreamsApi({
          region,
          listStreams: again(listStreams),
          describeStream: again(describeStream),
          getShardIterator: again(getShardIterator),
          getRecords: again(getRecords),
        });
      },
    },
    until,
  );
