/** What a widget is drawn from, beside its own content. */
import type { Bounds } from '../../chart/scale.ts';
import type { Alarm } from '../../observation/alarms.ts';
import type { LineInput } from './drawn-lines.ts';

export type MetricWidgetInput = LineInput & {
  /** What is to be said of a series: that it is loading, or what AWS said of it. */
  readonly noteOf?: (seriesId: string) => string | undefined;
  readonly alarms: readonly Alarm[];
  readonly width: number;
  readonly height: number;
  readonly ascii: boolean;
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales?: Map<string, Bounds>;
};
