/** The dashboard on the screen: an event to its update, state and snapshot to rows. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { Lacks } from '../../src/demand.ts';
import { memoLast } from '../../src/memo-last.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { useKeys } from '../../src/terminal/keys.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Acknowledged } from '../alarms/acknowledged.ts';
import { Rows } from '../frame/rows.tsx';
import type { InsightsData } from '../insights/answer.ts';
import { pausedSnapshot } from '../screen/paused.ts';
import { useUpdates } from '../screen/use-updates.ts';
import { nobodyCares } from './alarm-in-hand.ts';
import { type DashboardData, type NextPipeline, onlyPipeline } from './context.ts';
import { type DashboardLook, lookOf } from './demand.ts';
import type { DashboardEffect } from './effects.ts';
import { holdFocus } from './focus.ts';
import type { WriteReport } from './report-key.ts';
import { shownRows } from './shown-rows.ts';
import type { DashboardState } from './state.ts';
import { updateDashboard } from './update.ts';

export type DashboardProps = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** Queries to choose from, and what came of the one that was asked. */
  readonly insights?: InsightsData;
  readonly names: readonly string[];
  readonly budget: number | undefined;
  readonly initial: DashboardState;
  /** Told of what is looked at after every commit, so that nothing else is fetched. */
  readonly onLook?: (look: DashboardLook) => void;
  /** Told of the state, to begin with it another time. */
  readonly onState?: (state: DashboardState) => void;
  /** How many times slower than usual the budget makes polls. */
  readonly slowdown?: number;
  /** The screen that it was opened from: Esc leads back there when nothing is left to close. */
  readonly home?: { readonly name: string; readonly goBack: () => void };
  readonly nextPipeline?: NextPipeline;
  /** What cannot be done with what the data come from; nothing where absent. */
  readonly lacks?: Lacks;
  /** Writes a report; without it none can be written from here. */
  readonly writeReport?: WriteReport;
  /** Alarms that somebody looks after; none where absent. */
  readonly acknowledged?: Acknowledged;
};

const noLacks: Lacks = {};
const noReport: WriteReport = async () => 'no report can be written from here';

export const Dashboard = (props: DashboardProps): ReactNode => {
  const { pipeline, insights, names, budget, slowdown, initial, home, onLook, onState } = props;
  const { nextPipeline = onlyPipeline, lacks = noLacks, acknowledged = nobodyCares } = props;
  const { writeReport = noReport } = props;
  const screen = useScreen();
  const perform = (effect: DashboardEffect): void => {
    switch (effect.kind) {
      case 'acknowledge':
        acknowledged.toggle(effect.arn, effect.since);
        break;
      case 'writeReport':
        void writeReport(effect).then((notice) => send({ notice }));
        break;
      case 'goHome':
        home?.goBack();
        break;
      case 'goToNextPipeline':
        if ('go' in nextPipeline) nextPipeline.go();
        break;
    }
  };
  const { state: kept, send } = useUpdates({
    update: updateDashboard,
    initial,
    perform,
    onCommit: (committed) => {
      onState?.(committed);
      onLook?.(lookOf(holdFocus(committed, props), props.snapshot, pipeline));
    },
  });
  const scales = useRef(new Map<string, Bounds>());
  const still = useRef(memoLast(pausedSnapshot));
  const snapshot =
    kept.paused === undefined ? props.snapshot : still.current(kept.paused, props.snapshot.series);
  const { columns: width, rows: height } = screen.size;
  const data: DashboardData = {
    snapshot,
    pipeline,
    insights,
    acknowledged: acknowledged.known(),
    ascii: screen.paint.ascii,
    size: { width, height },
    home: home?.name,
    nextPipeline,
    lacks,
  };
  const state = holdFocus(kept, data);
  // What is held is kept: the next snapshot must find it.
  useLayoutEffect(() => {
    if (state !== kept) send({ data });
  });
  useKeys((press) => send({ press, data }));
  const rows = shownRows({ ...data, state, names, budget, slowdown, scales: scales.current }, screen.glyphs);
  return <Rows rows={rows} />;
};
