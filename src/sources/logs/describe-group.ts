/** Log groups as DescribeLogGroups has them: bytes, age, ARN, class. */
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

/** Names or ARNs that one call takes (DescribeLogGroups, logGroupIdentifiers). */
const identifiersPerCall = 50;

/** Those of these that one call finds; none where it takes no list of them, or fails: who needs one asks for it by itself. */
const foundTogether = async (
  describeLogGroups: DescribeLogGroups,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<readonly LogGroup[]> => {
  const ofOthers = groups.some(isGroupArn) ? { includeLinkedAccounts: true } : {};
  const answer = await describeLogGroups({ logGroupIdentifiers: [...groups], ...ofOthers }, signal);
  return answer.ok ? (answer.value.logGroups ?? []) : [];
};

/** Looks a group up; the value is undefined where there is none. */
export type GroupLookup = (group: string, signal: AbortSignal) => Promise<Answer<LogGroup | undefined>>;

/**
 * Looks these groups up by fifty in a call, when the first of them is wanted, and each of them that this does not bring (there is no such
 * group; a look-alike of AWS knows no lists of them) by itself. What was found is asked for once.
 */
export const createGroupLookup = (
  describeLogGroups: DescribeLogGroups,
  groups: readonly string[],
): GroupLookup => {
  const found = new Map<string, LogGroup>();
  let together: Promise<unknown> | undefined;
  const askTogether = async (signal: AbortSignal): Promise<void> => {
    // Names and ARNs apart: only a monitoring account may ask by ARN.
    const kinds = [groups.filter((group) => !isGroupArn(group)), groups.filter(isGroupArn)];
    for (const same of kinds.map((kind) => [...new Set(kind)])) {
      for (let first = 0; same.length > 1 && first < same.length; first += identifiersPerCall) {
        const some = same.slice(first, first + identifiersPerCall);
        for (const group of await foundTogether(describeLogGroups, some, signal)) {
          for (const name of [group.logGroupName, arnOf(group)])
            if (name !== undefined) found.set(name, group);
        }
      }
    }
  };
  return async (group, signal) => {
    together ??= askTogether(signal);
    await together;
    const known = found.get(group);
    return known === undefined ? describeGroup(describeLogGroups, group, signal) : { ok: true, value: known };
  };
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
