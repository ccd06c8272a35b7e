/** A graph on the screen: a key to its update, state and snapshot to rows. */
import { type ReactNode, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { footerRow, helpRows } from '../../src/terminal/key-table.ts';
import { type KeyPress, useKeys } from '../../src/terminal/keys.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Spending } from '../frame/cost-text.ts';
import { Rows } from '../frame/rows.tsx';
import { drawnOver } from '../graphs/drawn-series.ts';
import type { TimeContext } from '../graphs/time-steps.ts';
import { runKey, type ScreenEffect, type Update } from '../screen/update.ts';
import { useUpdates } from '../screen/use-updates.ts';
import { hasPercentiles } from './drawn-metrics.ts';
import { type MetricsState, metricsKeysNow, reduceMetrics } from './state.ts';
import { metricsRows } from './view.ts';

type MetricsProps = Spending & {
  readonly snapshot: Snapshot;
  /** What is asked for; none before the account is known. */
  readonly series: readonly SeriesSpec[];
  readonly title: string;
  readonly initial: MetricsState;
  /** Told of what is looked at after every commit, so that nothing else is fetched. */
  readonly onLook: (state: MetricsState) => void;
};

type MetricsData = Pick<MetricsProps, 'snapshot' | 'series'>;

type MetricsEvent = { readonly press: KeyPress; readonly data: MetricsData };

const seenBy = (state: MetricsState, { snapshot, series }: MetricsData): TimeContext => ({
  now: snapshot.at,
  bucketMs: () => {
    const { specs } = drawnOver(series, snapshot.series, state, snapshot.at);
    return Math.max(1, ...specs.map(({ periodSeconds }) => periodSeconds)) * 1000;
  },
  hasPercentiles: hasPercentiles(series),
});

const updateMetrics = (
  state: MetricsState,
  { press, data }: MetricsEvent,
): Update<MetricsState, ScreenEffect> => {
  const seen = seenBy(state, data);
  return runKey(state, press, metricsKeysNow(state, seen), (command) => ({
    state: reduceMetrics(state, command, seen),
    effects: command === 'quit' && !state.help ? [{ kind: 'quit' }] : [],
  }));
};

export const Metrics = (props: MetricsProps): ReactNode => {
  const { snapshot, series, title, initial, onLook, budget, slowdown } = props;
  const screen = useScreen();
  const { state, send } = useUpdates({
    update: updateMetrics,
    initial,
    onCommit: onLook,
  });
  const scales = useRef(new Map<string, Bounds>());
  const { columns: width, rows: height } = screen.size;
  const data: MetricsData = { snapshot, series };
  useKeys((press) => send({ press, data }));
  const keys = metricsKeysNow(state, seenBy(state, data));
  const view = () =>
    metricsRows({
      state,
      snapshot,
      series,
      title,
      budget,
      slowdown,
      ascii: screen.paint.ascii,
      size: { width, height },
      footer: footerRow(keys, state, width),
      help: helpRows(keys, state, width),
      scales: scales.current,
    });
  return <Rows rows={safeRows(view, width, height)} />;
};
