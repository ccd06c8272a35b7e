import type { AwsCall } from '../../src/aws/call.ts';
import type { Quota } from '../../src/aws/services/quota.ts';
import { spaced } from '../../src/aws/spaced.ts';
import type { Clock } from '../../src/clock.ts';

/** A stand-in's call, spaced by a quota as `createClients` spaces those of the real one. */
export const paced = <Input, Output>(
  { quota }: { readonly quota?: Quota },
  clock: Clock,
  call: AwsCall<Input, Output>,
  region = 'eu-west-1',
): AwsCall<Input, Output> => spaced(quota, { operation: 'Any', region, clock }, call);
