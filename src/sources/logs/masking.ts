/**
 * Lines in which a data protection policy has put asterisks: who reads them without the permission logs:Unmask cannot tell them from
 * lines that were written so (CloudWatch Logs User Guide, "Help protect sensitive log data with masking").
 */
import type { LogEvent } from '../../observation/logs.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import type { GroupLookup } from './describe-group.ts';

/** Marks the lines of a group that are masked. */
export type MarkMasked = (lines: readonly LogEvent[], signal: AbortSignal) => Promise<readonly LogEvent[]>;

const looksMasked = ({ message }: LogEvent): boolean => message.includes('****');

/**
 * A group is looked up at its first line that looks masked, and again where that fails: its lines are told as they are meanwhile. The policy
 * of a group may be of the whole account: the status says of both whether one is in force.
 */
export const createMarkMasked = (lookUp: GroupLookup | undefined): MarkMasked => {
  const isProtected = new Map<string, boolean>();
  return async (lines, signal) => {
    if (lookUp === undefined || !lines.some(looksMasked)) return lines;
    const groups = new Set(lines.filter(looksMasked).map(({ group }) => group));
    for (const group of groups) {
      if (isProtected.has(group)) continue;
      const answer = await lookUp(group, signal);
      if (!answer.ok) {
        if (!isTemporary(answer.failure)) isProtected.set(group, false);
      } else
        isProtected.set(
          group,
          answer.value?.dataProtectionStatus === 'ACTIVATED' || hasAccountPolicy(answer.value),
        );
    }
    return lines.map((line) =>
      looksMasked(line) && isProtected.get(line.group) === true ? { ...line, masked: true as const } : line,
    );
  };
};

const hasAccountPolicy = (
  group: { readonly inheritedProperties?: readonly string[] | undefined } | undefined,
): boolean => group?.inheritedProperties?.includes('ACCOUNT_DATA_PROTECTION') === true;
