/** The shapes of AWS's answers, as the SDK's models carry them. */
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as streams from '@aws-sdk/client-dynamodb-streams';
import { NormalizedSchema } from '@smithy/core/schema';
import { isShape } from '../../src/aws/answers/read-shape.ts';

/** The output of an operation by AWS's name of it; undefined where no client has it. */
export const outputOf = (operation: string): NormalizedSchema | undefined => {
  for (const client of [cloudWatch, logs, streams]) {
    const found: unknown = Reflect.get(client, `${operation}$`);
    if (!Array.isArray(found)) continue;
    const output: unknown = found[5];
    if (isShape(output)) return NormalizedSchema.of(output);
  }
  return undefined;
};
