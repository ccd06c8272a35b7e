import * as z from 'zod';
import type { Account, SandboxLogEvent, SandboxLogGroup } from '../../account.ts';
import { refuse, type ServiceError } from '../service-error.ts';
import { text, whole } from '../shape.ts';

export const groupName = () => text({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ });
/** A group's name, or its ARN. */
export const groupIdentifier = () => text({ min: 1, max: 2048, pattern: /^[\w#+=/:,.@-]*$/ });
export const streamName = () => text({ min: 1, max: 512, pattern: /^[^:*]*$/ });
export const epochMs = () => whole({ min: 0 });
export const nextToken = () => text({ min: 1 });

/** Answers of log events hold at most so many bytes of them. */
export const pageBytes = 1024 * 1024;
/** What an event counts for beside its message. */
export const eventOverheadBytes = 26;

/** An ARN without the `:*` by which it names the group's streams. */
export const plainArn = (group: SandboxLogGroup): string => group.arn.replace(/:\*$/, '');

/** The group that an input names, or AWS's refusal. */
export const findGroup = (
  account: Account,
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): { readonly group: SandboxLogGroup } | { readonly error: ServiceError } => {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    return invalid(
      logGroupName === undefined
        ? 'Either logGroupName or logGroupIdentifier must be specified.'
        : 'LogGroupName and LogGroupIdentifier cannot be specified at the same time.',
    );
  }
  const wanted = logGroupName ?? logGroupIdentifier;
  const group = account.logs
    .groups()
    .find((each) => each.name === wanted || (logGroupName === undefined && plainArn(each) === wanted));
  return group === undefined
    ? refuse('ResourceNotFoundException', 'The specified log group does not exist.')
    : { group };
};

/** AWS's refusal where an operation does not serve the class of a group (CloudWatch Logs User Guide, "Log classes"). */
export const refusedClass = (
  { name, logClass = 'STANDARD' }: SandboxLogGroup,
  operation: string,
): { error: ServiceError } | undefined =>
  logClass === 'STANDARD'
    ? undefined
    : refuse(
        'InvalidOperationException',
        `The log group ${name} is of log-group-class ${logClass}. ${operation} is not supported for this log class.`,
      );

export const invalid = (message: string): { error: ServiceError } =>
  refuse('InvalidParameterException', message);

export const invalidToken = (): { error: ServiceError } => invalid('The specified nextToken is invalid.');

/** Where a reader stands in a group: behind this event. */
export const placeInLog = z.object({ at: z.number(), eventId: z.string().regex(/^\d+$/) });
export type PlaceInLog = z.output<typeof placeInLog>;

export const placeOf = (event: SandboxLogEvent): PlaceInLog => ({ at: event.at, eventId: event.eventId });

/** Events are in the order of (time, id); ids are digits of any length. */
export const isAfter = (event: SandboxLogEvent, place: PlaceInLog): boolean =>
  event.at > place.at || (event.at === place.at && BigInt(event.eventId) > BigInt(place.eventId));
