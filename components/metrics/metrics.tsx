/** A graph on the screen: keys to commands, commands to state, state and snapshot to rows. */
import { type ReactNode, useReducer, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { commandFor, footerRow, helpRows } from '../../src/terminal/key-table.ts';
import { useKeys } from '../../src/terminal/keys.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Spending } from '../cost-text.ts';
import { Rows } from '../rows.tsx';
import { type MetricsCommand, type MetricsState, metricsKeys, reduceMetrics } from './state.ts';
import { bucketsOf, metricsRows } from './view.ts';

type MetricsProps = Spending & {
  readonly snapshot: Snapshot;
  readonly title: string;
  readonly initial: MetricsState;
  /** Told of what is looked at, so that nothing else is fetched. */
  readonly onLook: (state: MetricsState) => void;
};

type Step = { readonly command: MetricsCommand; readonly buckets: number };

const step = (state: MetricsState, { command, buckets }: Step): MetricsState =>
  reduceMetrics(state, command, buckets);

export const Metrics = (props: MetricsProps): ReactNode => {
  const { snapshot, title, initial, onLook, budget, slowdown } = props;
  const screen = useScreen();
  const [state, dispatch] = useReducer(step, initial);
  const scales = useRef(new Map<string, Bounds>());
  const { columns: width, rows: height } = screen.size;
  onLook(state);
  useKeys(({ key }) => {
    const meaning = commandFor(metricsKeys, key, state);
    if (meaning?.kind !== 'run') return;
    if (meaning.command === 'quit') screen.quit(0);
    dispatch({ command: meaning.command, buckets: bucketsOf({ snapshot, state }) });
  });
  const view = () =>
    metricsRows({
      state,
      snapshot,
      title,
      budget,
      slowdown,
      ascii: screen.paint.ascii,
      size: { width, height },
      footer: footerRow(metricsKeys, state, width),
      help: helpRows(metricsKeys, state, width),
      scales: scales.current,
    });
  return <Rows rows={safeRows(view, width, height)} width={width} height={height} />;
};
