/** What an Insights query will read, before it runs. */

import type { Answer } from '../../aws/call.ts';
import { priceOfScan } from '../../aws/price.ts';
import { createGroupLookup, type DescribeLogGroups } from './describe-group.ts';

export type ScanEstimate = {
  readonly bytes: number;
  readonly dollars: number;
  /** Groups that do not exist. */
  readonly missing: readonly string[];
};

const dayMs = 24 * 3_600_000;

/**
 * From each group's stored bytes, taken to be spread evenly over its life or its retention. Rough: AWS counts stored bytes
 * with a delay, and traffic is not even.
 */
export const estimateScan = async (
  describeLogGroups: DescribeLogGroups,
  groups: readonly string[],
  window: { readonly from: number; readonly to: number; readonly now: number },
  signal: AbortSignal,
): Promise<Answer<ScanEstimate>> => {
  let bytes = 0;
  const missing: string[] = [];
  const names = groups.map((group) => group.replace(/:\*$/, ''));
  const lookUp = createGroupLookup(describeLogGroups, names);
  for (const [index, group] of groups.entries()) {
    const answer = await lookUp(names[index] ?? group, signal);
    if (!answer.ok) return answer;
    const found = answer.value;
    if (found === undefined) missing.push(group);
    else bytes += (found.storedBytes ?? 0) * shareOf(found, window);
  }
  return { ok: true, value: { bytes, dollars: priceOfScan(bytes), missing } };
};

const shareOf = (
  {
    creationTime = 0,
    retentionInDays = Number.POSITIVE_INFINITY,
  }: { creationTime?: number | undefined; retentionInDays?: number | undefined },
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): number => {
  const begin = Math.max(creationTime, now - retentionInDays * dayMs);
  const lifeMs = Math.max(1, now - begin);
  return Math.min(1, Math.max(0, Math.min(to, now) - Math.max(from, begin)) / lifeMs);
};
