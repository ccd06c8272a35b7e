/** The graph of an alarm that is open: its metric, what it is held against, and the points that were judged. */
import type { Mark } from '../../src/chart/marks.ts';
import { type Plot, plot } from '../../src/chart/plot.ts';
import type { AlarmSeen, AlarmTransition, SeriesSpec } from '../../src/observation.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look } from '../layout.ts';

const graphRows = 10;

/** What to ask CloudWatch for to draw an alarm's metric; undefined where it has no single one. */
export const alarmSeries = (alarm: AlarmSeen): SeriesSpec | undefined => {
  const { namespace, metricName, dimensions, stat = 'Average', periodSeconds = 60, region } = alarm;
  if (namespace === undefined || metricName === undefined) return undefined;
  return {
    id: `alarm ${alarm.arn}`,
    label: metricName,
    region,
    query: { kind: 'metric', namespace, metric: metricName, dimensions, stat },
    periodSeconds,
    unit: 'none',
    missing: 'gap',
  };
};

const transitionRoles = { ALARM: 'bad', INSUFFICIENT_DATA: 'unknown', OK: 'ok' } as const;

/** Its transitions, and the buckets that the last one was judged by. */
const marksOf = (
  { since, periodSeconds = 60, evaluationPeriods = 1, recentValues }: AlarmSeen,
  history: readonly AlarmTransition[],
): readonly Mark[] => {
  const evaluatedMs = Math.max(evaluationPeriods, recentValues.length) * periodSeconds * 1000;
  return [
    ...history.map(({ at, to }) => ({ at, label: to, role: transitionRoles[to] })),
    ...(recentValues.length === 0
      ? []
      : [{ at: since - evaluatedMs, to: since, label: 'evaluated', role: 'accent' as const }]),
  ];
};

/** Rows of the graph; none where the alarm has nothing that can be drawn. */
export const alarmGraph = (
  alarm: AlarmSeen,
  history: readonly AlarmTransition[],
  snapshot: Snapshot,
  width: number,
  look: Look,
): readonly Row[] => {
  const series = alarmSeries(alarm);
  if (series === undefined) return [];
  const state = snapshot.series.get(series.id);
  const periodMs = series.periodSeconds * 1000;
  const to = Math.ceil(snapshot.at / periodMs) * periodMs;
  const drawing: Plot = {
    series: [{ points: state?.points ?? [], role: 'series1', label: series.label }],
    unit: 'none',
    threshold: alarm.threshold === undefined ? undefined : { value: alarm.threshold },
    marks: marksOf(alarm, history),
    from: to - Math.max(3 * 3_600_000, periodMs * 60),
    to,
    periodMs,
    width: width - 2,
    height: graphRows,
    utc: look.utc,
    ascii: look.ascii,
    style: look.ascii ? 'line' : 'braille',
    empty: state === undefined ? 'loading ...' : 'no points in the last hours',
  };
  return [...plot(drawing).map((row): Row => [{ text: ' ' }, ...row]), []];
};
