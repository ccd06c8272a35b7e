/** An imported dashboard on the screen: keys to commands, commands to state, state and snapshot to rows. */
import { type ReactNode, useReducer, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { AlarmSeen } from '../../src/observation/alarms.ts';
import type { QueryResult } from '../../src/pipeline/cloudwatch-dashboard/log-widget.ts';
import type { CloudWatchDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { commandFor, footerRow, helpRows } from '../../src/terminal/key-table.ts';
import { useKeys } from '../../src/terminal/keys.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Spending } from '../frame/cost-text.ts';
import { Rows } from '../frame/rows.tsx';
import {
  type CloudWatchCommand,
  type CloudWatchState,
  type CloudWatchSurroundings,
  cloudWatchKeys,
  reduceCloudWatch,
} from './state.ts';
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
    view: Pick<CloudWatchState, 'chosen' | 'rangeMs'> & { readonly alarms: readonly AlarmSeen[] },
  ) => CloudWatchDashboard;
  readonly names: readonly string[];
  readonly queryResults: ReadonlyMap<number, QueryResult>;
  readonly initial: CloudWatchState;
  /** Told of what is looked at, so that nothing else is fetched. */
  readonly onLook: (look: CloudWatchLook) => void;
};

type Step = { readonly command: CloudWatchCommand; readonly around: CloudWatchSurroundings };

const step = (state: CloudWatchState, { command, around }: Step): CloudWatchState =>
  reduceCloudWatch(state, command, around);

export const CloudWatch = (props: CloudWatchProps): ReactNode => {
  const { snapshot, dashboardFor, names, queryResults, initial, onLook, budget, slowdown } = props;
  const screen = useScreen();
  const [state, dispatch] = useReducer(step, initial);
  const scales = useRef(new Map<string, Bounds>());
  const { columns: width, rows: height } = screen.size;
  const dashboard = dashboardFor({ ...state, alarms: snapshot.alarms.alarms });
  onLook({ state, dashboard, inSight: widgetsInSight(dashboard, { width, height }, state.scroll) });
  const keys = cloudWatchKeys(dashboard);
  useKeys(({ key }) => {
    const meaning = commandFor(keys, key, state);
    if (meaning?.kind !== 'run') return;
    if (meaning.command === 'quit') screen.quit(0);
    const around = {
      dashboard,
      totalRows: totalRows(dashboard, width),
      pageRows: roomFor(dashboard, height),
    };
    dispatch({ command: meaning.command, around });
  });
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
  return <Rows rows={safeRows(view, width, height)} width={width} height={height} />;
};
