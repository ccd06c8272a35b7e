/** The groups of a Live Tail session: those that it can take, and how it names them. */
import { isGroupArn } from '../../aws/log-group.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { arnOf, classFailure, createGroupLookup, type DescribeLogGroups } from './describe-group.ts';
import type { Ledger } from './ledger.ts';

/** Live Tail names a group `ACCOUNT:NAME`, or by its ARN. */
export const isGroup = (identifier: string, group: string): boolean =>
  identifier === group ||
  identifier.endsWith(`:${group}`) ||
  (isGroupArn(group) && group.endsWith(`:${identifier.replace(':', ':log-group:')}`));

/** The ARNs of those groups that exist and are of a class that Live Tail serves: of the others polling tells. */
export const findArns = async (
  describeLogGroups: DescribeLogGroups,
  ledgers: readonly Ledger[],
  signal: AbortSignal,
): Promise<{ readonly arns: ReadonlyMap<Ledger, string> } | { readonly failure: Failure }> => {
  const arns = new Map<Ledger, string>();
  const lookUp = createGroupLookup(
    describeLogGroups,
    ledgers.map(({ group }) => group),
  );
  for (const ledger of ledgers) {
    const { group } = ledger;
    const answer = await lookUp(group, signal);
    if (!answer.ok) {
      // Live Tail itself says what is wrong with an ARN.
      if (!isGroupArn(group)) return { failure: answer.failure };
      arns.set(ledger, group);
      continue;
    }
    const found = answer.value;
    if (found === undefined || classFailure(found) !== undefined) continue;
    const arn = arnOf(found);
    if (arn !== undefined) arns.set(ledger, arn);
  }
  if (arns.size > 0) return { arns };
  return {
    failure: { kind: 'not-found', code: 'ResourceNotFoundException', message: 'no such log group', hint: '' },
  };
};
