/** How old the oldest figure on the screen is: what the header says of the data. */
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { isSameOrigin, originName } from '../../src/origin.ts';
import type { FigureTime, StageHealth } from '../../src/pipeline/stage.ts';
import { alarmPointsIn } from '../../src/store/alarm-values.ts';
import { liveIn } from '../../src/store/cached.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

const minuteMs = 60_000;
/** AWS may deliver as late as this. */
const lateMs = 5 * minuteMs;
const oldPeriods = 2;

/** From when on it is out of date. A figure of a longer period is that of now until its next one ends: the day's sum is not a day old. */
const countedFrom = ({ upTo, periodMs }: FigureTime): number => upTo + Math.max(0, periodMs - minuteMs);

type Shown = Pick<Snapshot, 'at' | 'stages' | 'series' | 'alarms' | 'problems'>;

/** The moments that the figures of a stage's tile are of; of one that cannot be read that up to which it was. */
const ofStage = (stage: StageHealth, { problems }: Shown): readonly number[] => {
  const times = [stage.rateOf, stage.headlineOf].flatMap((of) => (of === undefined ? [] : [countedFrom(of)]));
  const isInTrouble = problems.some(
    ({ source, origin }) => source === 'metrics' && (origin === undefined || isSameOrigin(origin, stage)),
  );
  return isInTrouble && stage.seenUpTo !== undefined && times.length === 0 ? [stage.seenUpTo] : times;
};

/** Of a screen without stages: the newest whole bucket of each series. */
const ofSeries = ({ series, at }: Shown): readonly number[] =>
  [...series.values()].flatMap(({ spec, points }) => {
    const periodMs = spec.periodSeconds * 1000;
    const last = points.findLast((point) => point.at + periodMs <= at);
    return last === undefined || spec.onDemand === 'history'
      ? []
      : [countedFrom({ upTo: last.at + periodMs, periodMs, isOld: false })];
  });

/** Of a stage the series that its graphs are drawn of. */
type Graphed = { readonly series: readonly Pick<SeriesSpec, 'id' | 'periodSeconds'>[] };

/** Of the titles of a stage's graphs. What is old there has its age beside it, and passes for nothing else. */
const ofGraphs = ({ series, at }: Shown, graphed: Graphed): readonly number[] =>
  graphed.series.flatMap(({ id, periodSeconds }) => {
    const periodMs = periodSeconds * 1000;
    const last = liveIn(series, id)?.points.findLast(
      (point) => point.settled && Number.isFinite(point.value) && point.at + periodMs <= at,
    );
    if (last === undefined || at - lateMs - periodMs - last.at > oldPeriods * periodMs) return [];
    return [countedFrom({ upTo: last.at + periodMs, periodMs, isOld: false })];
  });

/** Of the values of alarms that are shown as of now; one that is old has its age beside it. */
const ofAlarms = ({ series, alarms, at }: Shown): readonly number[] => {
  const on = alarms.alarms.filter(({ state }) => state === 'ALARM');
  if (on.length === 0) return [];
  const pointOf = alarmPointsIn(series, at);
  return on.flatMap((alarm) => {
    const found = pointOf(alarm);
    return found === undefined || found.isOld ? [] : [countedFrom(found)];
  });
};

/** When each account and Region answered last for the figures that are polled: nothing on the screen was read later. */
const lastReads = ({ series }: Shown): readonly number[] => {
  const byOrigin = new Map<string, number>();
  for (const { spec, readAt } of series.values()) {
    if (readAt === undefined || spec.onDemand !== undefined) continue;
    const name = originName(spec);
    byOrigin.set(name, Math.max(byOrigin.get(name) ?? readAt, readAt));
  }
  return [...byOrigin.values()];
};

/** What else is on the screen beside the tiles. */
export type Beside = {
  /** The stage whose graphs are shown with their newest figures. */
  readonly graphed?: Graphed | undefined;
  /** Rows of alarms have the value now. */
  readonly alarms?: boolean;
};

/**
 * The age in milliseconds of the oldest figure on the screen: of the tiles, of the titles of graphs, of the values of
 * alarms and of their list beside them; undefined where no figure is. Counted from the end of the figure's bucket, so that a poll that brings old figures shows as much as one that does
 * not come (issue 14): a minute's figure that is on time is one to three minutes old. And never less than from the last answer of each account and Region: a bucket that was read
 * while it was open, or one of five minutes, makes nothing young that was read long ago (issue 15, F1c).
 */
export const dataAgeMs = (shown: Shown, beside: Beside = {}): number | undefined => {
  const { at, stages, alarms } = shown;
  const figures = [
    ...(stages.length === 0 ? ofSeries(shown) : stages.flatMap((stage) => ofStage(stage, shown))),
    ...(beside.graphed === undefined ? [] : ofGraphs(shown, beside.graphed)),
    ...(beside.alarms === true ? ofAlarms(shown) : []),
  ];
  if (figures.length === 0) return undefined;
  const reads = [...lastReads(shown), ...alarms.listedAt.values()];
  const oldest = [...figures, ...reads].reduce((least, one) => Math.min(least, one), at);
  return at - oldest;
};
