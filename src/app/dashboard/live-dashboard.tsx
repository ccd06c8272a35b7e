/** The dashboard on the screen: what it opens, and what is drawn from then on. */
import { Dashboard } from '../../../components/dashboard/dashboard.tsx';
import { emptyPipeline } from '../../../components/dashboard/shown-rows.ts';
import type { DashboardState } from '../../../components/dashboard/state.ts';
import type { Runtime } from '../../runtime.ts';
import { openAcknowledged } from '../alarms/acknowledged.ts';
import { openQueryHistory } from '../logs/query-history.ts';
import { createReportWriter } from '../report/report-key.ts';
import type { ScreenParts } from '../shared/run-screen.ts';
import { awaitedOf } from './dashboard-sources.ts';
import { type DashboardOptions, type OpenedDashboards, openDashboards } from './open-dashboard.ts';
import { createPipelineScreens } from './pipeline-screens.tsx';

export type LiveOptions = DashboardOptions & { readonly maxScanBytes: number };

export const liveParts = (
  options: LiveOptions,
  runtime: Runtime,
  initial: DashboardState,
  onState: (state: DashboardState) => void,
): ScreenParts<OpenedDashboards> => ({
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
      history: openQueryHistory(runtime),
      maxScanBytes: options.maxScanBytes,
      initial: { ...initial, stage },
      acknowledged: openAcknowledged(runtime),
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
