import type { PlotSeries } from './plot.ts';

/** A series of `agoMs` before, moved onto now, dim and dotted: put it after the one it is compared with. */
export const comparedWith = ({ points }: PlotSeries, agoMs: number, label: string): PlotSeries => ({
  points: points.map((point) => ({ ...point, at: point.at + agoMs, settled: true })),
  role: 'dim',
  label,
  dotted: true,
});
