import type { Account } from '../../account.ts';
import { refuse, type ServiceError } from '../service-error.ts';
import { text } from '../shape.ts';
import { streamsOf, type TableStream } from './tables.ts';

export const streamArn = () => text({ min: 37, max: 1024 });
export const shardId = () => text({ min: 28, max: 65 });
export const sequenceNumber = () => text({ min: 21, max: 40 });

/** The stream of this ARN, or AWS's refusal. */
export const findStream = (account: Account, arn: string): TableStream | { readonly error: ServiceError } => {
  if (!/^arn:aws[a-z-]*:dynamodb:[^:]+:\d{12}:table\/[^/]+\/stream\/.+$/.test(arn)) {
    return refuse('ValidationException', `Invalid StreamArn: ${arn}`);
  }
  return (
    streamsOf(account).find(({ stream }) => stream.arn === arn) ??
    refuse('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`)
  );
};

export const shardNotFound = (arn: string, shard: string): { error: ServiceError } =>
  refuse(
    'ResourceNotFoundException',
    `Requested resource not found: Shard: ${shard} in Stream: ${arn} not found`,
  );
