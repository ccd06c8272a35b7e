/** GetMetricData's answer as points of series: pure. */
import type { MessageData, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Point, SeriesPoints, SeriesSpec } from '../../observation/metrics.ts';
import { keyOfSeries, type SeriesKeyText } from '../../observation/series-key.ts';
import { receivedLabel } from './labels.ts';
import type { MetricRequest, PlannedCall } from './pack.ts';
import { settlingMs } from './period.ts';
import { isBand, isPromQl, isSetOfSeries, queryId } from './query.ts';

/** All pages of one call, put together. */
export type CallAnswer = {
  readonly results: readonly MetricDataResult[];
  readonly messages: readonly MessageData[];
};

/** A call with its answer. */
export type Answered = { readonly call: PlannedCall; readonly answer: CallAnswer };

const textOf = ({ Code, Value }: MessageData): string => [Code, Value].filter(Boolean).join(': ');

const statusOf = (parts: readonly MetricDataResult[]): SeriesPoints['status'] => {
  // AWS answers each query, be it without points.
  if (parts.length === 0) return 'error';
  // Each page has a status of its own: the last one says how it ended.
  switch (parts.at(-1)?.StatusCode) {
    case 'Complete':
      return 'complete';
    case 'Forbidden':
      return 'forbidden';
    case 'InternalError':
      return 'error';
    default:
      return 'partial';
  }
};

const valuesOf = (parts: readonly MetricDataResult[]): Map<number, number> => {
  const values = new Map<number, number>();
  for (const { Timestamps = [], Values = [] } of parts) {
    Timestamps.forEach((time, index) => {
      const value = Values[index];
      // Neither a graph nor a recording has a place for another.
      if (value !== undefined && Number.isFinite(value)) values.set(time.getTime(), value);
    });
  }
  return values;
};

/** What names a series of an answer: its label, with what is still to be filled in. */
const labelOf = ({ ask: { query } }: MetricRequest, { Label = '' }: MetricDataResult): string =>
  receivedLabel(Label, query.kind === 'expression' ? query.label : undefined);

type PartsOfSeries = { readonly series: SeriesSpec; readonly parts: readonly MetricDataResult[] };

/**
 * The series that came back for a question. A search has one for each label; a label that came
 * before and is not there now has no points. A search that found nothing answers for itself: it was asked.
 */
const answersOf = (
  question: MetricRequest,
  parts: readonly MetricDataResult[],
  labels: Set<string>,
): readonly PartsOfSeries[] => {
  const found = new Set(parts.map((part) => labelOf(question, part)));
  if (isBand(question.ask.query)) return edgesOf(question, parts, found.size > 1);
  const most = isSetOfSeries(question.ask.query) ? 0 : 1;
  // The one series of a sum over all has no labels: it is the question's own.
  const isUnlabelled = isPromQl(question.ask.query) && found.size === 1 && found.has('');
  if ((found.size <= most || isUnlabelled) && labels.size === 0) {
    return question.series.map((series) => ({ series, parts }));
  }
  const answered = question.series.flatMap((series) =>
    [...new Set([...labels, ...found])].map((label) => ({
      series: { ...series, found: label, label },
      parts: parts.filter((part) => labelOf(question, part) === label),
    })),
  );
  labels.clear();
  for (const label of found) labels.add(label);
  return answered;
};

/** The two edges of a band, told apart by their labels, else by their turn. */
const edgesOf = (
  question: MetricRequest,
  parts: readonly MetricDataResult[],
  hasLabels: boolean,
): readonly PartsOfSeries[] => {
  const edges = new Map<string, MetricDataResult[]>();
  parts.forEach((part, index) => {
    const edge = hasLabels ? (part.Label ?? '') : String(index % 2);
    edges.set(edge, [...(edges.get(edge) ?? []), part]);
  });
  return question.series.flatMap((series) =>
    [...edges].map(([edge, of]) => ({ series: { ...series, found: edge }, parts: of })),
  );
};

/** Labels that a search brought the last time, by the key of its series. */
export type LabelCache = Map<SeriesKeyText, Set<string>>;

const labelsOf = (known: LabelCache, search: SeriesSpec): Set<string> => {
  const key = keyOfSeries(search);
  const labels = known.get(key) ?? new Set();
  known.set(key, labels);
  return labels;
};

/** The points of every series in the calls of one round, as AWS gave them. Remembers the labels of searches in `known`. */
export const toSeriesPoints = (
  answered: readonly Answered[],
  now: number,
  known: LabelCache,
): readonly SeriesPoints[] =>
  answered.flatMap(({ call, answer }) =>
    call.metricRequests.flatMap((question, index) => {
      const parts = answer.results.filter((result) => result.Id === queryId(index));
      return answersOf(question, parts, labelsOf(known, question.ask)).map(
        ({ series, parts: own }): SeriesPoints => ({
          type: 'points',
          series,
          from: call.from,
          to: call.to,
          settledTo: settledTo(series, call, now),
          points: pointsOf(series, bucketsOf(series, valuesOf(own), call), now),
          status: own.length === 0 && isSetOfSeries(series.query) ? 'complete' : statusOf(own),
          messages: [...own.flatMap((part) => part.Messages ?? []), ...answer.messages].map(textOf),
        }),
      );
    }),
  );

/** Of a range the one bucket that it is: that which begins where the call does, else the one that most of it is in. */
const bucketsOf = (
  { overRange, periodSeconds }: SeriesSpec,
  values: ReadonlyMap<number, number>,
  { from, to }: PlannedCall,
): ReadonlyMap<number, number> => {
  if (overRange === undefined || values.size <= 1) return values;
  const shared = (at: number): number => Math.min(to, at + periodSeconds * 1000) - Math.max(from, at);
  const [best] = [...values].sort(([a], [b]) => shared(b) - shared(a));
  return new Map(best === undefined ? [] : [best]);
};

/** End of the last bucket of the window that does not change any more (rule 11). */
const settledTo = (series: SeriesSpec, { from, to }: PlannedCall, now: number): number => {
  const periodMs = series.periodSeconds * 1000;
  const end = Math.floor((now - settlingMs(series)) / periodMs) * periodMs;
  return Math.max(from, Math.min(to, end));
};

const pointsOf = (series: SeriesSpec, values: ReadonlyMap<number, number>, now: number): Point[] => {
  const closedMs = series.periodSeconds * 1000 + settlingMs(series);
  return [...values]
    .sort(([a], [b]) => a - b)
    .map(([at, value]) => ({ at, value, settled: at + closedMs <= now }));
};
