/** The port, made of the tool's AWS calls. What the service gives is checked here and trusted further in. */
import type { Clients } from '../../aws/clients.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { toRecord } from './record.ts';
import type {
  ListedShard,
  StreamRecord,
  StreamSummary,
  StreamsAnswer,
  StreamsApi,
  StreamsFault,
} from './streams-api.ts';

export type StreamsCalls = Pick<
  Clients,
  'region' | 'listStreams' | 'describeStream' | 'getShardIterator' | 'getRecords'
>;

export const awsStreamsApi = (aws: StreamsCalls): StreamsApi => ({
  listStreams: async ({ table, after }, signal) => {
    const answer = await aws.listStreams({ TableName: table, ExclusiveStartStreamArn: after }, signal);
    if (!answer.ok) return faultOf(answer.failure);
    const { Streams = [], LastEvaluatedStreamArn } = answer.value;
    const streams = Streams.flatMap(({ StreamArn, TableName, StreamLabel }): StreamSummary[] =>
      StreamArn === undefined
        ? []
        : [{ arn: StreamArn, table: TableName ?? table ?? '', label: StreamLabel ?? labelOf(StreamArn) }],
    );
    return { ok: true, value: { streams, ...nextOf(LastEvaluatedStreamArn) } };
  },
  describeStream: async ({ streamArn, after, childrenOf }, signal) => {
    const answer = await aws.describeStream(
      {
        StreamArn: streamArn,
        ExclusiveStartShardId: after,
        ...(childrenOf === undefined
          ? undefined
          : { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: childrenOf } }),
      },
      signal,
    );
    if (!answer.ok) return faultOf(answer.failure);
    const stream = answer.value.StreamDescription;
    // Without its list it would be a stream that has no shards.
    if (stream?.StreamStatus === undefined || stream.Shards === undefined)
      return malformed(aws.region, 'DescribeStream');
    return {
      ok: true,
      value: {
        status: stream.StreamStatus,
        viewType: stream.StreamViewType ?? 'NEW_AND_OLD_IMAGES',
        shards: stream.Shards.flatMap(({ ShardId, ParentShardId, SequenceNumberRange }): ListedShard[] =>
          ShardId === undefined
            ? []
            : [
                {
                  shardId: ShardId,
                  ...(ParentShardId === undefined ? undefined : { parentShardId: ParentShardId }),
                  closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
                },
              ],
        ),
        ...nextOf(stream.LastEvaluatedShardId),
        ...servedAtOf(answer),
      },
    };
  },
  getShardIterator: async ({ streamArn, shardId, start }, signal) => {
    const answer = await aws.getShardIterator(
      {
        StreamArn: streamArn,
        ShardId: shardId,
        ...(start.type === 'AT_TIMESTAMP'
          ? { ShardIteratorType: 'TRIM_HORIZON', atTimeMs: start.at }
          : { ShardIteratorType: start.type }),
        SequenceNumber: start.type === 'AFTER_SEQUENCE_NUMBER' ? start.sequenceNumber : undefined,
      },
      signal,
    );
    if (!answer.ok) return faultOf(answer.failure);
    const iterator = answer.value.ShardIterator;
    if (iterator === undefined) return malformed(aws.region, 'GetShardIterator');
    return { ok: true, value: { iterator, ...servedAtOf(answer) } };
  },
  getRecords: async ({ iterator, limit }, signal) => {
    const answer = await aws.getRecords(
      { ShardIterator: iterator, ...(limit === undefined ? undefined : { Limit: limit }) },
      signal,
    );
    if (!answer.ok) return faultOf(answer.failure);
    const records: StreamRecord[] = [];
    for (const raw of answer.value.records) {
      const record = toRecord(raw);
      // To pass over one would be to lose it in silence.
      if (record === undefined) return malformed(aws.region, 'GetRecords');
      records.push(record);
    }
    return {
      ok: true,
      value: { records, ...nextOf(answer.value.next), ...servedAtOf(answer) },
    };
  },
});

/** A stream's ARN ends in its label. */
const labelOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const nextOf = (next: string | undefined) => (next === undefined ? undefined : { next });

const servedAtOf = ({ servedAt }: { readonly servedAt?: number }) =>
  servedAt === undefined ? undefined : { servedAt };

const reasons: Readonly<Record<string, StreamsFault['reason']>> = {
  ExpiredIteratorException: 'expired',
  TrimmedDataAccessException: 'trimmed',
  ResourceNotFoundException: 'not-found',
};

/** Rules 13, 16, 17, 18: what a tailer can do about it. */
const faultOf = (failure: Failure): StreamsAnswer<never> => ({
  ok: false,
  fault: {
    reason: failure.kind === 'throttled' ? 'throttled' : (reasons[failure.code] ?? 'other'),
    failure,
  },
});

const malformed = (region: string, operation: string): StreamsAnswer<never> =>
  faultOf({
    kind: 'service',
    code: 'MalformedAnswer',
    message: `the answer to ${operation} is not what DynamoDB Streams gives`,
    operation,
    region,
    hint: 'Check --endpoint-url: it may not lead to DynamoDB Streams.',
  });
