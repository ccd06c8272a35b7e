/** The dashboard on a screen that is there already: what it draws, and what is asked for what it shows. */
import type { ReactNode } from 'react';
import type { Acknowledged } from '../../../components/alarms/acknowledged.ts';
import { Dashboard, type DashboardProps } from '../../../components/dashboard/dashboard.tsx';
import type { DashboardLook } from '../../../components/dashboard/demand.ts';
import type { DashboardState } from '../../../components/dashboard/state.ts';
import type { Backend } from '../../backend/backend.ts';
import { type Lacks, noDemand } from '../../demand.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { seriesNeeded } from '../../pipeline/series-needed.ts';
import { budgetSlowdown } from '../../sources/metrics/cost.ts';
import { createPushSource } from '../../sources/push-source.ts';
import type { Source } from '../../sources/source.ts';
import { cachedIn } from '../../store/cached.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { withContext } from '../../store/with-context.ts';
import type { QueryHistory } from '../logs/query-history.ts';
import type { ReportWriter } from '../report/report-key.ts';
import { createDashboardInsights } from './dashboard-insights.ts';
import { watchOf } from './dashboard-sources.ts';
import { createLogContext } from './log-context.ts';
import type { OpenedDashboard } from './open-dashboard.ts';
import { createPastErrors } from './past-errors.ts';

export type DashboardScreenOptions = {
  readonly opened: OpenedDashboard;
  /** Of another key, another dashboard: what was picked on one screen is not picked on the next. */
  readonly key?: string | undefined;
  /** Dollars an hour that polling may cost, and what all that costs draws on. */
  readonly budget: number | undefined;
  readonly purse: Budget | undefined;
  /** Queries that were run before. */
  readonly history: QueryHistory;
  /** More is not scanned by one query unasked. */
  readonly maxScanBytes: number;
  /** False where the alarms are listed by somebody else. */
  readonly alarms: boolean;
  readonly acknowledged: Acknowledged;
  /** Writes reports; without it none can be written. */
  readonly reports?: ReportWriter | undefined;
  readonly signal: AbortSignal;
  readonly onState?: (state: DashboardState) => void;
};

export type DashboardScreen = {
  readonly draw: (
    snapshot: Snapshot,
    begin: Pick<DashboardProps, 'initial' | 'home' | 'nextPipeline'>,
  ) => ReactNode;
  /** What its sources say. They ask for what is on the screen only: nothing before the first `draw`. */
  readonly sources: readonly Source[];
  /** It is not on the screen any more. */
  readonly hide: () => void;
  /** Resolves once nothing that it started runs in AWS any more. */
  readonly close: () => Promise<void>;
};

/** Why keys for what a backend cannot do are disabled. */
const lacksOf = ({ query, logContext, absent }: Backend): Lacks => ({
  ...(query === undefined ? { query: absent } : {}),
  ...(logContext === undefined ? { logContextSource: absent } : {}),
});

export const createDashboardScreen = (options: DashboardScreenOptions): DashboardScreen => {
  const { opened, key, budget, purse, alarms, acknowledged, history, maxScanBytes, signal, onState } =
    options;
  const { backend, pipeline, names } = opened;
  const { source: answers, push: emit } = createPushSource();
  const context = createLogContext({ backend, pipeline, emit, signal });
  const insights = createDashboardInsights({ backend, pipeline, history, maxScanBytes, emit, signal });
  const slowdown = budget === undefined ? 1 : budgetSlowdown(seriesNeeded(pipeline, undefined), budget);
  const { alarms: alarmsWatched, ...others } = watchOf(backend, pipeline);
  const watched = alarms && alarmsWatched !== undefined ? { ...others, alarms: alarmsWatched } : others;
  const pastErrors = createPastErrors({ backend, pipeline, followedSince: watched.logs.since, emit, signal });
  const lacks = lacksOf(backend);
  const writeReport = options.reports?.({ backend, pipeline, others: opened.others, signal });
  let demand = noDemand;
  let isHidden = false;
  let shown: Snapshot | undefined;
  const onLook = (look: DashboardLook): void => {
    if (isHidden) return;
    demand = look.demand;
    context.look(look.moment);
    insights.look(look.query);
    insights.open(look.row);
    if (shown !== undefined) void pastErrors.read(shown);
  };
  return {
    draw: (snapshot, begin) => {
      shown = snapshot;
      isHidden = false;
      return (
        <Dashboard
          key={key}
          {...begin}
          snapshot={withContext(snapshot, context.id())}
          pipeline={pipeline}
          insights={insights.seen(snapshot.queries)}
          names={names}
          budget={budget}
          slowdown={slowdown}
          acknowledged={acknowledged}
          lacks={lacks}
          {...(writeReport === undefined ? {} : { writeReport })}
          onLook={onLook}
          onState={(state) => {
            if (!isHidden) onState?.(state);
          }}
        />
      );
    },
    sources: [
      ...backend.watch({
        ...watched,
        demand: () => demand,
        cached: (spec, periodSeconds) => shown && cachedIn(shown.series, spec, periodSeconds),
        budget: purse,
      }),
      answers,
    ],
    hide: () => {
      isHidden = true;
      demand = noDemand;
      context.look(undefined);
      insights.look(undefined);
    },
    close: insights.close,
  };
};
