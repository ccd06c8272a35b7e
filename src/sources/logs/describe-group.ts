/** One log group as DescribeLogGroups has it: its bytes, its age, its ARN, its class. */
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { isGroupArn, nameInArn } from '../../aws/log-group.ts';
import type { Failure } from '../../observation/health-of-sources.ts';

export type DescribeLogGroups = AwsCall<DescribeLogGroupsRequest, DescribeLogGroupsResponse>;

/** What was left out of the answer may have been the group. */
const partOfAnswer: Failure = {
  kind: 'service',
  code: 'MalformedAnswer',
  message: 'part of the answer is not what AWS documents',
  operation: 'DescribeLogGroups',
  hint: 'Check --endpoint-url and the proxy.',
};

/** The value is undefined where there is no such group: only a whole answer says that. */
export const describeGroup = async (
  describeLogGroups: DescribeLogGroups,
  group: string,
  signal: AbortSignal,
): Promise<Answer<LogGroup | undefined>> => {
  const find = (answer: Answer<DescribeLogGroupsResponse>): Answer<LogGroup | undefined> => {
    if (!answer.ok) return answer;
    const value = answer.value.logGroups?.find((one) => one.logGroupName === group || arnOf(one) === group);
    if (value === undefined && answer.isPartial === true) return { ok: false, failure: partOfAnswer };
    return { ok: true, value };
  };
  const byName = async (name: string): Promise<Answer<LogGroup | undefined>> =>
    find(await describeLogGroups({ logGroupNamePrefix: name }, signal));
  if (!isGroupArn(group)) return byName(group);
  const answer = await describeLogGroups(
    { logGroupIdentifiers: [group], includeLinkedAccounts: true },
    signal,
  );
  // Only a monitoring account may ask by ARN (DescribeLogGroups, logGroupIdentifiers): others find their own by its name.
  return !answer.ok && answer.failure.kind === 'usage' ? byName(nameInArn(group)) : find(answer);
};

/** The ARN without the `:*` at its end. */
export const arnOf = ({ logGroupArn, arn }: LogGroup): string | undefined =>
  logGroupArn ?? arn?.replace(/:\*$/, '');

export const classFailureCode = 'LogGroupClass';

/**
 * Why lines of a group of this class cannot be followed; undefined where they can. FilterLogEvents and Live Tail serve the
 * Standard class alone (CloudWatch Logs User Guide, "Log classes"); Insights reads the others, but for Delivery.
 */
export const classFailure = ({ logGroupClass = 'STANDARD' }: LogGroup): Failure | undefined =>
  logGroupClass === 'STANDARD'
    ? undefined
    : {
        kind: 'usage',
        code: classFailureCode,
        message: `AWS lets nobody follow a log group of the class ${logGroupClass}`,
        operation: 'FilterLogEvents',
        hint:
          logGroupClass === 'DELIVERY'
            ? 'Its lines go to S3 or Firehose: read them there'
            : 'Insights reads it: key 7 in the dashboard, or logs query --group',
      };
