/** What a dashboard follows of its pipeline, and what of it must answer. */

import type { Backend, TableAt, WatchRequest } from '../../backend/backend.ts';
import { distinct } from '../../distinct.ts';
import { type Origin, originName, originOf, originsOf } from '../../origin.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../../pipeline/stage.ts';
import { versionWatches } from '../../pipeline/versions.ts';
import type { Awaited } from '../shared/hopeless.ts';

/** How far back the live poll reaches: what graphs show beyond it is history, and only of what they show. */
export const liveWindowMs = 3_600_000;
const logHistoryMs = 2 * 60_000;
const alarmHistoryMs = 24 * 3_600_000;

/** Everywhere that is looked at: wherever a stage is, and the Regions asked for that have none. */
export const originsOfPipeline = (
  { origins, isRegionAsked }: Pick<Backend, 'origins' | 'isRegionAsked'>,
  pipeline: Pick<Pipeline, 'stages'> | undefined,
): readonly Origin[] =>
  pipeline === undefined ? origins : originsOf([...pipeline.stages, ...(isRegionAsked ? origins : [])]);

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
      ...lines.map((watch) => ({ scope: watch.scope, origin: originOf(watch) })),
    ],
  };
};

/** The sources that this pipeline has, and all that they are asked for. */
export const awaitedOf = (
  backend: Parameters<typeof originsOfPipeline>[0],
  pipeline: Pipeline,
): readonly Awaited[] => {
  const { stages } = pipeline;
  const measured = originsOf(stages.filter(({ series }) => series.length > 0));
  const awaited: readonly Awaited[] = [
    awaitedAlarms(originsOfPipeline(backend, pipeline)),
    { source: 'metrics', scopes: measured.map(wholeOf) },
    { source: 'logs', scopes: groupsOf(stages).map((of) => ({ scope: of.group, origin: originOf(of) })) },
    { source: 'stream', scopes: tablesOf(stages).map((of) => ({ scope: of.table, origin: originOf(of) })) },
  ];
  return awaited.filter(({ scopes }) => scopes.length > 0);
};

/** What is followed of a pipeline: all that its stages have. */
export const watchOf = (
  backend: Pick<Backend, 'origins' | 'isRegionAsked' | 'clock'>,
  { stages }: Pipeline,
): Pick<WatchRequest, 'origins' | 'liveMs' | 'alarms' | 'deployments'> & {
  readonly logs: NonNullable<WatchRequest['logs']>;
  readonly tables: NonNullable<WatchRequest['tables']>;
} => ({
  origins: originsOfPipeline(backend, { stages }),
  liveMs: liveWindowMs,
  alarms: { historyMs: alarmHistoryMs },
  logs: { groups: groupsOf(stages), since: backend.clock.now() - logHistoryMs },
  deployments: stages,
  tables: { at: tablesOf(stages), from: 'latest' },
});
