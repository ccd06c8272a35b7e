import * as z from 'zod';
import type { Account } from '../../account.ts';
import { parseQuery } from '../../insights/query.ts';
import { discoverFields } from '../../insights/row.ts';
import { toText } from '../../insights/value.ts';
import { operation } from '../operation.ts';
import { makeToken, readToken } from '../paging.ts';
import { refuse, type ServiceError } from '../service-error.ts';
import { flag, list, oneOf, text, whole } from '../shape.ts';
import { readPointer } from './log-pointer.ts';
import { groupIdentifier, groupName, invalid, invalidToken, nextToken, plainArn } from './log-shapes.ts';

const mostGroups = 50;
const defaultRows = 10_000;
const mostRows = 100_000;
const pageRows = 10_000;

export const startQuery = operation(
  z.object({
    queryLanguage: oneOf(['CWLI', 'SQL', 'PPL']).optional(),
    logGroupName: groupName().optional(),
    logGroupNames: list(groupName(), { max: mostGroups }).optional(),
    logGroupIdentifiers: list(groupIdentifier(), { max: mostGroups }).optional(),
    // Seconds, unlike everywhere else in Logs.
    startTime: whole({ min: 0 }),
    endTime: whole({ min: 0 }),
    queryString: text({ max: 10_000 }),
    limit: whole({ min: 1, max: mostRows }).optional(),
  }),
  (input, { account, now, queries }) => {
    const source = readSource(input.queryString);
    const groups = source === undefined ? findGroups(account, input) : groupsOfSource(account, source, input);
    if ('error' in groups) return groups;
    if (input.endTime < input.startTime) return invalid('End time should not be less than start time.');
    if (input.queryLanguage !== undefined && input.queryLanguage !== 'CWLI') {
      return invalid(`The sandbox does not know the query language ${input.queryLanguage}.`);
    }
    const parsed = parseQuery(source?.query ?? input.queryString);
    if ('error' in parsed) return malformed(input.queryString, parsed.error);
    const queryId = queries.start({
      account,
      query: parsed.query,
      groups,
      from: input.startTime * 1000,
      to: input.endTime * 1000,
      limit: input.limit ?? limitOf(parsed.query),
      startedAt: now,
    });
    return queryId === undefined
      ? refuse('LimitExceededException', 'Account maximum query concurrency limit of [100] reached.')
      : { output: { queryId } };
  },
);

type QuerySource = {
  readonly prefixes: readonly string[];
  readonly classes: readonly string[];
  readonly query: string;
};

const listOf = (args: string, name: string): readonly string[] | undefined => {
  const [, list] = new RegExp(`\\b${name}\\s*:\\s*\\[([^\\]]*)\\]`, 'i').exec(args) ?? [];
  return list === undefined ? undefined : [...list.matchAll(/['"]([^'"]*)['"]/g)].map(([, one = '']) => one);
};

/** `SOURCE logGroups(namePrefix: ["/aws"], class: ["STANDARD"]) | …` (CWL_QuerySyntax-Source); all groups where it names none. */
const readSource = (text: string): QuerySource | undefined => {
  const [whole, args = ''] = /^(?:\s|#[^\n]*\n)*SOURCE\s+logGroups\s*\(([^)]*)\)\s*\|?/i.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return {
    prefixes: listOf(args, 'namePrefix') ?? [''],
    classes: listOf(args, 'class') ?? ['STANDARD'],
    // What is left stands where it stood: mistakes are told by their place.
    query: `${' '.repeat(whole.length)}${text.slice(whole.length)}`,
  };
};

const groupsOfSource = (
  account: Account,
  { prefixes, classes }: QuerySource,
  { logGroupName, logGroupNames, logGroupIdentifiers }: GroupInput,
): readonly string[] | { readonly error: ServiceError } =>
  logGroupName === undefined && logGroupNames === undefined && logGroupIdentifiers === undefined
    ? account.logs
        .groups()
        .filter(({ name, logClass = 'STANDARD' }) => {
          return classes.includes(logClass) && prefixes.some((prefix) => name.startsWith(prefix));
        })
        .map(({ name }) => name)
    : invalid('Log groups cannot be specified both in the request and by the SOURCE command.');

/** A query's own limit may go over the default. */
const limitOf = (query: Extract<ReturnType<typeof parseQuery>, { query: unknown }>['query']): number => {
  const limits = query.flatMap((command) => (command.kind === 'limit' ? [command.count] : []));
  return limits.length === 0 ? defaultRows : Math.min(Math.max(...limits), mostRows);
};

