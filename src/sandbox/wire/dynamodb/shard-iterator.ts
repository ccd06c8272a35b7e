import * as z from 'zod';
import type { Account } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, readToken } from '../paging.ts';
import { refuse, type ServiceError } from '../service-error.ts';
import { oneOf } from '../shape.ts';
import { findStream, sequenceNumber, shardId, shardNotFound, streamArn } from './stream-shapes.ts';

/** What an iterator holds: a place in a shard, and when it was given out. */
export type ShardPlace = {
  readonly streamArn: string;
  readonly shardId: string;
  readonly position: number;
  readonly issuedAt: number;
};

const placeShape = z.object({
  streamArn: z.string(),
  shardId: z.string(),
  position: z.number().int().min(0),
  issuedAt: z.number(),
});

/** AWS's iterators begin with the stream's ARN and `|1|`; the rest is nobody's business. */
export const makeIterator = (place: ShardPlace): string =>
  `${place.streamArn}|1|${makeToken('iterator', place)}`;

export const readIterator = (iterator: string): ShardPlace | undefined =>
  readToken('iterator', iterator.slice(iterator.lastIndexOf('|') + 1), placeShape);

export const trimmed = (): { error: ServiceError } =>
  refuse(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );

const secondMs = 1000;

export const getShardIterator = operation(
  z.object({
    StreamArn: streamArn(),
    ShardId: shardId(),
    ShardIteratorType: oneOf([
      'TRIM_HORIZON',
      'LATEST',
      'AT_SEQUENCE_NUMBER',
      'AFTER_SEQUENCE_NUMBER',
      'AT_TIMESTAMP',
    ]),
    SequenceNumber: sequenceNumber().optional(),
    Timestamp: z.number().optional(),
  }),
  (input, { account, now }) => {
    const found = findStream(account, input.StreamArn);
    if ('error' in found) return found;
    const arn = found.stream.arn;
    const shard = account.tables.shards(arn).find((candidate) => candidate.shardId === input.ShardId);
    if (shard === undefined) return shardNotFound(arn, input.ShardId);
    const at = (position: number) => ({
      output: {
        ShardIterator: makeIterator({ streamArn: arn, shardId: shard.shardId, position, issuedAt: now }),
      },
    });
    const bounds = account.tables.bounds(arn, shard.shardId);
    switch (input.ShardIteratorType) {
      case 'TRIM_HORIZON':
        return at(bounds.first);
      case 'LATEST':
        return at(bounds.end);
      case 'AT_TIMESTAMP': {
        if (input.Timestamp === undefined) {
          return refuse('ValidationException', 'Timestamp is required for ShardIteratorType AT_TIMESTAMP');
        }
        const time = input.Timestamp * secondMs;
        if (time > now) return refuse('ValidationException', 'Timestamp may not be in the future');
        return at(Math.max(bounds.first, account.tables.positionAt(arn, shard.shardId, time)));
      }
      case 'AT_SEQUENCE_NUMBER':
      case 'AFTER_SEQUENCE_NUMBER': {
        if (input.SequenceNumber === undefined) {
          return refuse(
            'ValidationException',
            `SequenceNumber is required for ShardIteratorType ${input.ShardIteratorType}`,
          );
        }
        const asked = /^\d+$/.test(input.SequenceNumber) ? BigInt(input.SequenceNumber) : -1n;
        const ending = shard.endingSequenceNumber;
        if (
          asked < BigInt(shard.startingSequenceNumber) ||
          (ending !== undefined && asked > BigInt(ending))
        ) {
          return refuse('ValidationException', "Invalid SequenceNumber: it is not within the shard's range");
        }
        const place = placeOf(account, arn, shard.shardId, asked);
        if (place === 'trimmed') return trimmed();
        return at(
          input.ShardIteratorType === 'AFTER_SEQUENCE_NUMBER' && place.exact
            ? place.position + 1
            : place.position,
        );
      }
    }
  },
);

/**
 * Where a sequence number stands among the readable records. One that lies before the oldest readable record while
 * records have been trimmed is itself trimmed: to go on at the oldest would skip over a loss in silence.
 */
const placeOf = (
  account: Account,
  arn: string,
  shard: string,
  sequence: bigint,
): 'trimmed' | { readonly position: number; readonly exact: boolean } => {
  const { first } = account.tables.bounds(arn, shard);
  const position = account.tables.positionOf(arn, shard, String(sequence));
  if (position < first) return 'trimmed';
  const record = account.tables.records(arn, shard, position, 1)[0];
  const exact = record !== undefined && BigInt(record.sequenceNumber) === sequence;
  return !exact && position === first && first > 0 ? 'trimmed' : { position, exact };
};
