/** What alarms watch, as it is now: from the series that are polled anyway, nothing is fetched for it. */
import type { Alarm } from '../observation/alarms.ts';
import type { MetricQuery, SeriesUnit } from '../observation/metrics.ts';
import { metricKeyOf } from '../observation/series-key.ts';
import { type Origin, originName } from '../origin.ts';
import { type AlarmValue, alarmUnit } from '../pipeline/alarm-words.ts';
import type { FigureTime } from '../pipeline/stage.ts';
import { isUnread, type SeriesSnapshot, type SeriesState } from './series-store.ts';

const lateMs = 5 * 60_000;
const oldPeriods = 2;

/** The same number whatever the period: the largest of an hour is no smaller, but a sum of an hour is another figure. */
const keyOf = (origin: Origin, accountId: string | undefined, query: MetricQuery): string =>
  query.kind === 'metric'
    ? `${metricKeyOf(origin, query)} ${accountId ?? ''} ${query.stat} ${query.unit ?? ''}`
    : `${originName(origin)} ${accountId ?? ''} ${JSON.stringify(query)}`;

/**
 * Reads the newest settled value of an alarm's metric: of a series with its namespace, name, dimensions, statistic and period in the same
 * Region and account, or of its expression while its graph is open; undefined where none is polled, or it could not be read, or nothing
 * of it had ended by `now` (what is shown may be paused).
 */
export const alarmValuesIn = (
  series: SeriesSnapshot,
  now: number,
): ((alarm: Alarm) => AlarmValue | undefined) => {
  const pointOf = alarmPointsIn(series, now);
  return (alarm) => {
    const found = pointOf(alarm);
    if (found === undefined) return undefined;
    const { value, unit, upTo, isOld } = found;
    return { value, unit: alarmUnit(unit), ...(isOld ? { oldMs: now - upTo } : {}) };
  };
};

/** The same with its time, for who counts how old what is shown is. */
export const alarmPointsIn = (
  series: SeriesSnapshot,
  now: number,
): ((alarm: Alarm) => (FigureTime & { readonly value: number; readonly unit: SeriesUnit }) | undefined) => {
  const polled = new Map<string, SeriesState>();
  for (const state of series.values()) {
    const { query, accountId, periodSeconds, onDemand } = state.spec;
    if (onDemand === 'history' || isUnread(state)) continue;
    // Only an alarm's own graph polls its expression.
    if (query.kind !== 'metric' && onDemand !== 'graph') continue;
    polled.set(`${keyOf(state.spec, accountId, query)} ${periodSeconds}`, state);
  }
  return (alarm) => {
    const { query, periodSeconds = 60, accountId } = alarm;
    if (query === undefined) return undefined;
    const found = polled.get(`${keyOf(alarm, accountId, query)} ${periodSeconds}`);
    const periodMs = periodSeconds * 1000;
    const last = found?.points.findLast(
      ({ at, settled, value }) => settled && Number.isFinite(value) && at + periodMs <= now,
    );
    if (found === undefined || last === undefined) return undefined;
    const upTo = last.at + periodMs;
    const isOld = now - upTo > lateMs + oldPeriods * periodMs;
    return { value: last.value, unit: found.unit, upTo, periodMs, isOld };
  };
};
