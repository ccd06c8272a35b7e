/** A graph on the screen: keys to commands, commands to state, state and snapshot to rows. */
import { type ReactNode, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { commandFor, footerRow, helpRows } from '../../src/terminal/key-table.ts';
import { useKeys } from '../../src/terminal/keys.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Spending } from '../frame/cost-text.ts';
import { Rows } from '../frame/rows.tsx';
import { drawnOver } from '../graphs/drawn-series.ts';
import type { TimeSeen } from '../graphs/time-steps.ts';
import { useSteps } from '../screen/use-steps.ts';
import { hasPercentiles } from './drawn-metrics.ts';
import { type MetricsCommand, type MetricsState, metricsKeysNow, reduceMetrics } from './state.ts';
import { metricsRows } from './view.ts';

type MetricsProps = Spending & {
  readonly snapshot: Snapshot;
  /** What is asked for; none before the account is known. */
  readonly series: readonly SeriesSpec[];
  readonly title: string;
  readonly initial: MetricsState;
  /** Told of what is looked at, so that nothing else is fetched. */
  readonly onLook: (state: MetricsState) => void;
};

type Step = { readonly command: MetricsCommand; readonly seen: TimeSeen };

const step = (state: MetricsState, { command, seen }: Step): MetricsState =>
  reduceMetrics(state, command, seen);

export const Metrics = (props: MetricsProps): ReactNode => {
  const { snapshot, series, title, initial, onLook, budget, slowdown } = props;
  const screen = useScreen();
  const { state, latest, take } = useSteps(step, initial);
  const scales = useRef(new Map<string, Bounds>());
  const { columns: width, rows: height } = screen.size;
  const seenBy = (now: MetricsState): TimeSeen => ({
    now: snapshot.at,
    bucketMs: () => {
      const { specs } = drawnOver(series, snapshot.series, now, snapshot.at);
      return Math.max(1, ...specs.map(({ periodSeconds }) => periodSeconds)) * 1000;
    },
    hasPercentiles: hasPercentiles(series),
  });
  onLook(state);
  useKeys(({ key }) => {
    const now = latest();
    const seen = seenBy(now);
    const meaning = commandFor(metricsKeysNow(now, seen), key, now);
    if (meaning?.kind !== 'run') return;
    if (meaning.command === 'quit') screen.quit(0);
    take({ command: meaning.command, seen });
  });
  const keys = metricsKeysNow(state, seenBy(state));
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
  return <Rows rows={safeRows(view, width, height)} width={width} height={height} />;
};
