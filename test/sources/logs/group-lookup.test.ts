/** Groups are looked up by fifty in a call; what that does not bring is asked for by itself. */
import type { DescribeLogGroupsRequest, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import { createGroupLookup, type DescribeLogGroups } from '../../../src/sources/logs/describe-group.ts';

const { signal } = new AbortController();

const names = Array.from({ length: 120 }, (_, nth) => `/aws/lambda/order-${nth}`);
const groupOf = (name: string): LogGroup => ({ logGroupName: name, storedBytes: name.length });

/** An account with these groups; one that knows no lists of identifiers answers by its first page. */
const account = (groups: readonly string[], knowsLists = true) => {
  const asked: DescribeLogGroupsRequest[] = [];
  const describeLogGroups: DescribeLogGroups = async (input) => {
    asked.push(input);
    const { logGroupIdentifiers, logGroupNamePrefix = '' } = input;
    const chosen =
      logGroupIdentifiers === undefined || !knowsLists
        ? groups.filter((name) => name.startsWith(logGroupNamePrefix))
        : groups.filter((name) => logGroupIdentifiers.includes(name));
    return { ok: true, value: { logGroups: chosen.slice(0, 50).map(groupOf) } };
  };
  return { asked, describeLogGroups };
};

const lookUpAll = async (describeLogGroups: DescribeLogGroups, groups: readonly string[]) => {
  const lookUp = createGroupLookup(describeLogGroups, groups);
  const answers = await Promise.all(groups.map((group) => lookUp(group, signal)));
  return answers.map((answer) => (answer.ok ? answer.value?.storedBytes : answer.failure.code));
};

it('120 groups take three calls', async () => {
  const { asked, describeLogGroups } = account(names);
  expect(await lookUpAll(describeLogGroups, names)).toEqual(names.map(({ length }) => length));
  expect(asked.map(({ logGroupIdentifiers }) => logGroupIdentifiers?.length)).toEqual([50, 50, 20]);
});

it('a group that is not there is asked for by itself, and is not there', async () => {
  const { asked, describeLogGroups } = account(names);
  expect(await lookUpAll(describeLogGroups, ['/aws/lambda/order-1', '/nothing'])).toEqual([19, undefined]);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual({ logGroupNamePrefix: '/nothing' });
});

it('an account that knows no lists is asked for what its answer leaves out', async () => {
  const { asked, describeLogGroups } = account(names, false);
  expect(await lookUpAll(describeLogGroups, names.slice(40, 60))).toEqual(
    names.slice(40, 60).map(({ length }) => length),
  );
  expect(asked).toHaveLength(1 + 10);
});

it('one group is asked for as it was', async () => {
  const { asked, describeLogGroups } = account(names);
  expect(await lookUpAll(describeLogGroups, ['/aws/lambda/order-7'])).toEqual([19]);
  expect(asked).toEqual([{ logGroupNamePrefix: '/aws/lambda/order-7' }]);
});
