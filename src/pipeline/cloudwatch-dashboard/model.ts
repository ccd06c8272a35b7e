/** A CloudWatch dashboard as the tool works with it. */
import type { Mark } from '../../chart/marks.ts';
import type { Threshold } from '../../chart/plot.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import type { Role } from '../../terminal/row.ts';

export type CloudWatchDashboard = {
  readonly name: string;
  /** What the dashboard shows unless the user says otherwise: milliseconds before now, or a time. */
  readonly start?: TimeBound;
  readonly end?: TimeBound;
  /** `auto`: periods follow the range; `inherit`: each widget's own. */
  readonly periodOverride: 'auto' | 'inherit';
  readonly variables: readonly Variable[];
  readonly widgets: readonly Widget[];
  /** What could not be understood, in words; the rest is drawn. */
  readonly warnings: readonly string[];
};

export type TimeBound = { readonly agoMs: number } | { readonly at: number };

export type Variable = {
  readonly id: string;
  readonly label: string;
  /** `property` sets a dimension, or a property such as region; `pattern` replaces a text everywhere. */
  readonly type: 'property' | 'pattern';
  readonly target: string;
  /** The value that is in effect; absent where none was chosen and there is no default. */
  readonly value?: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Where its values come from, when they are not written down. */
  readonly search?: VariableSearch;
};

/** Metrics whose dimension `populateFrom` has the values of a variable. */
export type VariableSearch = {
  readonly namespace: string;
  readonly metric?: string;
  /** All of their dimensions. */
  readonly dimensions: readonly string[];
  /** Values that some of these must have. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly populateFrom: string;
};

export type Widget = {
  readonly index: number;
  /** On the grid of 24 columns. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly content: WidgetContent;
};

export type WidgetContent =
  | MetricContent
  | { readonly kind: 'text'; readonly markdown: string }
  | LogContent
  | AlarmContent
  | UnknownContent;

export type MetricView = 'timeSeries' | 'singleValue' | 'gauge' | 'bar' | 'pie' | 'table';

export type MetricContent = {
  readonly kind: 'metric';
  readonly view: MetricView;
  readonly stacked: boolean;
  readonly sparkline: boolean;
  /** A single figure over the whole range instead of the newest: its series are asked for as one bucket. */
  readonly wholeRange: boolean;
  readonly lines: readonly MetricLine[];
  readonly left: Axis;
  readonly right: Axis;
  readonly marks: readonly Mark[];
  /** ARNs of alarms that are shown on it; a widget may have nothing else. */
  readonly alarmArns: readonly string[];
  /** The same with what is asked for to draw them, once they are known. */
  readonly alarms?: readonly AlarmPicture[];
  /** What is asked for beside its lines. */
  readonly beside?: readonly SeriesSpec[];
  readonly legend: boolean;
  /** Columns of the table view. */
  readonly summary: readonly ('MIN' | 'MAX' | 'SUM' | 'AVG')[];
  readonly periodSeconds: number;
  /** The period that it is drawn by, where that is not its own. */
  readonly drawnBySeconds?: number;
  /** A time of its own in place of the dashboard's. */
  readonly own?: OwnTime;
};

/** An alarm of a widget, with the ids of what it watches and of the band that it is held against. */
export type AlarmPicture = { readonly arn: string; readonly watched?: string; readonly band?: string };

/** Milliseconds before now. */
export type OwnTime = { readonly fromAgoMs: number; readonly toAgoMs: number };

export type MetricLine = {
  readonly series: SeriesSpec;
  /** May hold dynamic parts such as `${MAX}`: `fillLabel` fills them in. */
  readonly label: string;
  readonly visible: boolean;
  readonly axis: 'left' | 'right';
  readonly role: Role;
};

export type Axis = {
  readonly label?: string;
  readonly min?: number;
  readonly max?: number;
  readonly thresholds: readonly Threshold[];
};

export type LogContent = {
  readonly kind: 'log';
  readonly view: 'table' | 'timeSeries' | 'bar' | 'pie';
  readonly region: string;
  readonly accountId?: string;
  readonly groups: readonly string[];
  /** The query without its SOURCE parts. */
  readonly query: string;
};

export type AlarmContent = {
  readonly kind: 'alarm';
  readonly arns: readonly string[];
  /** Only these, where the widget says so. */
  readonly states?: readonly string[];
  readonly newestFirst: boolean;
};

/** Drawn as a placeholder with its name and the reason. */
export type UnknownContent = { readonly kind: 'unknown'; readonly type: string; readonly reason: string };

/** All that a dashboard wants to be asked of CloudWatch. */
export const seriesOfDashboard = ({ widgets }: Pick<CloudWatchDashboard, 'widgets'>): SeriesSpec[] =>
  widgets.flatMap(({ content }) =>
    content.kind === 'metric'
      ? [
          ...content.lines.filter(({ visible }) => visible).map(({ series }) => series),
          ...(content.beside ?? []),
        ]
      : [],
  );
