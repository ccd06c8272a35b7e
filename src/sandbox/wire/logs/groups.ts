import * as z from 'zod';
import type { SandboxLogGroup } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { flag, list, oneOf, text, whole } from '../shape.ts';
import {
  findGroup,
  groupIdentifier,
  groupName,
  invalid,
  invalidToken,
  nextToken,
  plainArn,
  streamName,
} from './log-shapes.ts';

const pageGroups = 50;

const lessUsed = ['INFREQUENT_ACCESS', 'ESSENTIALS'];

const isOfClass = ({ logClass = 'STANDARD' }: SandboxLogGroup, wanted: string | undefined): boolean =>
  wanted === undefined || wanted === logClass || (lessUsed.includes(wanted) && lessUsed.includes(logClass));

export const describeLogGroups = operation(
  z.object({
    logGroupNamePrefix: groupName().optional(),
    logGroupNamePattern: text({ max: 512, pattern: /^[.\-_/#A-Za-z0-9]*$/ }).optional(),
    logGroupIdentifiers: list(groupIdentifier(), { min: 1, max: 50 }).optional(),
    accountIdentifiers: list(text({ min: 12, max: 12, pattern: /^\d{12}$/ }), { max: 20 }).optional(),
    includeLinkedAccounts: flag().optional(),
    logGroupClass: oneOf(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS']).optional(),
    limit: whole({ min: 1, max: 50 }).optional(),
    nextToken: nextToken().optional(),
  }),
  ({ limit, nextToken: token, ...question }, { account, faults }) => {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers } = question;
    if (prefix !== undefined && pattern !== undefined) {
      return invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const after = token === undefined ? undefined : readToken(question, token, z.string());
    if (token !== undefined && after === undefined) return invalidToken();
    // The pattern is a piece of the name, as it is written; Infrequent Access and Essentials are listed together.
    const matches = (group: SandboxLogGroup): boolean =>
      isOfClass(group, question.logGroupClass) &&
      (prefix === undefined || group.name.startsWith(prefix)) &&
      (pattern === undefined || group.name.includes(pattern)) &&
      (logGroupIdentifiers === undefined ||
        logGroupIdentifiers.some((wanted) => wanted === group.name || wanted === plainArn(group)));
    const size = Math.min(limit ?? pageGroups, faults.pageSize);
    const page = pageAfter(account.logs.groups().filter(matches), (group) => group.name, after, size);
    return {
      output: {
        logGroups: page.entries.map((group) => ({
          logGroupName: group.name,
          creationTime: group.createdAt,
          arn: `${plainArn(group)}:*`,
          // Of a listing by pattern AWS tells no more.
          ...(pattern === undefined
            ? {
                retentionInDays: group.retentionDays,
                metricFilterCount: 0,
                storedBytes: group.storedBytes,
                logGroupClass: group.logClass ?? 'STANDARD',
                logGroupArn: plainArn(group),
              }
            : {}),
        })),
        nextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);

export const describeLogStreams = operation(
  z.object({
    logGroupName: groupName().optional(),
    logGroupIdentifier: groupIdentifier().optional(),
    logStreamNamePrefix: streamName().optional(),
    orderBy: oneOf(['LogStreamName', 'LastEventTime']).optional(),
    descending: flag().optional(),
    limit: whole({ min: 1, max: 50 }).optional(),
    nextToken: nextToken().optional(),
  }),
  ({ limit, nextToken: token, ...question }, { account, faults }) => {
    const found = findGroup(account, question);
    if ('error' in found) return found;
    const { logStreamNamePrefix: prefix, orderBy, descending } = question;
    if (prefix !== undefined && orderBy === 'LastEventTime') {
      return invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const after = token === undefined ? undefined : readToken(question, token, z.string());
    if (token !== undefined && after === undefined) return invalidToken();
    const streams = account.logs
      .streams(found.group.name)
      .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
      .map((stream) => ({
        stream,
        key:
          orderBy === 'LastEventTime'
            ? `${String(stream.lastEventAt ?? stream.createdAt).padStart(16, '0')} ${stream.name}`
            : stream.name,
      }))
      .filter(({ key }) => after === undefined || (descending ? key < after : key > after))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    if (descending) streams.reverse();
    const page = streams.slice(0, Math.min(limit ?? pageGroups, faults.pageSize));
    const last = streams.length > page.length ? page.at(-1)?.key : undefined;
    return {
      output: {
        logStreams: page.map(({ stream }) => ({
          logStreamName: stream.name,
          creationTime: stream.createdAt,
          lastEventTimestamp: stream.lastEventAt,
          arn: `${plainArn(found.group)}:log-stream:${stream.name}`,
          storedBytes: 0,
        })),
        nextToken: last === undefined ? undefined : makeToken(question, last),
      },
    };
  },
);
