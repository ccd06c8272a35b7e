/** What is told of a DynamoDB table's stream: its records, and the shards that they are read from. */
import type { Origin } from '../origin.ts';

/** A DynamoDB attribute as it is on the wire: 38-digit numbers stay exact, and JSON loses nothing of binary, which is base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

export type Item = Readonly<Record<string, AttributeValue>>;

export type ChangeEventName = 'INSERT' | 'MODIFY' | 'REMOVE';

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** One attribute that differs between the images; `path` as in `items[2].price`. An absent side is an absent attribute. */
export type AttributeChange = {
  readonly path: string;
  readonly old?: AttributeValue;
  readonly new?: AttributeValue;
};

/** One stream record. */
export type ItemChange = Origin & {
  readonly type: 'change';
  readonly table: string;
  readonly streamArn: string;
  readonly shardId: string;
  /** Decimal digits; compare as BigInt. */
  readonly sequenceNumber: string;
  readonly eventId: string;
  readonly eventName: ChangeEventName;
  /** ApproximateCreationDateTime: floored to a second, never an order. */
  readonly at: number;
  /** The record holds no time: `at` is when it was read. */
  readonly timeless?: true;
  readonly keys: Item;
  readonly old?: Item;
  readonly new?: Item;
  /** Empty where the view type holds no two images to compare. */
  readonly changed: readonly AttributeChange[];
  readonly viewType: StreamViewType;
  /** True for a delete made by DynamoDB's time to live. */
  readonly ttl: boolean;
  /** SizeBytes of the record as AWS counts it: what the store's byte bound adds up. */
  readonly sizeBytes: number;
};

/** What the tailer knows of a stream's shards: for the panel of shards. */
export type StreamShape = Origin & {
  readonly type: 'streamShape';
  readonly table: string;
  readonly streamArn: string;
  readonly viewType: StreamViewType;
  readonly streamStatus: 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';
  /** Shards open at the tip, shards closed but not yet drained, shards done with, shards waiting for their parent. */
  readonly open: number;
  readonly draining: number;
  readonly done: number;
  readonly waiting: number;
  /**
   * Shards at their end whose children no listing has confirmed, shards that are named but not listed, and shards found
   * but not read yet: while there are any, records may be on their way that nothing tells of.
   */
  readonly pending: number;
  /** When the first of these ended or was found, by our clock; absent where there is none. */
  readonly pendingSince?: number;
  readonly throttledShards: number;
  readonly shards: readonly ObservedShard[];
};

export type ObservedShard = {
  readonly shardId: string;
  readonly state: 'waiting' | 'open' | 'draining' | 'done';
  /** Seconds between the newest record's time and when it was read; absent before the first record. */
  readonly lagSeconds?: number;
  readonly records: number;
  readonly throttled: boolean;
};
