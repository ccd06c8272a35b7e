/** An imported dashboard on the screen: a key to its update, state and snapshot to rows. */
import { type ReactNode, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { QueryResult } from '../../src/pipeline/cloudwatch-dashboard/log-widget.ts';
import type { CloudWatchDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { footerRow, helpRows } from '../../src/terminal/key-table.ts';
import { type KeyPress, useKeys } from '../../src/terminal/keys.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Spending } from '../frame/cost-text.ts';
import type { Size } from '../frame/layout.ts';
import { Rows } from '../frame/rows.tsx';
import { runKey, type ScreenEffect, type Update } from '../screen/update.ts';
import { useUpdates } from '../screen/use-updates.ts';
import { type CloudWatchState, cloudWatchKeys, reduceCloudWatch } from './state.ts';
import { cloudWatchRows, roomFor, totalRows, widgetsInSight } from './view.ts';

export type CloudWatchLook = {
  readonly state: CloudWatchState;
  readonly dashboard: CloudWatchDashboard;
  /** Indexes of the widgets on the screen. */
  readonly inSight: ReadonlySet<number>;
};

export type CloudWatchProps = Spending & {
  readonly snapshot: Snapshot;
  /** The dashboard as the reader chose to see it. */
  readonly dashboardFor: (
    view: Pick<CloudWatchState, 'chosen' | 'rangeMs'> & { readonly alarms: readonly Alarm[] },
  ) => CloudWatchDashboard;
  readonly names: readonly string[];
  readonly queryResults: ReadonlyMap<number, QueryResult>;
  readonly initial: CloudWatchState;
  /** Told of what is looked at after every commit, so that nothing else is fetched. */
  readonly onLook: (look: CloudWatchLook) => void;
};

type CloudWatchEvent = {
  readonly press: KeyPress;
  readonly data: { readonly dashboard: CloudWatchDashboard; readonly size: Size };
};

const updateCloudWatch = (
  state: CloudWatchState,
  { press, data: { dashboard, size } }: CloudWatchEvent,
): Update<CloudWatchState, ScreenEffect> =>
  runKey(state, press, cloudWatchKeys(dashboard), (command) => ({
    state: reduceCloudWatch(state, command, {
      dashboard,
      totalRows: totalRows(dashboard, size.width),
      pageRows: roomFor(dashboard, size.height),
    }),
    effects: command === 'quit' && !state.help ? [{ kind: 'quit' }] : [],
  }));

export const CloudWatch = (props: CloudWatchProps): ReactNode => {
  const { snapshot, dashboardFor, names, queryResults, initial, onLook, budget, slowdown } = props;
  const screen = useScreen();
  const { columns: width, rows: height } = screen.size;
  const size: Size = { width, height };
  const { state, send } = useUpdates({
    update: updateCloudWatch,
    initial,
    onCommit: (committed) =>
      onLook({ state: committed, dashboard, inSight: widgetsInSight(dashboard, size, committed.scroll) }),
  });
  const dashboard = dashboardFor({ ...state, alarms: snapshot.alarms.alarms });
  const scales = useRef(new Map<string, Bounds>());
  useKeys((press) => send({ press, data: { dashboard, size } }));
  const keys = cloudWatchKeys(dashboard);
  const view = () =>
    cloudWatchRows({
      state,
      snapshot,
      dashboard,
      names,
      queryResults,
      budget,
      slowdown,
      ascii: screen.paint.ascii,
      width,
      height,
      footer: footerRow(keys, state, width),
      help: helpRows(keys, state, width),
      scales: scales.current,
    });
  return <Rows rows={safeRows(view, width, height)} />;
};
