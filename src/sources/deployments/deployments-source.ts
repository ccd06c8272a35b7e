/**
 * Which versions are at work, and since when: from the names of log streams, and from lines that the pipeline file tells
 * how to find. Nothing of it is billed.
 */

import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { StageVersion } from '../../observation/logs.ts';
import type { Observation } from '../../observation/observation.ts';
import { type Origin, originOf } from '../../origin.ts';
import { createPace } from '../../pacing/pace.ts';
import type { LineWatch, StreamWatch } from '../../pipeline/versions.ts';
import { followLogs, type LogsApi } from '../logs/follow-logs.ts';
import { batchOf, type Source } from '../source.ts';

export type DeploymentsApi = LogsApi & {
  readonly describeLogStreams: AwsCall<DescribeLogStreamsRequest, DescribeLogStreamsResponse>;
};

export type DeploymentsOptions = {
  readonly clientsFor: (origin: Origin) => DeploymentsApi;
  readonly streams: readonly StreamWatch[];
  readonly lines: readonly LineWatch[];
  readonly clock: Clock;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

/** Versions of a day are looked for at the start. */
const historyMs = 24 * 3_600_000;
/** Of lines that no filter picks: a whole day of a busy group would be read for one of them. */
const unfilteredMs = 3_600_000;
const pollMs = 60_000;
const linePollMs = 30_000;
/** Somebody may allow it, or create the group. */
const requestAgainMs = 10 * 60_000;
/** Logs, rule 14. */
const pageStreams = 50;
/** Streams beyond so many pages are those of a function with hundreds of environments: their names say the same. */
const mostPages = 10;

/** The streams that wrote last, page after page, back to `since`; a failure ends them. */
async function* latestStreams(
  group: string,
  { describeLogStreams }: DeploymentsApi,
  { since, pages }: { readonly since: number; readonly pages: number },
  signal: AbortSignal,
): AsyncGenerator<Answer<readonly LogStream[]>> {
  let nextToken: string | undefined;
  for (let page = 0; page < pages && !signal.aborted; page += 1) {
    const token = nextToken === undefined ? {} : { nextToken };
    const answer = await describeLogStreams(
      { ...groupInput(group), orderBy: 'LastEventTime', descending: true, limit: pageStreams, ...token },
      signal,
    );
    if (!answer.ok) {
      yield answer;
      return;
    }
    const { logStreams = [] } = answer.value;
    yield { ok: true, value: logStreams };
    nextToken = answer.value.nextToken || undefined;
    const last = logStreams.at(-1);
    if (nextToken === undefined || (last?.lastEventTimestamp ?? last?.creationTime ?? 0) < since) return;
  }
}

/** The versions that these streams name, each at the first of its streams. */
const versionsIn = (
  { stage, versionOf, ...place }: StreamWatch,
  streams: readonly LogStream[],
): readonly StageVersion[] => {
  const firstAt = new Map<string, number>();
  for (const { logStreamName = '', creationTime } of streams) {
    const version = versionOf(logStreamName);
    if (version === undefined || creationTime === undefined) continue;
    firstAt.set(version, Math.min(creationTime, firstAt.get(version) ?? creationTime));
  }
  const origin = originOf(place);
  return [...firstAt].map(([version, at]) => ({
    type: 'version',
    stage,
    version,
    at,
    by: 'stream',
    ...origin,
  }));
};

/** Looks at a group's streams: all of a day first, then the newest once a minute. */
const watchStreams = (watch: StreamWatch, { clientsFor, clock, ...paced }: DeploymentsOptions): Source =>
  async function* (signal) {
    const { group } = watch;
    const origin = originOf(watch);
    const api = clientsFor(origin);
    const about = { source: 'deployments', scope: group, origin } as const;
    let dueAt = Number.NEGATIVE_INFINITY;
    let isReady = false;
    let isRead = false;
    const pace = createPace({
      clock,
      ...about,
      dueAt: () => dueAt,
      ...(paced.visible === undefined ? {} : { visible: paced.visible }),
      ...(paced.random === undefined ? {} : { random: paced.random }),
    });
    while (await pace.turn(signal)) {
      const now = clock.now();
      let failure: Failure | undefined;
      const reach = { since: now - historyMs, pages: isRead ? 1 : mostPages };
      for await (const page of latestStreams(group, api, reach, signal)) {
        if (page.ok) yield batchOf(...versionsIn(watch, page.value));
        else failure = page.failure;
      }
      if (signal.aborted) return;
      const isLooked = failure === undefined || failure.kind === 'not-found';
      if (!isReady && isLooked) yield batchOf({ type: 'ready', ...about, at: now });
      isReady ||= isLooked;
      if (failure === undefined) {
        yield batchOf(...pace.answered());
        isRead = true;
        dueAt = now + pollMs;
      } else if (failure.kind === 'not-found') {
        // Who reads its lines says that it is not there: nobody need hear it twice.
        dueAt = now + requestAgainMs;
      } else {
        if (failure.kind === 'access') dueAt = now + requestAgainMs;
        yield batchOf(...pace.failed(failure));
      }
    }
  };

/** Follows a group for the lines that tell versions. */
const watchLines = (
  watch: LineWatch,
  { clientsFor, clock, visible, random }: DeploymentsOptions,
): readonly Source[] => {
  const { group, stage, filter, versionIn } = watch;
  const origin = originOf(watch);
  const inOurWords = (one: Observation): readonly Observation[] => {
    if (one.type === 'ready' || one.type === 'problem') {
      return [{ ...one, source: 'deployments', scope: watch.scope }];
    }
    const version = one.type === 'log' ? versionIn(one.message) : undefined;
    if (one.type !== 'log' || version === undefined) return [];
    return [{ type: 'version', stage, version, at: one.at, by: 'line', ...origin }];
  };
  const lines = followLogs({
    clientsFor,
    groups: [{ ...origin, group }],
    since: clock.now() - (filter === undefined ? unfilteredMs : historyMs),
    filter,
    clock,
    pollMs: linePollMs,
    ...(visible === undefined ? {} : { visible }),
    ...(random === undefined ? {} : { random }),
  });
  return lines.map(
    (source): Source =>
      async function* (signal) {
        for await (const { observations } of source(signal)) {
          yield { observations: observations.flatMap(inOurWords) };
        }
      },
  );
};

export const deploymentsSource = (options: DeploymentsOptions): readonly Source[] => [
  ...options.streams.map((watch) => watchStreams(watch, options)),
  ...options.lines.flatMap((watch) => watchLines(watch, options)),
];
