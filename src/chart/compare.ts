import { formatDuration } from '../format.ts';
import type { PlotSeries } from './plot.ts';

/** A series of `agoMs` before, moved onto now and drawn dim: put it after the one it is compared with. */
export const comparedWith = ({ points, label }: PlotSeries, agoMs: number): PlotSeries => ({
  points: points.map((point) => ({ ...point, at: point.at + agoMs, settled: true })),
  role: 'dim',
  label: `${label} ${formatDuration(agoMs)} before`,
});
