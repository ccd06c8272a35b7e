import type { Result } from '../result.ts';
import type { Stalls } from '../stalls.ts';
import type { Keys } from './config/credentials/context.ts';
import type { Environment } from './config/environment.ts';

/** A call's answer; a call never rejects. */
export type Answer<Output> = Result<Output> & {
  /** The service's own time (Date header), epoch ms floored to a second; absent where it told none. */
  readonly servedAt?: number;
  /** True where items of the answer had to be left out: what is not in it may be there all the same. */
  readonly isPartial?: true;
  /** What it cost, as the meter has it; absent: nothing. */
  readonly dollars?: number;
};

/** One operation of AWS. An aborted call answers with a failure of code `AbortError`: look at the signal. */
export type AwsCall<Input, Output> = (input: Input, signal?: AbortSignal) => Promise<Answer<Output>>;

/** How clients are made; what all services have in common. */
export type ClientSettings = {
  readonly region: string;
  /** The one that was asked for by name; absent: AWS_PROFILE's, or `default`. */
  readonly profile?: string;
  /** The environment whose settings count; that of the process where absent. */
  readonly env?: Environment;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  /** Gives the keys to sign with, in the place of the SDK's chain of providers. */
  readonly keys?: () => Promise<Keys>;
  /** Tells of a program that gives credentials, and does not end. */
  readonly watch?: Stalls['watch'];
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};
