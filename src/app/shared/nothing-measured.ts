/** A window of which nothing is known: no figure, no change of an alarm, no line. */
import { formatDate, zoneLabel } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { TimeRange } from '../../ranges.ts';
import type { Snapshot } from '../../store/snapshot.ts';

/** Nothing was measured, no alarm changed, no line was written: there is nothing to tell. */
export const isNothingMeasured = (
  { series, alarms, logs }: Pick<Snapshot, 'series' | 'alarms' | 'logs'>,
  { from, to }: TimeRange,
): boolean => {
  const isWithin = ({ at }: { readonly at: number }): boolean => at >= from && at <= to;
  return (
    [...series.values()].every(({ points }) => !points.some(isWithin)) &&
    !alarms.history.items.some(isWithin) &&
    logs.items.length === 0
  );
};

/** That in a line; `hint` says where else to look. */
export const nothingMeasured = ({ from, to }: TimeRange, utc: boolean, hint: string): Failure => ({
  kind: 'not-found',
  code: 'NoData',
  message: `nothing was measured from ${formatDate(from, utc)} to ${formatDate(to, utc)} ${zoneLabel(to, utc)}`,
  hint,
});
