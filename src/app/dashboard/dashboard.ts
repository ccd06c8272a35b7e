/** `orders-watch dashboard`: the pipeline live on the screen, or one frame of it. */
import { firstRows } from '../../../components/dashboard/shown-rows.ts';
import { type DashboardState, initialState } from '../../../components/dashboard/state.ts';
import { usualMaxScanBytes } from '../../../components/insights/answer.ts';
import { parseDuration } from '../../format.ts';
import { usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { createStore } from '../../store/store.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import type { CloudWatchOptions } from '../cloudwatch/settings.ts';
import { notASize, parseBytes } from '../logs/run-insights.ts';
import { type Choices, keepChoices, openChoices } from '../shared/choices.ts';
import { refuse } from '../shared/refuse.ts';
import { runScreen } from '../shared/run-screen.ts';
import type { LiveOptions } from './live-dashboard.tsx';
import type { DashboardOptions } from './open-dashboard.ts';

export const dashboard = async (
  options: DashboardOptions & CloudWatchOptions,
  runtime: Runtime,
): Promise<number> => {
  if (options.list || options.cloudwatch !== undefined) {
    return (await import('../cloudwatch/cloudwatch.tsx')).cloudWatchDashboard(options, runtime);
  }
  const canDraw = canDrawScreen(runtime.env, runtime.stdin, runtime.stdout);
  const onScreen = canDraw && !options.once && !options.json;
  // What was chosen on the screen is for the screen: scripts get what they say.
  const choices = onScreen ? openChoices(runtime) : undefined;
  const chosen = choices === undefined ? {} : await inTime(choices.read, runtime);
  const rangeMs = options.since === undefined ? chosenRange(chosen) : parseDuration(options.since);
  if (rangeMs === undefined || rangeMs <= 0) {
    const message = `--since "${options.since}" is no duration`;
    return refuse(usageFailure('BadUsage', message, 'Durations look like 15m, 1h, 3h'), options, runtime);
  }
  const maxScan = options['max-scan'];
  const maxScanBytes = maxScan === undefined ? usualMaxScanBytes : parseBytes(maxScan);
  if (maxScanBytes === undefined) return refuse(notASize(maxScan), options, runtime);
  const initial = initialState({ stage: options.stage, rangeMs, utc: options.utc || chosen.utc === true });
  if (!onScreen) return (await import('./dashboard-once.ts')).dashboardOnce(options, runtime, initial);
  const theme = options.theme ?? chosen.theme;
  const last = { state: initial };
  const code = await liveDashboard({ ...options, theme, maxScanBytes }, runtime, initial, (state) => {
    last.state = state;
  });
  if (choices !== undefined) {
    keepChoices(choices, {
      ...(theme === undefined ? {} : { theme }),
      utc: last.state.utc,
      rangeSeconds: Math.round(last.state.rangeMs / 1000),
    });
  }
  return code;
};

/** A home folder that hangs holds the first frame up no longer. */
const mostReadMs = 1_000;

const inTime = (read: Promise<Choices>, { clock }: Runtime): Promise<Choices> =>
  Promise.race([read, clock.sleep(mostReadMs).then((): Choices => ({}))]);

const usualRangeMs = 3_600_000;

const chosenRange = ({ rangeSeconds }: Choices): number =>
  rangeSeconds === undefined ? usualRangeMs : rangeSeconds * 1000;

/** The first frame comes before what the live screen is made of: Ink, the SDK, the session (issue 17). */
const liveDashboard = (
  options: LiveOptions,
  runtime: Runtime,
  initial: DashboardState,
  onState: (state: DashboardState) => void,
): Promise<number> =>
  runScreen({
    runtime,
    options,
    firstRows: (surface, waitsFor) => {
      const at = runtime.clock.now();
      const snapshot = createStore({ startedAt: at }).snapshot(at);
      const names = ['orders-watch', waitsFor];
      return firstRows({ state: initial, names, budget: options.budget, snapshot }, surface);
    },
    load: async () => (await import('./live-dashboard.tsx')).liveParts(options, runtime, initial, onState),
  });
