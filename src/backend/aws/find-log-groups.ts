/** The log groups whose names match a pattern, by DescribeLogGroups. */
import type { Clients } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import type { Origin } from '../../origin.ts';
import { persist } from '../../pacing/persist.ts';
import { matchesPattern, narrowing, readGroupArn } from '../../pipeline/group-pattern.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { type Result, succeed } from '../../result.ts';
import type { FoundGroups } from '../backend.ts';

type Options = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'describeLogGroups'>;
  readonly clock: Clock;
};

/** 50 groups a page, 10 calls a second: two seconds at the most. */
const mostPages = 20;

/** One Region's, in order of name; `isWhole` is false where the listing was longer than is read. */
export const findLogGroups = async (
  pattern: string,
  origin: Origin,
  { clientsFor, clock }: Options,
  signal: AbortSignal,
): Promise<Result<FoundGroups>> => {
  const { describeLogGroups } = clientsFor(origin);
  const arn = readGroupArn(pattern);
  const wanted = arn?.name ?? pattern;
  const { prefix, piece } = narrowing(wanted);
  const input: Parameters<Clients['describeLogGroups']>[0] = {
    ...(prefix === undefined ? {} : { logGroupNamePrefix: prefix }),
    ...(piece === undefined ? {} : { logGroupNamePattern: piece }),
    ...(arn === undefined ? {} : { accountIdentifiers: [arn.accountId], includeLinkedAccounts: true }),
  };
  const groups: LogGroup[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const token = nextToken === undefined ? {} : { nextToken };
    const answer: Awaited<ReturnType<Clients['describeLogGroups']>> = await persist({ clock }, signal, () =>
      describeLogGroups({ ...input, ...token }, signal),
    );
    if (!answer.ok) return answer;
    for (const { logGroupName: name = '', arn: own = '' } of answer.value.logGroups ?? []) {
      if (!matchesPattern(wanted, name)) continue;
      const found = arn === undefined ? undefined : readGroupArn(own);
      if (arn !== undefined && found?.accountId !== arn.accountId) continue;
      groups.push({ ...origin, group: found?.arn ?? name });
    }
    nextToken = answer.value.nextToken || undefined;
    if (nextToken === undefined) return succeed({ groups, isWhole: true });
  }
  return succeed({ groups, isWhole: false });
};
