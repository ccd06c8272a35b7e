/** `orders-watch dashboard --cloudwatch NAME`: a dashboard of CloudWatch, live on the screen or printed once. */

import { CloudWatch, type CloudWatchLook } from '../../../components/cloudwatch/cloudwatch.tsx';
import type { CloudWatchState } from '../../../components/cloudwatch/state.ts';
import type { Backend } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import { originsOf } from '../../origin.ts';
import { createBudget } from '../../pacing/limiter.ts';
import { type Result, succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { budgetSlowdown } from '../../sources/metrics/cost.ts';
import { createPushSource } from '../../sources/push-source.ts';
import { createStore } from '../../store/store.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import { createBill } from '../shared/bill.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import type { LiveScreen } from '../shared/live-screen.tsx';
import { refuse } from '../shared/refuse.ts';
import { runScreen } from '../shared/run-screen.ts';
import { openSession, type Session } from '../shared/session.ts';
import { type LoadedDashboard, libraryOf, loadDashboard } from './load.ts';
import { createLogWidgets, widgetResults } from './logs.ts';
import { cloudWatchOnce, printList } from './once.ts';
import { type CloudWatchOptions, type CloudWatchSettings, readCloudWatchFlags } from './settings.ts';
import { alarmOriginsOf, originsIn, pointsOfWidgets, rangeOf, seriesIn } from './sources.ts';
import { variableProblems } from './variables.ts';

export const cloudWatchDashboard = async (options: CloudWatchOptions, runtime: Runtime): Promise<number> => {
  if (options.list) return list(options, runtime);
  const settings = readCloudWatchFlags(options);
  if (!settings.ok) return refuse(settings.failure, options, runtime);
  const { env, stdin, stdout } = runtime;
  const onScreen = canDrawScreen(env, stdin, stdout) && !options.once && !options.json;
  return onScreen ? live(options, runtime, settings.value) : cloudWatchOnce(options, runtime, settings.value);
};

const list = async (options: CloudWatchOptions, runtime: Runtime): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const library = libraryOf(backend);
  const listed = library.ok ? await library.value.list(interrupt.signal) : library;
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!listed.ok) return refuse(listed.failure, options, runtime);
  return printList(listed.value, bill.line(backend.clock.now()), options, runtime);
};

type Opened = {
  readonly backend: Backend;
  readonly loaded: LoadedDashboard;
  readonly close: Session['close'];
};

const open = async (
  options: CloudWatchOptions,
  runtime: Runtime,
  name: string,
  onCall: Parameters<typeof openSession>[2],
  signal: AbortSignal,
): Promise<Result<Opened>> => {
  const session = await openSession(options, runtime, onCall);
  if (!session.ok) return session;
  const loaded = await loadDashboard(session.value.backend, name, signal);
  const { backend, close } = session.value;
  if (loaded.ok) return succeed({ backend, loaded: loaded.value, close });
  await close();
  return loaded;
};

const lookForQueriesMs = 500;

/** Runs the log widgets in sight as long as the screen is there. */
const followLogs = async (
  runWidgets: ReturnType<typeof createLogWidgets>,
  look: () => CloudWatchLook | undefined,
  { clock }: Backend,
  { signal }: LiveScreen,
): Promise<void> => {
  while (!signal.aborted) {
    const { state, dashboard, inSight } = look() ?? {};
    if (state !== undefined && dashboard !== undefined) {
      const widgets = dashboard.widgets.filter(({ index }) => inSight?.has(index));
      await runWidgets({ widgets, rangeMs: state.rangeMs, refreshes: state.refreshes }, signal);
    }
    await clock.sleep(lookForQueriesMs, signal);
  }
};

/** The screen of a dashboard that has been read: what it shows, and what is asked for it. */
const follow = (
  { backend, loaded }: Opened,
  { rangeMs, maxScanBytes }: CloudWatchSettings,
  initial: CloudWatchState,
  budgetPerHour: number | undefined,
  screen: LiveScreen,
): void => {
  const { clock, origins, regions, account } = backend;
  const { dashboard, dashboardFor, failures } = loaded;
  const budget = budgetPerHour === undefined ? undefined : createBudget(budgetPerHour, clock);
  const { source: answers, push: emit } = createPushSource();
  const runWidgets = createLogWidgets({ backend, maxScanBytes, budget, emit });
  const begin = { ...initial, rangeMs: rangeMs ?? rangeOf(dashboard, clock.now()) };
  let look: CloudWatchLook | undefined;
  const onLook = (now: CloudWatchLook): void => {
    look = now;
  };
  const seriesInSight = () => (look === undefined ? [] : seriesIn(look.dashboard, look.inSight));
  const slowdown = () => (budgetPerHour === undefined ? 1 : budgetSlowdown(seriesInSight(), budgetPerHour));
  screen.use({
    clock,
    store: createStore({ startedAt: clock.now(), limits: { pointsPerSeries: pointsOfWidgets } }),
  });
  screen.show((snapshot) => (
    <CloudWatch
      key="dashboard"
      budget={budgetPerHour}
      slowdown={slowdown()}
      snapshot={snapshot}
      dashboardFor={dashboardFor}
      names={[account, regions.join(' ')]}
      queryResults={widgetResults(snapshot.queries)}
      initial={begin}
      onLook={onLook}
    />
  ));
  const alarmOrigins = alarmOriginsOf(dashboard);
  const sources = backend.watch({
    origins: originsOf([...origins, ...originsIn(dashboard)]),
    demand: () => ({ ...noDemand, series: seriesInSight(), shown: true }),
    cached: () => undefined,
    liveMs: () => look?.state.rangeMs ?? begin.rangeMs,
    budget,
    ...(alarmOrigins.length === 0 ? {} : { alarms: { origins: alarmOrigins, historyMs: undefined } }),
  });
  screen.take([...sources, answers]);
  emit(variableProblems(failures, clock.now()));
  void followLogs(runWidgets, () => look, backend, screen);
};

const live = (
  options: CloudWatchOptions,
  runtime: Runtime,
  settings: CloudWatchSettings,
): Promise<number> => {
  const { name, chosen } = settings;
  const waiting = { name, periodOverride: 'auto', variables: [], widgets: [], warnings: [] } as const;
  const initial: CloudWatchState = {
    scroll: 0,
    rangeMs: settings.rangeMs ?? rangeOf(waiting, 0),
    utc: options.utc,
    help: false,
    chosen,
    variable: 0,
    refreshes: 0,
  };
  return runScreen({
    runtime,
    options,
    load: async () => ({
      placeholder: (snapshot) => (
        <CloudWatch
          key="waiting"
          snapshot={snapshot}
          dashboardFor={() => waiting}
          names={['loading']}
          queryResults={new Map()}
          initial={initial}
          onLook={() => {}}
        />
      ),
      open: (onCall, signal) => open(options, runtime, name, onCall, signal),
      begin: (opened, screen) => {
        follow(opened, settings, initial, options.budget, screen);
        return undefined;
      },
    }),
  });
};
