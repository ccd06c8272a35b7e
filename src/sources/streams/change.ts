import type { ItemChange, StreamViewType } from '../../observation/streams.ts';
import { type Origin, originOf } from '../../origin.ts';
import { diffItems } from './diff.ts';
import type { StreamRecord } from './streams-api.ts';

/** What every change of one stream has in common. */
export type StreamIdentity = Origin & {
  readonly table: string;
  readonly streamArn: string;
  readonly viewType: StreamViewType;
};

const nothing: ItemChange['changed'] = [];

/**
 * One record as an observation. Only a stream of NEW_AND_OLD_IMAGES gives both images to compare (rule 21); of an
 * insert and a remove `changed` is empty, as the one image there is says it all.
 */
export const toChange = (stream: StreamIdentity, shardId: string, record: StreamRecord): ItemChange => ({
  type: 'change',
  table: stream.table,
  streamArn: stream.streamArn,
  shardId,
  sequenceNumber: record.sequenceNumber,
  eventId: record.eventId,
  eventName: record.eventName,
  at: record.at,
  ...(record.timeless ? { timeless: true } : undefined),
  keys: record.keys,
  ...(record.old === undefined ? undefined : { old: record.old }),
  ...(record.new === undefined ? undefined : { new: record.new }),
  changed: record.old === undefined || record.new === undefined ? nothing : diffItems(record.old, record.new),
  viewType: record.viewType ?? stream.viewType,
  ttl: record.ttl,
  ...originOf(stream),
  sizeBytes: record.sizeBytes,
});
