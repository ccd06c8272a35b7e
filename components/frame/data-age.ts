/** How old the oldest figure on the screen is: what the header says of the data. */
import { isSameOrigin } from '../../src/origin.ts';
import type { FigureTime, StageHealth } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

const minuteMs = 60_000;

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

/**
 * The age in milliseconds of the oldest figure on the screen: of the tiles, and of the list of alarms beside them; undefined where no
 * figure is. Counted from the end of the figure's bucket. That is never later than the read, so a poll that brings old figures, or
 * fails, shows as much as one that does not come (issue 14): a minute's figure that is on time is one to three minutes old.
 */
export const dataAgeMs = (shown: Shown): number | undefined => {
  const { at, stages, alarms } = shown;
  const figures = stages.length === 0 ? ofSeries(shown) : stages.flatMap((stage) => ofStage(stage, shown));
  if (figures.length === 0) return undefined;
  const oldest = [...figures, ...alarms.listedAt.values()].reduce((least, one) => Math.min(least, one), at);
  return at - oldest;
};
