import type { Point } from '../../src/observation/metrics.ts';
import type { StageKind } from '../../src/pipeline/catalogue/kinds.ts';
import { type SeriesOptions, type StageDraft, seriesOf } from '../../src/pipeline/catalogue.ts';
import type { AnsweredPoints, AnsweredPointsOf } from '../../src/pipeline/derive.ts';
import type { Stage } from '../../src/pipeline/stage.ts';

export const minute = 60_000;
export const now = Date.UTC(2026, 0, 15, 14, 3, 20);
/** Start of the newest settled minute. */
export const newest = Date.UTC(2026, 0, 15, 14, 1);

export const draft = (kind: StageKind, more: Partial<StageDraft> = {}): StageDraft => ({
  name: 'it',
  kind,
  region: 'eu-west-1',
  dimensions: {},
  next: [],
  logGroups: [],
  objectives: {},
  ...more,
});

export const stageOf = (
  kind: StageKind,
  more: Partial<StageDraft> = {},
  options: Partial<SeriesOptions> = {},
): Stage => {
  const stage = draft(kind, more);
  return { ...stage, series: seriesOf(stage, { stages: [stage], ...options }) };
};

/** Values of consecutive buckets, the last one `newest`; undefined is no point. */
export const points = (values: readonly (number | undefined)[], periodSeconds = 60): Point[] =>
  values.flatMap((value, index) =>
    value === undefined
      ? []
      : [{ at: newest - (values.length - 1 - index) * periodSeconds * 1000, value, settled: true }],
  );

/** All that AWS has of a series. */
export const allOf = (points: readonly Point[]): AnsweredPoints => ({
  points,
  whole: [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }],
});

export const noneAcknowledged: AnsweredPointsOf = () => allOf([]);

/** What stands after the last dot of an id of the catalogue. */
export const seriesKey = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

/** Points of each series by its key. */
export const pointsByKey =
  (known: Readonly<Record<string, readonly Point[]>>): AnsweredPointsOf =>
  (id) =>
    allOf(known[seriesKey(id)] ?? []);
