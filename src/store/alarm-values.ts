/** What alarms watch, as it is now: from the series that are polled anyway, nothing is fetched for it. */
import type { Alarm } from '../observation/alarms.ts';
import type { PlainMetric } from '../observation/metrics.ts';
import { metricKeyOf } from '../observation/series-key.ts';
import type { Origin } from '../origin.ts';
import { type AlarmValue, alarmUnit } from '../pipeline/alarm-words.ts';
import { isUnread, type SeriesSnapshot, type SeriesState } from './series-store.ts';

const lateMs = 5 * 60_000;
const oldPeriods = 2;

/** The same number whatever the period: the largest of an hour is no smaller, but a sum of an hour is another figure. */
const keyOf = (origin: Origin, accountId: string | undefined, query: PlainMetric): string =>
  `${metricKeyOf(origin, query)} ${accountId ?? ''} ${query.stat} ${query.unit ?? ''}`;

/**
 * Reads the newest settled value of an alarm's metric: of a series with its namespace, name, dimensions, statistic and period in the same
 * Region and account; undefined where none is polled, or it could not be read.
 */
export const alarmValuesIn = (
  series: SeriesSnapshot,
  now: number,
): ((alarm: Alarm) => AlarmValue | undefined) => {
  const polled = new Map<string, SeriesState>();
  for (const state of series.values()) {
    const { query, accountId, periodSeconds, onDemand } = state.spec;
    if (query.kind !== 'metric' || onDemand === 'history' || isUnread(state)) continue;
    polled.set(`${keyOf(state.spec, accountId, query)} ${periodSeconds}`, state);
  }
  return (alarm) => {
    const { query, periodSeconds = 60, accountId } = alarm;
    if (query?.kind !== 'metric') return undefined;
    const found = polled.get(`${keyOf(alarm, accountId, query)} ${periodSeconds}`);
    const last = found?.points.findLast(({ settled, value }) => settled && Number.isFinite(value));
    if (found === undefined || last === undefined) return undefined;
    const periodMs = periodSeconds * 1000;
    const ageMs = now - (last.at + periodMs);
    const isOld = ageMs > lateMs + oldPeriods * periodMs;
    return { value: last.value, unit: alarmUnit(found.unit), ...(isOld ? { oldMs: ageMs } : {}) };
  };
};
