/** `alarms` on the screen: the list, and the dashboard where a key leads on from an alarm to its stage. */

import type { ReactNode } from 'react';
import { type AlarmListInput, alarmList } from '../../../components/alarms/definition.ts';
import { alarmSeries } from '../../../components/alarms/graph.ts';
import type { Jump } from '../../../components/alarms/jump.ts';
import { landing } from '../../../components/dashboard/jump.ts';
import { initialState } from '../../../components/dashboard/state.ts';
import { usualMaxScanBytes } from '../../../components/insights/answer.ts';
import { ListScreen } from '../../../components/list-screen/list-screen.tsx';
import type { ListScreenState } from '../../../components/list-screen/state.ts';
import { pausedSnapshot } from '../../../components/screen/paused.ts';
import type { Backend } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import type { Alarm } from '../../observation/alarms.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { createBudget } from '../../pacing/limiter.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import type { Source } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { createDashboardScreen, type DashboardScreen } from '../dashboard/dashboard-screen.tsx';
import { awaitedAlarms, originsOfPipeline } from '../dashboard/dashboard-sources.ts';
import { dashboardOf } from '../dashboard/open-dashboard.ts';
import { openQueryHistory } from '../logs/query-history.ts';
import type { LiveScreen } from '../shared/live-screen.tsx';
import { firstOf } from '../shared/pipeline.ts';
import { type Close, runScreen } from '../shared/run-screen.ts';
import { openSession } from '../shared/session.ts';
import { openAcknowledged } from './acknowledged.ts';
import type { AlarmOptions, AlarmSettings } from './alarm-settings.ts';
import { createNotices } from './incident-notices.ts';

const usualHistoryMs = 24 * 3_600_000;
const usualWindowMs = 3 * 3_600_000;
const dashboardRangeMs = 3_600_000;

type ListActions = { readonly goTo: (jump: Jump) => void; readonly redraw: () => void };

type Draw = (snapshot: Snapshot) => ReactNode;

/** The list with what its reader has chosen, kept while the dashboard is shown. */
const createList = (options: AlarmOptions, settings: AlarmSettings, runtime: Runtime) => {
  const historyMs = settings.historyMs ?? usualHistoryMs;
  const acknowledged = openAcknowledged(runtime);
  let left: ListScreenState<string> | undefined;
  let byStage = settings.by === 'stage';
  let frozen: Snapshot | undefined;
  let newest: Snapshot | undefined;
  const alarmOf = (arn: string | undefined) => newest?.alarms.alarms.find((one) => one.arn === arn);
  return {
    historyMs,
    acknowledged,
    utc: (): boolean => left?.utc ?? options.utc,
    opened: (): Alarm | undefined => alarmOf(left?.opened),
    /** What has to be asked for to draw the alarm that is open. */
    series: (): readonly SeriesSpec[] => {
      const alarm = alarmOf(left?.opened);
      return alarm === undefined ? [] : alarmSeries(alarm, newest?.at ?? alarm.since);
    },
    draw:
      (names: readonly string[], pipeline: Pipeline | undefined, { goTo, redraw }: ListActions): Draw =>
      (snapshot) => {
        newest = snapshot;
        const input: AlarmListInput = {
          snapshot: frozen === undefined ? snapshot : pausedSnapshot(frozen, snapshot.series),
          names,
          historyMs,
          state: options.state,
          pipeline,
          acknowledged: acknowledged.known(),
          acknowledge: (arn) => {
            const alarm = alarmOf(arn);
            if (alarm !== undefined) acknowledged.toggle(arn, alarm.since);
          },
          goTo,
          byStage,
          group: () => {
            byStage = !byStage;
            redraw();
          },
        };
        return (
          <ListScreen
            definition={alarmList(input)}
            utc={options.utc}
            initial={left}
            onState={(state) => {
              left = state;
              frozen = state.paused ? (frozen ?? newest) : undefined;
            }}
          />
        );
      },
  };
};

type AlarmList = ReturnType<typeof createList>;

type Opened = { readonly backend: Backend; readonly pipeline: Pipeline | undefined };

/** Alarms alone tell what is wrong; without figures nobody can tell that nothing else is. */
const withIncidentsAlone = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  stories: snapshot.stories.filter(({ incident }) => incident !== null),
});

