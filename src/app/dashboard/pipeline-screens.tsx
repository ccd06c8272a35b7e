/** The dashboards of a file's pipelines on one screen: one is shown, the others keep what they have and ask for nothing. */
import type { Acknowledged } from '../../../components/alarms/acknowledged.ts';
import { type NextPipeline, onlyPipeline } from '../../../components/dashboard/context.ts';
import { type DashboardState, initialState } from '../../../components/dashboard/state.ts';
import type { ApiCall } from '../../observation/health-of-sources.ts';
import { createBudget } from '../../pacing/limiter.ts';
import { createStore, type Store } from '../../store/store.ts';
import type { LiveScreen } from '../shared/live-screen.tsx';
import {
  createDashboardScreen,
  type DashboardScreen,
  type DashboardScreenOptions,
} from './dashboard-screen.tsx';
import type { OpenedDashboard, OpenedDashboards } from './open-dashboard.ts';

/** The store of the one that is shown, and more. */
export type PipelineScreens = Store & {
  /** What a call cost is the cost of all. */
  readonly charge: (call: ApiCall) => void;
  /** Shows the first one. */
  readonly begin: () => void;
  /** Resolves once nothing that they started runs in AWS any more. */
  readonly close: () => Promise<void>;
};

type Dashboard = {
  readonly opened: OpenedDashboard;
  readonly store: Store;
  readonly screen: DashboardScreen;
  /** As its reader left it; undefined before it is shown. */
  state: DashboardState | undefined;
};

/** The view, the range and the zone stay when the reader goes to another pipeline; what was picked was of the one before. */
const beginningLike = ({ rangeMs, utc, view }: DashboardState): DashboardState => ({
  ...initialState({ stage: undefined, rangeMs, utc }),
  view,
});

export const createPipelineScreens = (
  { backend, dashboards }: OpenedDashboards,
  screen: LiveScreen,
  options: Pick<DashboardScreenOptions, 'budget' | 'history' | 'maxScanBytes' | 'reports'> & {
    readonly initial: DashboardState;
    readonly acknowledged: Acknowledged;
    /** True where the screen before began with the same state. */
    readonly takesOver: boolean;
    readonly onState: (state: DashboardState) => void;
  },
): PipelineScreens => {
  const { budget, history, maxScanBytes, initial, onState } = options;
  const { clock } = backend;
  const purse = budget === undefined ? undefined : createBudget(budget, clock);
  const startedAt = clock.now();
  const all = dashboards.map((opened, index): Dashboard => {
    const made: Dashboard = {
      opened,
      store: createStore({ startedAt, pipeline: opened.pipeline, others: opened.others }),
      screen: createDashboardScreen({
        opened,
        // The first one takes over what was picked on the screen that waited for it.
        key: index === 0 && options.takesOver ? undefined : opened.pipeline.name,
        budget,
        purse,
        history,
        maxScanBytes,
        alarms: true,
        acknowledged: options.acknowledged,
        reports: options.reports,
        signal: screen.signal,
        onState: (state) => {
          made.state = state;
          onState(state);
        },
      }),
      state: undefined,
    };
    return made;
  });
  const waiting = createStore({ startedAt });
  let shown = 0;

  const show = (index: number, initial: DashboardState): void => {
    const one = all[index];
    if (one === undefined) return;
    if (index !== shown) {
      all[shown]?.screen.hide();
      // One that may not be read says so in its panels: there is a way back.
      screen.expect([]);
    }
    shown = index;
    const isNew = one.state === undefined;
    const nextPipeline = toNext();
    screen.show((snapshot) => one.screen.draw(snapshot, { initial, nextPipeline }));
    if (isNew) screen.take(one.screen.sources, one.store);
  };

  /** To the next of the file, after the last one to the first. */
  const toNext = (): NextPipeline => {
    const from = shown;
    const index = (from + 1) % all.length;
    const next = all[index];
    if (next === undefined || index === from) return onlyPipeline;
    return {
      name: next.opened.pipeline.name,
      go: () => {
        const left = all[from]?.state ?? initial;
        show(index, next.state === undefined ? beginningLike(left) : { ...next.state, utc: left.utc });
      },
    };
  };

  const current = (): Store => all[shown]?.store ?? waiting;

  return {
    apply: (observations, now) => current().apply(observations, now),
    snapshot: (now) => current().snapshot(now),
    charge: (call) => {
      for (const { store } of all) store.apply([call], call.at);
    },
    begin: () => show(0, initial),
    close: async () => {
      await Promise.all(all.map((one) => one.screen.close()));
    },
  };
};
