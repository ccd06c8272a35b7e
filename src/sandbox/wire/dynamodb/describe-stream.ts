import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { SandboxShard } from '../../account.ts';
import type { FaultOptions } from '../../faults.ts';
import { operation } from '../operation.ts';
import { pageAfter } from '../paging.ts';
import { oneOf, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { findStream, shardId, shardNotFound, streamArn } from './stream-shapes.ts';
import { keySchema, streamsOf } from './tables.ts';

export const listStreams = operation(
  z.object({
    TableName: z.string().min(3).max(255).optional(),
    Limit: whole({ min: 1, max: 100 }).optional(),
    ExclusiveStartStreamArn: streamArn().optional(),
  }),
  (input, { account, faults }) => {
    const streams = streamsOf(account).filter(
      ({ table }) => input.TableName === undefined || table.name === input.TableName,
    );
    const limit = Math.min(input.Limit ?? 100, faults.pageSize);
    const page = pageAfter(streams, ({ stream }) => stream.arn, input.ExclusiveStartStreamArn, limit);
    return {
      output: {
        Streams: page.entries.map(({ stream }) => ({
          StreamArn: stream.arn,
          TableName: stream.table,
          StreamLabel: stream.label,
        })),
        LastEvaluatedStreamArn: page.last,
      },
    };
  },
);

export const describeStream = operation(
  z.object({
    StreamArn: streamArn(),
    Limit: whole({ min: 1, max: 100 }).optional(),
    ExclusiveStartShardId: shardId().optional(),
    ShardFilter: z
      .object({ Type: oneOf(['CHILD_SHARDS']).optional(), ShardId: shardId().optional() })
      .optional(),
  }),
  (input, { account, now, faults }) => {
    const found = findStream(account, input.StreamArn);
    if ('error' in found) return found;
    const { stream, table } = found;
    const all = account.tables.shards(stream.arn);
    const parent = faults.ignoreShardFilter ? undefined : input.ShardFilter?.ShardId;
    if (parent !== undefined && !all.some((shard) => shard.shardId === parent)) {
      return shardNotFound(stream.arn, parent);
    }
    const listed = all.filter(
      (shard) =>
        (parent === undefined || shard.parentShardId === parent) && !isHidden(shard, now, faults.listLagMs),
    );
    const keyOf = listingOrder(faults);
    const after = input.ExclusiveStartShardId === undefined ? undefined : keyOf(input.ExclusiveStartShardId);
    const limit = Math.min(input.Limit ?? 100, faults.pageSize);
    const page = pageAfter(listed, (shard) => keyOf(shard.shardId), after, limit);
    return {
      output: {
        StreamDescription: {
          StreamArn: stream.arn,
          StreamLabel: stream.label,
          StreamStatus: stream.status,
          StreamViewType: stream.viewType,
          CreationRequestDateTime: instant(stream.createdAt),
          TableName: stream.table,
          KeySchema: keySchema(table),
          Shards: page.entries.map(shardDescription),
          LastEvaluatedShardId: page.last === undefined ? undefined : page.entries.at(-1)?.shardId,
        },
      },
    };
  },
);

/**
 * A listing may lag behind: a child is missing from it while its parent shows as closed. Of the two children of a split
 * one may be there before the other, so each has a lag of its own, told by its id.
 */
const isHidden = (shard: SandboxShard, now: number, { min, max }: FaultOptions['listLagMs']): boolean =>
  shard.parentShardId !== undefined &&
  now - shard.createdAt < min + (max - min) * (hashOf(shard.shardId).readUInt32BE(0) / 2 ** 32);

const hashOf = (id: string): Buffer => createHash('md5').update(id).digest();

/** No order is promised. A hash shuffles it alike on every page, so that pages neither overlap nor leave a hole. */
const listingOrder =
  ({ shuffle }: FaultOptions) =>
  (id: string): string =>
    shuffle ? hashOf(id).toString('hex') : id;

const shardDescription = (shard: SandboxShard) => ({
  ShardId: shard.shardId,
  SequenceNumberRange: {
    StartingSequenceNumber: shard.startingSequenceNumber,
    EndingSequenceNumber: shard.endingSequenceNumber,
  },
  ParentShardId: shard.parentShardId,
});
