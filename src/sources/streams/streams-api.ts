/**
 * The port: the four calls of DynamoDB Streams as the tailer knows them. `aws-streams-api.ts` makes it of the SDK's
 * client; a model of a stream makes it in tests. A call never rejects: what goes wrong is a fault.
 */

import type { Failure } from '../../observation/health-of-sources.ts';
import type { ChangeEventName, Item, StreamShape, StreamViewType } from '../../observation/streams.ts';
import type { Result } from '../../result.ts';

export type StreamsAnswer<Value> = Result<Value, { readonly fault: StreamsFault }>;

/**
 * What a tailer can do about a failed call. `throttled` covers the three names it has (rule 18); `other` is the
 * network, the service or a missing permission: `failure.kind` tells which.
 */
export type StreamsFault = {
  readonly reason: 'expired' | 'trimmed' | 'not-found' | 'throttled' | 'other';
  readonly failure: Failure;
};

export type StreamSummary = {
  readonly arn: string;
  readonly table: string;
  /** When the stream was enabled, as ISO 8601 text: the newest is the live one (rule 1). */
  readonly label: string;
};

export type StreamsPage = {
  readonly streams: readonly StreamSummary[];
  /** `LastEvaluatedStreamArn`: absent on the last page. */
  readonly next?: string;
};

export type StreamStatus = StreamShape['streamStatus'];

export type ListedShard = {
  readonly shardId: string;
  readonly parentShardId?: string;
  /** True once the shard has an ending sequence number: nothing is written to it any more. */
  readonly closed: boolean;
};

export type ShardsPage = {
  readonly status: StreamStatus;
  readonly viewType: StreamViewType;
  readonly shards: readonly ListedShard[];
  /** `LastEvaluatedShardId`: absent on the last page (rule 2). */
  readonly next?: string;
  readonly servedAt?: number;
};

/** Where a new iterator starts. */
export type IteratorStart =
  | { readonly type: 'TRIM_HORIZON' }
  | { readonly type: 'LATEST' }
  /** Whole seconds, epoch ms: the first record of then or later (rule 25). */
  | { readonly type: 'AT_TIMESTAMP'; readonly at: number }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

export type IteratorTaken = {
  readonly iterator: string;
  /** The service's own time, epoch ms floored to a second; absent where it told none. */
  readonly servedAt?: number;
};

/** One stream record, its values as on the wire. */
export type StreamRecord = {
  readonly eventId: string;
  readonly eventName: ChangeEventName;
  readonly sequenceNumber: string;
  /** ApproximateCreationDateTime, epoch ms, floored to a second. */
  readonly at: number;
  /** It holds none; `at` is then when it was read, once that is known. */
  readonly timeless?: true;
  readonly keys: Item;
  readonly old?: Item;
  readonly new?: Item;
  /** Absent where the record names none: the stream's own holds. */
  readonly viewType?: StreamViewType;
  readonly ttl: boolean;
  readonly sizeBytes: number;
};

export type RecordsPage = {
  readonly records: readonly StreamRecord[];
  /** Absent at the shard's end (rule 7). */
  readonly next?: string;
  readonly servedAt?: number;
};

export type StreamsApi = {
  readonly listStreams: (
    /** Of one table, or of every table where none is named. */
    input: { readonly table?: string; readonly after?: string },
    signal: AbortSignal,
  ) => Promise<StreamsAnswer<StreamsPage>>;
  /** `childrenOf` asks for the children of one shard; a server may ignore it and list them all (rule 4). */
  readonly describeStream: (
    input: { readonly streamArn: string; readonly after?: string; readonly childrenOf?: string },
    signal: AbortSignal,
  ) => Promise<StreamsAnswer<ShardsPage>>;
  readonly getShardIterator: (
    input: { readonly streamArn: string; readonly shardId: string; readonly start: IteratorStart },
    signal: AbortSignal,
  ) => Promise<StreamsAnswer<IteratorTaken>>;
  readonly getRecords: (
    /** `limit`: the most records of a page, 1,000 where absent. */
    input: { readonly iterator: string; readonly limit?: number },
    signal: AbortSignal,
  ) => Promise<StreamsAnswer<RecordsPage>>;
};
