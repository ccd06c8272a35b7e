/**
 * What an access that was denied tells of itself: the action, and which policy said no. Only where a policy of the user or role lacks a line does
 * a line help. The sentences are those of "Troubleshoot access denied error messages" (IAM User Guide).
 */

import type { Denial } from '../observation/health-of-sources.ts';

const sentence =
  /(?:User: (?<principal>\S+) )?is not authorized to perform:? (?<action>[a-z0-9-]+:\w+)(?: on resource:? (?<resource>\S+))?/i;
const explicitly =
  /explicit deny(?: in (?:an?|the) (?<type>[\w -]+?(?:policy|boundary)))?(?::? (?<policy>arn:\S+))?(?=[\s.,]|$)/i;
const implicitly = /because no (?<type>[\w -]+?(?:policy|boundary)) allows/i;

/** `:` or a full stop at the end of AWS's sentence is none of the ARN. */
const bareArn = (text: string | undefined): string | undefined => text?.replace(/[.,:]+$/, '');

/** From AWS's message; `fallback` is the action that was tried, where the message names none. Undefined where neither is there. */
export const denialIn = (message: string, fallback: string | undefined): Denial | undefined => {
  const said = sentence.exec(message)?.groups ?? {};
  const action = said['action'] ?? fallback;
  if (action === undefined) return undefined;
  const refused = explicitly.exec(message);
  const { type, policy } = refused?.groups ?? implicitly.exec(message)?.groups ?? {};
  const resource = bareArn(said['resource']);
  const principal = said['principal'];
  const policyArn = bareArn(policy);
  return {
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(principal === undefined ? {} : { principal }),
    ...(type === undefined ? {} : { policyType: type }),
    ...(policyArn === undefined ? {} : { policy: policyArn }),
    isExplicit: refused !== null,
  };
};

const inOwnPolicy = 'Ask for the action: orders-watch iam-policy prints the policy';

/** Who can help, where no policy of the user or role does. */
const helpers: Readonly<Record<string, string>> = {
  'service control policy': 'Ask who runs the organization: a policy of yours does not help',
  'resource control policy': 'Ask who runs the organization: a policy of yours does not help',
  'permissions boundary': 'Ask for it in the permissions boundary of the user or role, too',
  'session policy': 'Sign in without the session policy, or with one that allows it',
  'vpc endpoint policy': "Ask for it in the VPC endpoint's policy, or go another way",
  'resource-based policy': "Ask the resource's owner: its own policy must allow it",
  'role trust policy': "The role's trust policy must name who signs in to it",
  'identity-based policy':
    'Take the Deny statement out of the policies of the user or role: a line that allows does not help',
};

/** The role or user alone, as the console shows it: `user/eve`, `assumed-role/Reader/eve`. */
const nameOf = (arn: string): string => arn.split(':').slice(5).join(':') || arn;

/** One line: `denied: cloudwatch:DescribeAlarms to user/eve by an explicit deny in a service control policy`. */
export const denialText = ({ action, principal, policyType, policy, isExplicit }: Denial): string => {
  const whose = principal === undefined ? '' : ` to ${nameOf(principal)}`;
  const where = policyType === undefined ? '' : ` in the ${policyType}`;
  const which = policy === undefined ? '' : ` ${policy}`;
  const why = isExplicit
    ? `, by an explicit deny${where}${which}`
    : policyType === undefined || policyType === 'identity-based policy'
      ? ''
      : `: the ${policyType}${which} does not allow it`;
  return `denied: ${action}${whose}${why}`;
};

/** True where a line in a policy of the user or role is what is missing. */
export const isPolicyLineMissing = ({ action, policyType, isExplicit }: Denial): boolean =>
  !isExplicit &&
  !action.startsWith('sts:') &&
  (policyType === undefined || policyType === 'identity-based policy');

/** What to do next. */
export const denialHint = (denial: Denial): string => {
  const { action, policyType, isExplicit } = denial;
  if (isPolicyLineMissing(denial)) return `${inOwnPolicy}.`;
  if (action.startsWith('sts:') && !isExplicit)
    return 'Ask for the role: its trust policy and yours must both allow it.';
  const helper = policyType === undefined ? undefined : helpers[policyType.toLowerCase()];
  return `${helper ?? 'Ask who wrote the policy that forbids it: a line that allows does not help'}.`;
};
