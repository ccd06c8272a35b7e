/** What a source tells of itself: how far it has come, what it could not read, what it costs, what went wrong. */
import type { Origin } from '../origin.ts';

/** Which source speaks: the panel that shows its state listens to this name. `tool`: its own files and programs, in the header. */
export type SourceName = 'metrics' | 'alarms' | 'logs' | 'stream' | 'deployments' | 'tool';

/** Everything up to `at` has been shown, for this table or these log groups. */
export type CompleteUpTo = {
  readonly type: 'completeUpTo';
  readonly source: SourceName;
  readonly scope: string;
  readonly origin?: Origin;
  readonly at: number;
};

/** Something that could not be read. Drawn in its place: a gap is data. */
export type Gap = Origin & {
  readonly type: 'gap';
  readonly source: SourceName;
  /** Shard id, or log group. */
  readonly scope: string;
  /** Table that the shard belongs to. */
  readonly table?: string;
  readonly reason: 'trimmed' | 'sampled' | 'evicted';
  readonly from: number;
  readonly to: number;
  readonly count?: number;
};

/** The keys that a profile's calls are signed with. */
export type HeldKeys = {
  /** The profile in hand; absent where none is named. */
  readonly profile?: string;
  /** Epoch ms; absent where they do not end. */
  readonly endsAt?: number;
  /** What brings new ones: `aws sso login --profile prod`. */
  readonly renewal: string;
};

/** One call to AWS with what it cost. */
export type ApiCall = {
  readonly type: 'call';
  readonly at: number;
  /** A service's name in `src/aws/services`: `cloudwatch`, `logs`, `dynamodbstreams`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly durationMs: number;
  readonly ok: boolean;
  /** Metrics that the bill counts (up to five statistics of one metric are one). */
  readonly billedMetrics: number;
  readonly bytesScanned: number;
  readonly dollars: number;
  /** What it was signed with, where such keys end, or those before did. */
  readonly keys?: HeldKeys;
  /** What of its answer is not as AWS documents it, and was left out: `MetricAlarms[3].Dimensions is no list, and 2 more`. */
  readonly spoilt?: string;
};

/** A source's trouble, in our words. The source goes on by itself; `recovered` ends the trouble. */
export type SourceProblem = {
  readonly type: 'problem';
  readonly source: SourceName;
  /** Table, log group or series concerned; the name of the origin where it is all of it. */
  readonly scope: string;
  /** Where it is; absent where it is no trouble of AWS. */
  readonly origin?: Origin;
  readonly at: number;
  /** Absent where the trouble has ended. */
  readonly failure?: Failure | undefined;
};

/** An access that was denied, as far as AWS tells. */
export type Denial = {
  /** `cloudwatch:DescribeAlarms`. */
  readonly action: string;
  /** The ARN that the action was tried on. */
  readonly resource?: string;
  /** The ARN of whom it was denied. */
  readonly principal?: string;
  /** `identity-based policy`, `service control policy`, `permissions boundary` … */
  readonly policyType?: string;
  /** The ARN of that policy. */
  readonly policy?: string;
  /** A statement forbids it: no other allows it then. Else none allows it. */
  readonly isExplicit: boolean;
};

/** What failed, where, and what to do next. `kind` decides the exit code: `access` is 4, `usage` is 2 where a user gave what is refused, others 1. */
export type Failure = Partial<Origin> & {
  readonly kind: 'access' | 'usage' | 'not-found' | 'throttled' | 'network' | 'service';
  /** AWS's own name of the error, e.g. `AccessDeniedException`. */
  readonly code: string;
  readonly message: string;
  /** All that AWS said, where that is more than one line. */
  readonly said?: string;
  readonly operation?: string;
  /** What to do next, one short sentence. */
  readonly hint: string;
  /** The same call would be answered alike until somebody does something: it is not tried again in a row. */
  readonly isLasting?: true;
  /** What AWS refused had come from an answer of its own (a token, an id, an ARN): no mistake of the user's. */
  readonly isOfAnswer?: true;
  /** Of an access that was denied. */
  readonly denial?: Denial;
  /** Where in a query the mistake is: offsets of characters, from 0. */
  readonly mistake?: { readonly from: number; readonly to: number };
};

/** What a wait is doing: pages listed, shards skipped, bytes scanned. */
export type Progress = {
  readonly type: 'progress';
  readonly source: SourceName;
  readonly scope: string;
  readonly text: string;
};

/** From now on nothing new is missed (the `ready` line on stderr). */
export type Ready = {
  readonly type: 'ready';
  readonly source: SourceName;
  readonly scope: string;
  readonly origin?: Origin;
  readonly at: number;
};

/** What of an answer was left out, as a failure. */
export const spoiltFailure = ({ operation, region }: ApiCall, spoilt: string): Failure => ({
  kind: 'service',
  code: 'MalformedAnswer',
  message: `part of the answer is not what AWS documents and was left out: ${spoilt}`,
  operation,
  region,
  hint: 'Check --endpoint-url and the proxy.',
});
