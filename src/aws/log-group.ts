/** How calls of CloudWatch Logs name a group: one of another account (cross-account observability) by its ARN. */

export const isGroupArn = (group: string): boolean => group.startsWith('arn:');

/** `/aws/lambda/orders` of the ARN of a group. */
export const nameInArn = (arn: string): string => arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? arn;

/** Of the calls that read one group. AWS refuses both at once (logs, rule 5). */
export const groupInput = (
  group: string,
): { readonly logGroupName: string } | { readonly logGroupIdentifier: string } =>
  isGroupArn(group) ? { logGroupIdentifier: group } : { logGroupName: group };
