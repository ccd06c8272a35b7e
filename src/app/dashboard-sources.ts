/** The sources of a dashboard: what its pipeline's stages are measured by, their logs, their tables' streams, the alarms. */
import type { Clock } from '../clock.ts';
import type { Observation, SeriesSpec, SourceName } from '../observation.ts';
import type { Pipeline, Stage } from '../pipeline/stage.ts';
import { alarmsSource } from '../sources/alarms/alarms-source.ts';
import { followLogs } from '../sources/logs/follow-logs.ts';
import { mergeSources } from '../sources/merge.ts';
import { metricsSource } from '../sources/metrics/metrics-source.ts';
import { createBudget } from '../sources/scheduler.ts';
import type { Session } from './session.ts';
import type { From } from './tail-settings.ts';
import { openTails } from './tails.ts';

/** What the reader looks at now; nothing else is fetched. */
export type Looking = {
  /** How far back graphs go. */
  readonly rangeMs: number;
  /** What is drawn or judged. */
  readonly series: readonly SeriesSpec[];
  /** Log lines are on the screen. */
  readonly logs: boolean;
};

export type DashboardSourcesOptions = {
  readonly session: Session;
  readonly pipeline: Pipeline;
  readonly looking: () => Looking;
  readonly budget: number | undefined;
  /** Where streams are begun; `latest` where absent. */
  readonly streamsFrom?: From;
  /** False where the alarms are listed by somebody else. */
  readonly alarms?: boolean;
  readonly signal: AbortSignal;
};

const logHistoryMs = 2 * 60_000;
const alarmHistoryMs = 24 * 3_600_000;

const regionsOf = (session: Session, stages: readonly Stage[]): readonly string[] => [
  ...new Set([...session.regions, ...stages.map(({ region }) => region)]),
];

/** The log groups of these stages, each once. */
export const groupsOf = (stages: readonly Stage[]) => {
  const groups = stages.flatMap(({ region, logGroups }) => logGroups.map((group) => ({ group, region })));
  return [...new Map(groups.map((group) => [`${group.region} ${group.group}`, group])).values()];
};

export const tablesOf = (stages: readonly Stage[]): readonly string[] => [
  ...new Set(
    stages.flatMap(({ kind, table }) => (kind === 'dynamodb' && table !== undefined ? [table] : [])),
  ),
];

/** The sources that this pipeline has. */
export const sourcesOf = ({ stages }: Pipeline): readonly SourceName[] => [
  'alarms',
  ...(stages.some(({ series }) => series.length > 0) ? (['metrics'] as const) : []),
  ...(groupsOf(stages).length > 0 ? (['logs'] as const) : []),
  ...(tablesOf(stages).length > 0 ? (['stream'] as const) : []),
];

/** All that the dashboard is told, as it comes. Ends when the signal aborts. */
export const dashboardBatches = async (
  options: DashboardSourcesOptions,
): Promise<readonly AsyncIterable<readonly Observation[]>[]> => {
  const { session, pipeline, looking, budget, streamsFrom = 'latest', alarms = true, signal } = options;
  const clock: Clock = session.clock;
  const clientsFor = (region: string) => session.clientsFor(region);
  const regions = regionsOf(session, pipeline.stages);
  const polled = mergeSources(
    [
      metricsSource({
        clientsFor,
        series: () => looking().series,
        regions,
        clock,
        windowMs: () => looking().rangeMs,
        ...(budget === undefined ? {} : { budget: createBudget(budget, clock) }),
      }),
      ...(alarms ? [alarmsSource({ clientsFor, regions, clock, historyMs: alarmHistoryMs })] : []),
      followLogs({
        clientsFor,
        groups: groupsOf(pipeline.stages),
        since: clock.now() - logHistoryMs,
        clock,
        visible: () => looking().logs,
      }),
    ],
    signal,
  );
  const [table, ...more] = tablesOf(pipeline.stages);
  if (table === undefined) return [polled];
  const opened = await openTails(
    { tables: [table, ...more], from: streamsFrom, checkpoint: undefined },
    session,
    signal,
  );
  return opened.ok ? [polled, ...opened.value.tails.map(({ batches }) => batches)] : [polled];
};