/** Resolves with the exit code. */
export const alarmsScreen = (
  options: AlarmOptions,
  settings: AlarmSettings,
  runtime: Runtime,
): Promise<number> => {
  const list = createList(options, settings, runtime);
  return runScreen<Opened>({
    runtime,
    options,
    load: async () => ({
      placeholder: (snapshot, waitsFor) =>
        list.draw([waitsFor], undefined, { goTo: () => {}, redraw: () => {} })(snapshot),
      open: async (onCall) => {
        const session = await openSession(options, runtime, onCall);
        if (!session.ok) return session;
        const { backend, close } = session.value;
        // Alarms do without a pipeline file; one that is wrong is said all the same.
        const loaded = firstOf(await backend.pipelines());
        if (loaded.ok) return succeed({ backend, pipeline: loaded.value, close });
        await close();
        return loaded;
      },
      begin: (opened, screen) => showAlarms(opened, { list, options, runtime }, screen),
    }),
  });
};

/** Shows the list, and starts what it is drawn from. */
export const showAlarms = (
  { backend, pipeline }: Opened,
  {
    list,
    options,
    runtime,
  }: {
    readonly list: AlarmList;
    readonly options: Pick<AlarmOptions, 'budget' | 'name-prefix' | 'notify'>;
    readonly runtime: Pick<Runtime, 'env' | 'stalls'>;
  },
  screen: LiveScreen,
): Close => {
  const { account, regions, clock } = backend;
  const origins = originsOfPipeline(backend, pipeline);
  const purse = options.budget === undefined ? undefined : createBudget(options.budget, clock);
  let isListShown = true;
  const drawList = list.draw([account, ...regions], pipeline, {
    goTo,
    redraw: () => screen.show(drawList),
  });
  const showList = (): void => {
    isListShown = true;
    dashboard?.hide();
    screen.show(drawList);
  };

  /** Begun with the first jump; from then on it only asks while it is shown. */
  function openDashboard(stages: Pipeline): DashboardScreen {
    const made = createDashboardScreen({
      opened: dashboardOf(backend, stages),
      budget: options.budget,
      purse,
      alarms: false,
      history: openQueryHistory(runtime),
      maxScanBytes: usualMaxScanBytes,
      acknowledged: list.acknowledged,
      signal: screen.signal,
    });
    screen.take(made.sources);
    return made;
  }

  function goTo(jump: Jump): void {
    if (pipeline === undefined) return;
    const shown = dashboard ?? openDashboard(pipeline);
    dashboard = shown;
    isListShown = false;
    const begin = initialState({ stage: jump.stage, rangeMs: dashboardRangeMs, utc: list.utc() });
    const initial = { ...begin, ...landing(jump, begin, clock.now()) };
    screen.show((snapshot) => shown.draw(snapshot, { initial, home: { name: 'alarms', goBack: showList } }));
  }

  let dashboard: DashboardScreen | undefined;
  const store = createStore({
    startedAt: clock.now(),
    ...(pipeline === undefined ? {} : { pipeline }),
  });
  screen.use({
    clock,
    store: {
      ...store,
      snapshot: (now) => (isListShown ? withIncidentsAlone(store.snapshot(now)) : store.snapshot(now)),
    },
  });
  screen.expect([awaitedAlarms(origins)]);
  showList();
  const sources = backend.watch({
    origins,
    demand: () => ({
      ...noDemand,
      series: isListShown ? list.series() : [],
      alarm: isListShown ? list.opened() : undefined,
      shown: true,
    }),
    cached: () => undefined,
    liveMs: usualWindowMs,
    budget: purse,
    alarms: { historyMs: list.historyMs, namePrefix: options['name-prefix'] },
  });
  const noticesOf = createNotices(pipeline, list.utc());
  const noticed = (source: Source): Source =>
    async function* (signal) {
      for await (const batch of source(signal)) {
        yield batch;
        // It is folded by now.
        if (!options.notify) continue;
        for (const { title, body } of noticesOf(batch.observations, () => store.snapshot(clock.now()))) {
          screen.notify(title, body);
        }
      }
    };
  screen.take(sources.map(noticed));
  return async () => dashboard?.close();
};
