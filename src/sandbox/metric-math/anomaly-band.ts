/**
 * What is expected of a metric. AWS learns a model of two weeks; here it is the mean of the last hour, so many standard deviations wide to both
 * sides. An edge depends on its moment alone, not on the window that is asked for: alarms are judged by it, and graphs draw it.
 */
import { mapPoints, type Series } from './series.ts';

export const learntMs = 60 * 60_000;

export type Expected = { readonly middle: number; readonly deviation: number };

export const expectedOf = (values: readonly number[]): Expected => {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
  return { middle, deviation: Math.sqrt(variance) };
};

/** The upper and the lower edge from `from` on; `series` goes back by `learntMs` more. */
export const anomalyBand = (series: Series, widths: number, from: number): readonly Series[] => {
  const periodMs = series.periodSeconds * 1000;
  const shown = { ...series, points: series.points.filter(({ at }) => at >= from) };
  const edge = (distance: number): Series =>
    mapPoints(shown, ({ at }) => {
      const learnt = series.points.filter((point) => point.at <= at && point.at >= at + periodMs - learntMs);
      const { middle, deviation } = expectedOf(learnt.map(({ value }) => value));
      return middle + distance * deviation;
    });
  return [edge(widths), edge(-widths)];
};
