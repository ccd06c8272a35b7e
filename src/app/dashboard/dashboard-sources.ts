/** The sources of a dashboard: what its pipeline's stages are measured by, their logs, their tables' streams, the alarms. */

import type { Demand } from '../../demand.ts';
import { type Origin, originName, originOf, originsOf } from '../../origin.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../../pipeline/stage.ts';
import { versionWatches } from '../../pipeline/versions.ts';
import { alarmsSource } from '../../sources/alarms/alarms-source.ts';
import { deploymentsSource, lineScope } from '../../sources/deployments/deployments-source.ts';
import { followLogs } from '../../sources/logs/follow-logs.ts';
import { combineSources } from '../../sources/merge.ts';
import type { HistorySurroundings } from '../../sources/metrics/history-plan.ts';
import { historySource } from '../../sources/metrics/history-source.ts';
import { metricsSource } from '../../sources/metrics/metrics-source.ts';
import type { Budget } from '../../sources/scheduler.ts';
import type { Source } from '../../sources/source.ts';
import { awsStreamsApi } from '../../sources/streams/aws-streams-api.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import { tailStream } from '../../sources/streams/tail-stream.ts';
import type { Awaited } from '../shared/hopeless.ts';
import type { Session } from '../shared/session.ts';
import type { TableAt } from '../tail/tails.ts';
import { watchedTail } from './watched-tail.ts';

export type DashboardSourcesOptions = {
  readonly session: Session;
  readonly pipeline: Pipeline;
  /** What is looked at now; asked again and again. */
  readonly demand: () => Demand;
  /** What is known of a series in one period: history asks for the rest. */
  readonly known: HistorySurroundings['known'];
  /** Shared by all that costs. */
  readonly budget: Budget | undefined;
  /** Where streams are begun; `latest` where absent. */
  readonly streamsFrom?: StartAt;
  /** False where the alarms are listed by somebody else. */
  readonly alarms?: boolean;
};

/** How far back the live poll reaches: what graphs show beyond it is history, and only of what they show. */
export const liveWindowMs = 3_600_000;
const logHistoryMs = 2 * 60_000;
const alarmHistoryMs = 24 * 3_600_000;

/** Everywhere that is looked at: wherever a stage is, and the Regions asked for that have none. */
export const originsOfPipeline = (
  { origins, isRegionAsked }: Pick<Session, 'origins' | 'isRegionAsked'>,
  pipeline: Pipeline | undefined,
): readonly Origin[] =>
  pipeline === undefined ? origins : originsOf([...pipeline.stages, ...(isRegionAsked ? origins : [])]);

const distinct = <T>(things: readonly T[], key: (thing: T) => string): readonly T[] => [
  ...new Map(things.map((thing) => [key(thing), thing])).values(),
];

/** The tables of these stages that have a stream, each once. */
export const tablesOf = (stages: readonly Stage[]): readonly TableAt[] =>
  distinct(
    stages.flatMap((stage) =>
      stage.kind === 'dynamodb' && stage.table !== undefined
        ? [{ ...originOf(stage), table: stage.table, accountId: stage.accountId }]
        : [],
    ),
    (at) => `${originName(at)} ${at.table}`,
  );

/** All of an origin. */
const wholeOf = (origin: Origin) => ({ scope: originName(origin), origin });

/** What listing the alarms of these origins is to bring. */
export const awaitedAlarms = (origins: readonly Origin[]): Awaited => ({
  source: 'alarms',
  scopes: origins.map(wholeOf),
});

/** Where versions are looked for. That it is denied says nothing of the others. */
export const awaitedDeployments = (pipeline: Pipeline): Awaited => {
  const { streams, lines } = versionWatches(pipeline);
  return {
    source: 'deployments',
    scopes: [
      ...streams.map((watch) => ({ scope: watch.group, origin: originOf(watch) })),
      ...lines.map((watch) => ({ scope: lineScope(watch), origin: originOf(watch) })),
    ],
  };
};

/** The sources that this pipeline has, and all that they are asked for. */
export const awaitedOf = (
  session: Parameters<typeof originsOfPipeline>[0],
  pipeline: Pipeline,
): readonly Awaited[] => {
  const { stages } = pipeline;
  const measured = originsOf(stages.filter(({ series }) => series.length > 0));
  const awaited: readonly Awaited[] = [
    awaitedAlarms(originsOfPipeline(session, pipeline)),
    { source: 'metrics', scopes: measured.map(wholeOf) },
    { source: 'logs', scopes: groupsOf(stages).map((of) => ({ scope: of.group, origin: originOf(of) })) },
    { source: 'stream', scopes: tablesOf(stages).map((of) => ({ scope: of.table, origin: originOf(of) })) },
  ];
  return awaited.filter(({ scopes }) => scopes.length > 0);
};

/** The sources of a dashboard, as one. */
export const dashboardSource = (options: DashboardSourcesOptions): Source => {
  const { session, pipeline, demand, known, streamsFrom = 'latest', alarms = true } = options;
  const { clientsFor, clock } = session;
  const origins = originsOfPipeline(session, pipeline);
  const budget = options.budget === undefined ? {} : { budget: options.budget };
  const polled = [
    metricsSource({
      clientsFor,
      series: () => demand().series,
      origins,
      clock,
      windowMs: liveWindowMs,
      ...budget,
    }),
    historySource({
      clientsFor,
      looking: () => demand().graphs,
      origins,
      clock,
      liveMs: liveWindowMs,
      known,
      ...budget,
    }),
    ...(alarms
      ? [
          alarmsSource({
            clientsFor,
            origins,
            clock,
            historyMs: alarmHistoryMs,
            visible: () => demand().shown,
          }),
        ]
      : []),
    followLogs({
      clientsFor,
      groups: groupsOf(pipeline.stages),
      since: clock.now() - logHistoryMs,
      clock,
      visible: () => demand().logs,
    }),
    deploymentsSource({
      clientsFor,
      ...versionWatches(pipeline),
      clock,
      visible: () => demand().deployments,
    }),
  ];
  const tails = tablesOf(pipeline.stages).map((at) => {
    const api = awsStreamsApi(clientsFor(at));
    return watchedTail({
      open: (from) => tailStream({ ...at, api, from, clock }),
      from: streamsFrom,
      isWatched: () => demand().shown,
      clock,
    });
  });
  return combineSources([...polled, ...tails]);
};
