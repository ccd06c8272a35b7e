import * as z from 'zod';
import type { SandboxRecord, SandboxStream } from '../../account.ts';
import { operation } from '../operation.ts';
import { refuse } from '../service-error.ts';
import { text, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { makeIterator, readIterator, trimmed } from './shard-iterator.ts';
import { findStream, shardNotFound } from './stream-shapes.ts';

const pageBytes = 1024 * 1024;
const pageRecords = 1000;

export const getRecords = operation(
  z.object({
    ShardIterator: text({ min: 1, max: 2048 }),
    Limit: whole({ min: 1, max: pageRecords }).optional(),
  }),
  (input, { account, now, faults }) => {
    const place = readIterator(input.ShardIterator);
    if (place === undefined) return refuse('ValidationException', 'Invalid ShardIterator');
    const found = findStream(account, place.streamArn);
    if ('error' in found) return found;
    if (now - place.issuedAt > faults.iteratorLifeMs) {
      return refuse(
        'ExpiredIteratorException',
        'Iterator expired. The iterator was created at time ' +
          `${new Date(place.issuedAt).toUTCString()} while right now it is ${new Date(now).toUTCString()}.`,
      );
    }
    const { stream } = found;
    const shard = account.tables.shards(stream.arn).find(({ shardId }) => shardId === place.shardId);
    if (shard === undefined) return shardNotFound(stream.arn, place.shardId);
    const bounds = account.tables.bounds(stream.arn, shard.shardId);
    if (place.position < bounds.first) return trimmed();
    const limit = Math.min(input.Limit ?? pageRecords, faults.pageSize);
    const records = withinPageBytes(account.tables.records(stream.arn, shard.shardId, place.position, limit));
    const position = place.position + records.length;
    const drained = shard.endingSequenceNumber !== undefined && position >= bounds.end;
    return {
      output: {
        Records: records.map((record) => wireRecord(record, stream, account.region)),
        // Absent is how a closed shard says that it has been read to its end.
        NextShardIterator: drained ? undefined : makeIterator({ ...place, position, issuedAt: now }),
      },
    };
  },
);

/** As many records as fit a page, and at least one. */
const withinPageBytes = (records: readonly SandboxRecord[]): readonly SandboxRecord[] => {
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    bytes += record.sizeBytes;
    return bytes > pageBytes && index > 0;
  });
  return end < 0 ? records : records.slice(0, end);
};

const wireRecord = (record: SandboxRecord, stream: SandboxStream, region: string) => ({
  eventID: record.eventId,
  eventName: record.eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: region,
  dynamodb: {
    // Floored to a second, as DynamoDB does.
    ApproximateCreationDateTime: instant(Math.floor(record.at / 1000) * 1000),
    Keys: record.keys,
    NewImage: record.newImage,
    OldImage: record.oldImage,
    SequenceNumber: record.sequenceNumber,
    SizeBytes: record.sizeBytes,
    StreamViewType: stream.viewType,
  },
  userIdentity: record.ttl ? { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } : undefined,
});