type GroupInput = {
  readonly logGroupName?: string | undefined;
  readonly logGroupNames?: readonly string[] | undefined;
  readonly logGroupIdentifiers?: readonly string[] | undefined;
};

const findGroups = (
  account: Account,
  { logGroupName, logGroupNames, logGroupIdentifiers }: GroupInput,
): readonly string[] | { readonly error: ServiceError } => {
  const given = [
    logGroupName === undefined ? undefined : [logGroupName],
    logGroupNames,
    logGroupIdentifiers,
  ].filter((names) => names !== undefined && names.length > 0);
  const [wanted] = given;
  if (wanted === undefined || given.length > 1) {
    return invalid('Exactly one of logGroupName, logGroupNames or logGroupIdentifiers must be specified.');
  }
  const all = account.logs.groups();
  const names: string[] = [];
  for (const identifier of new Set(wanted)) {
    const group = all.find((each) => each.name === identifier || plainArn(each) === identifier);
    if (group === undefined) {
      return refuse(
        'ResourceNotFoundException',
        `Log group '${identifier}' does not exist for account ID '${account.accountId}'`,
      );
    }
    names.push(group.name);
  }
  return names;
};

const malformed = (
  query: string,
  mistake: { readonly message: string; readonly start: number; readonly end: number },
): { readonly error: ServiceError } => {
  const before = query.slice(0, mistake.start).split('\n');
  const message = `${mistake.message} at line ${before.length} and position ${(before.at(-1) ?? '').length + 1}`;
  return {
    error: {
      code: 'MalformedQueryException',
      message,
      status: 400,
      details: {
        queryCompileError: {
          location: { startCharOffset: mistake.start, endCharOffset: mistake.end },
          message,
        },
      },
    },
  };
};

const queryId = () => text({ max: 256 });

export const getQueryResults = operation(
  z.object({
    queryId: queryId(),
    nextToken: nextToken().optional(),
    maxItems: whole({ min: 1, max: pageRows }).optional(),
  }),
  (input, { now, queries, faults }) => {
    const state = queries.poll(input.queryId, now);
    if (state === undefined) {
      return refuse('ResourceNotFoundException', `The query ${input.queryId} does not exist.`);
    }
    const from = input.nextToken === undefined ? 0 : readToken(input.queryId, input.nextToken, z.number());
    if (from === undefined) return invalidToken();
    const to = from + Math.min(input.maxItems ?? pageRows, faults.pageSize);
    const hasMore = state.status === 'Complete' && to < state.results.length;
    return {
      output: {
        queryLanguage: 'CWLI',
        results: state.results.slice(from, to),
        statistics: {
          recordsMatched: state.recordsMatched,
          recordsScanned: state.recordsScanned,
          estimatedRecordsSkipped: 0,
          bytesScanned: state.bytesScanned,
          estimatedBytesSkipped: 0,
          logGroupsScanned: state.groupsScanned,
        },
        status: state.status,
        nextToken: hasMore ? makeToken(input.queryId, to) : undefined,
      },
    };
  },
);

export const stopQuery = operation(z.object({ queryId: queryId() }), (input, { queries }) => {
  switch (queries.stop(input.queryId)) {
    case 'stopped':
      return { output: { success: true } };
    case 'ended':
      return invalid(`The query ${input.queryId} has already ended.`);
    case 'unknown':
      return refuse('ResourceNotFoundException', `The query ${input.queryId} does not exist.`);
  }
});

/** A record opened by its `@ptr`: all of its fields as text, times as epoch milliseconds. */
export const getLogRecord = operation(
  z.object({ logRecordPointer: text({ min: 1 }), unmask: flag().optional() }),
  ({ logRecordPointer }, { account }) => {
    const pointer = readPointer(logRecordPointer);
    if (pointer === undefined) return invalid('The log record pointer is invalid.');
    for (const event of account.logs.events(pointer.group, pointer.at, pointer.at)) {
      if (event.eventId !== pointer.eventId) continue;
      const discovered = [...discoverFields(event.message, pointer.group)].map(([name, value]) => [
        name,
        toText(value),
      ]);
      return {
        output: {
          logRecord: {
            ...Object.fromEntries(discovered),
            '@timestamp': String(event.at),
            '@ingestionTime': String(event.ingestedAt),
            '@message': event.message,
            '@logStream': event.stream,
            '@log': `${account.accountId}:${pointer.group}`,
            '@ptr': logRecordPointer,
          },
        },
      };
    }
    return refuse('ResourceNotFoundException', 'The log record does not exist.');
  },
);
