/** `orders-watch dashboard`: the pipeline live on the screen, or one frame of it. */
import { Dashboard } from '../../../components/dashboard/dashboard.tsx';
import { type DashboardState, initialState } from '../../../components/dashboard/state.ts';
import { usualMaxScanBytes } from '../../../components/insights/answer.ts';
import { parseDuration } from '../../format.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import { openAcknowledged } from '../alarms/acknowledged.ts';
import type { CloudWatchOptions } from '../cloudwatch/settings.ts';
import { openQueryHistory } from '../logs/query-history.ts';
import { notASize, parseBytes } from '../logs/run-insights.ts';
import { createReportWriter } from '../report/report-key.ts';
import { type Choices, choicesPath, readChoices, writeChoices } from '../shared/choices.ts';
import { refuse } from '../shared/refuse.ts';
import { runScreen } from '../shared/run-screen.ts';
import { dashboardOnce } from './dashboard-once.ts';
import { awaitedOf } from './dashboard-sources.ts';
import { type DashboardOptions, openDashboards } from './open-dashboard.ts';
import { createPipelineScreens } from './pipeline-screens.tsx';

export const dashboard = async (
  options: DashboardOptions & CloudWatchOptions,
  runtime: Runtime,
): Promise<number> => {
  if (options.list || options.cloudwatch !== undefined) {
    return (await import('../cloudwatch/cloudwatch.tsx')).cloudWatchDashboard(options, runtime);
  }
  const path = choicesPath(runtime.env);
  const canDraw = canDrawScreen(runtime.env, runtime.stdin, runtime.stdout);
  const onScreen = canDraw && !options.once && !options.json;
  // What was chosen on the screen is for the screen: scripts get what they say.
  const chosen = onScreen ? readChoices(path) : {};
  const rangeMs = options.since === undefined ? chosenRange(chosen) : parseDuration(options.since);
  if (rangeMs === undefined || rangeMs <= 0) {
    const message = `--since "${options.since}" is no duration`;
    return refuse(usageFailure('BadUsage', message, 'Durations look like 15m, 1h, 3h'), options, runtime);
  }
  const maxScan = options['max-scan'];
  const maxScanBytes = maxScan === undefined ? usualMaxScanBytes : parseBytes(maxScan);
  if (maxScanBytes === undefined) return refuse(notASize(maxScan), options, runtime);
  const initial = initialState({ stage: options.stage, rangeMs, utc: options.utc || chosen.utc === true });
  if (!onScreen) return dashboardOnce(options, runtime, initial);
  const theme = options.theme ?? chosen.theme;
  const last = { state: initial };
  const code = await liveDashboard({ ...options, theme, maxScanBytes }, runtime, initial, (state) => {
    last.state = state;
  });
  writeChoices(path, {
    ...chosen,
    ...(theme === undefined ? {} : { theme }),
    utc: last.state.utc,
    rangeSeconds: Math.round(last.state.rangeMs / 1000),
  });
  return code;
};

const usualRangeMs = 3_600_000;

const chosenRange = ({ rangeSeconds }: Choices): number =>
  rangeSeconds === undefined ? usualRangeMs : rangeSeconds * 1000;

const emptyPipeline: Pipeline = { name: 'orders-watch', stages: [] };

const liveDashboard = (
  options: DashboardOptions & { readonly maxScanBytes: number },
  runtime: Runtime,
  initial: DashboardState,
  onState: (state: DashboardState) => void,
): Promise<number> =>
  runScreen({
    runtime,
    options,
    placeholder: (snapshot, waitsFor) => (
      <Dashboard
        budget={options.budget}
        initial={initial}
        snapshot={snapshot}
        pipeline={emptyPipeline}
        onState={onState}
        names={['orders-watch', waitsFor]}
      />
    ),
    open: (onCall) => openDashboards(options, runtime, onCall),
    begin: (opened, screen) => {
      const { backend, dashboards, stage } = opened;
      const screens = createPipelineScreens(opened, screen, {
        budget: options.budget,
        history: openQueryHistory(runtime.env),
        maxScanBytes: options.maxScanBytes,
        initial: { ...initial, stage },
        acknowledged: openAcknowledged(runtime.env),
        reports: createReportWriter(options, runtime),
        takesOver: stage === initial.stage,
        onState,
      });
      screen.use({ clock: backend.clock, store: screens, charge: screens.charge });
      screen.expect(awaitedOf(backend, dashboards[0].pipeline));
      screens.begin();
      return screens.close;
    },
  });
