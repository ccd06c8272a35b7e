/** From points as CloudWatch gives them to figures as people read them: zeros filled in (src/sources/metrics/rules.md, rule 12), rates, percentages, differences. */
import type { Reason } from '../chart/newest.ts';
import { formatUnit } from '../format.ts';
import type { Point, SeriesSpec, SeriesUnit } from '../observation/metrics.ts';
import { isWithin, type TimeRange } from '../ranges.ts';
import type { DerivedDefinition } from './catalogue/kind.ts';
import { kindOf } from './catalogue/kinds.ts';
import type { Stage } from './stage.ts';

/** A series as AWS told of it. */
export type AnsweredPoints = {
  readonly points: readonly Point[];
  /** What was answered in full: a point that is missing here is missing at AWS, elsewhere nobody knows. */
  readonly whole: readonly TimeRange[];
};

export type AnsweredPointsOf = (seriesId: string) => AnsweredPoints;

/** A figure of a stage: one of its series, or one derived from them. */
export type Figure = {
  readonly key: string;
  readonly label: string;
  readonly unit: SeriesUnit;
  readonly periodSeconds: number;
  /** In the unit, oldest first. An absent bucket is a gap. */
  readonly points: readonly Point[];
  /** Buckets that have no value and say why; oldest first. */
  readonly reasons: readonly Reason[];
  /** Ids of the series that it is made of. */
  readonly inputs: readonly string[];
};

const noPoints: readonly Point[] = [];

/** Buckets that any of the lists has, each settled when all that have it are. */
const buckets = (
  lists: readonly (readonly Point[])[],
  known: ReadonlyMap<number, boolean> = new Map(),
): Map<number, boolean> => {
  const found = new Map(known);
  for (const points of lists) {
    for (const { at, settled } of points) found.set(at, (found.get(at) ?? true) && settled);
  }
  return found;
};

/** A counter's bucket without a point is 0 where it was asked for and a sibling has been reported; else nothing is known. */
const fillZeros = (
  { points, whole }: AnsweredPoints,
  reported: ReadonlyMap<number, boolean>,
): readonly Point[] => {
  const known = new Set(points.map(({ at }) => at));
  const zeros = [...reported]
    .filter(([at]) => !known.has(at) && isWithin(at, whole))
    .map(([at, settled]) => ({ at, value: 0, settled }));
  return zeros.length === 0 ? points : [...points, ...zeros].sort((a, b) => a.at - b.at);
};

type Derived = Pick<Figure, 'points' | 'reasons'>;

/** One value, or one reason, a bucket that all the lists have, in its time order; undefined and what is not a number are gaps. */
const combine = (
  lists: readonly (readonly Point[])[],
  compute: (values: readonly number[]) => number | string | undefined,
): Derived => {
  const [first = noPoints, ...others] = lists;
  const maps = others.map((points) => new Map(points.map((point) => [point.at, point])));
  const points: Point[] = [];
  const reasons: Reason[] = [];
  for (const point of first) {
    const rest = maps.flatMap((map) => map.get(point.at) ?? []);
    if (rest.length !== maps.length) continue;
    const value = compute([point.value, ...rest.map(({ value: other }) => other)]);
    const { at } = point;
    const settled = point.settled && rest.every((other) => other.settled);
    if (typeof value === 'string') reasons.push({ at, text: value, settled });
    else if (value !== undefined && Number.isFinite(value)) points.push({ at, value, settled });
  }
  return { points, reasons };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * The share of a part in a whole, 0-100. A whole that has counted less than its part has not counted all of it: services count
 * what fails where nothing was begun (a load balancer without a target, an execution that began an hour ago). Then all of
 * what is known has failed. Where neither has counted anything there was nothing to fail.
 */
const share = (part: number, whole: number): number | undefined => {
  const all = Math.max(part, whole);
  return all > 0 ? (100 * part) / all : undefined;
};

/** Rises from one bucket to the next; without the bucket before there is nothing to compare with. */
const increases = (points: readonly Point[], periodMs: number): Point[] =>
  points.flatMap((point, index): Point[] => {
    const before = points[index - 1];
    return before?.at === point.at - periodMs
      ? [{ ...point, value: Math.max(0, point.value - before.value) }]
      : [];
  });

/** How long a backlog lasts at the pace of its bucket, or why it does not end. */
const drainIn = (waiting: number, gone: number, come: number, periodSeconds: number): number | string => {
  if (waiting === 0) return 0;
  if (gone > come) return (waiting * periodSeconds) / (gone - come);
  const growing = (come - gone) / periodSeconds;
  return growing === 0 ? 'not draining' : `not draining, +${formatUnit(growing, 'count/s')}`;
};

const derivePoints = (
  definition: DerivedDefinition,
  raw: (key: string) => readonly Point[] | undefined,
  periodSeconds: number,
): Derived => {
  const one = (key: string): readonly Point[] => raw(key) ?? noPoints;
  /** What is not asked of this stage counts nothing. */
  const asked = (keys: readonly string[]) => keys.map(raw).filter((points) => points !== undefined);
  switch (definition.how) {
    case 'percent': {
      const parts = asked(definition.part);
      return combine([...parts, ...asked(definition.whole)], (values) =>
        share(sum(values.slice(0, parts.length)), sum(values.slice(parts.length))),
      );
    }
    case 'sum':
      return combine(asked(definition.of), sum);
    case 'difference':
      return combine(definition.of.map(one), ([from = Number.NaN, less = Number.NaN]) => from - less);
    case 'increase':
      return { points: increases(one(definition.of), periodSeconds * 1000), reasons: [] };
    case 'shortfall':
      return combine([one(definition.of)], ([of = Number.NaN]) => 100 * (1 - of));
    case 'drain': {
      const { backlog, out, in: into } = definition;
      return combine([backlog, out, into].map(one), ([waiting = 0, gone = 0, come = 0]) =>
        drainIn(waiting, gone, come, periodSeconds),
      );
    }
  }
};

/** What a derived series is in. */
export const derivedUnit = (definition: DerivedDefinition): SeriesUnit => {
  if ('unit' in definition) return definition.unit;
  return definition.how === 'drain' ? 's' : 'percent';
};

/**
 * Reads a stage's figures by key, each computed once. `count/s` series come out per second; a figure whose series are not
 * asked for is undefined.
 */
export const stageFigures = (
  stage: Stage,
  knownOf: AnsweredPointsOf,
): ((key: string) => Figure | undefined) => {
  const kind = kindOf(stage);
  const specs = new Map(stage.series.map((spec) => [spec.key, spec]));
  const siblingKeys = kind.siblings.length > 0 ? kind.siblings : [...specs.keys()];

  /** Buckets that the siblings of one period have reported, found once for all counters. */
  const reported = new Map<number, ReadonlyMap<number, boolean>>();
  const reportedAt = (periodSeconds: number): ReadonlyMap<number, boolean> => {
    const known = reported.get(periodSeconds);
    if (known !== undefined) return known;
    const siblings = siblingKeys
      .flatMap((key) => specs.get(key) ?? [])
      .filter((spec) => spec.periodSeconds === periodSeconds);
    const found = buckets(siblings.map(({ id }) => knownOf(id).points));
    reported.set(periodSeconds, found);
    return found;
  };

  /** Buckets that these inputs of one figure have reported, beside those of the siblings. */
  const reportedBy = (inputs: readonly SeriesSpec[], periodSeconds: number): ReadonlyMap<number, boolean> => {
    const counted = inputs.filter(({ missing }) => missing === 'zero').map(({ id }) => knownOf(id).points);
    return counted.length < 2 ? reportedAt(periodSeconds) : buckets(counted, reportedAt(periodSeconds));
  };

  const rawOf = (spec: SeriesSpec, reported: ReadonlyMap<number, boolean>): readonly Point[] =>
    spec.missing === 'gap' ? knownOf(spec.id).points : fillZeros(knownOf(spec.id), reported);

  const compute = (key: string): Figure | undefined => {
    const spec = specs.get(key);
    if (spec !== undefined) {
      const { id, label, unit, periodSeconds } = spec;
      const raw = rawOf(spec, reportedAt(periodSeconds));
      const points =
        unit === 'count/s' ? raw.map((point) => ({ ...point, value: point.value / periodSeconds })) : raw;
      return { key, label, unit, periodSeconds, points, reasons: [], inputs: [id] };
    }
    const definition = kind.derived[key];
    if (definition === undefined) return undefined;
    const inputs = [...new Set(derivedInputs(definition))].flatMap((input) => specs.get(input) ?? []);
    const [first] = inputs;
    if (first === undefined || !isComplete(definition, (input) => specs.has(input))) return undefined;
    // Its counters stand or fall together: where one has counted, the others that have no point counted nothing.
    const reported = reportedBy(inputs, first.periodSeconds);
    const raw = (input: string) => {
      const of = specs.get(input);
      return of && rawOf(of, reported);
    };
    return {
      key,
      label: definition.label,
      unit: derivedUnit(definition),
      periodSeconds: first.periodSeconds,
      ...derivePoints(definition, raw, first.periodSeconds),
      inputs: inputs.map(({ id }) => id),
    };
  };

  const known = new Map<string, Figure | undefined>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key);
  };
};

/** Whether enough of its metrics are asked of a stage: some have parts that only some stages have. */
const isComplete = (definition: DerivedDefinition, isAsked: (key: string) => boolean): boolean => {
  switch (definition.how) {
    case 'percent':
      return definition.part.some(isAsked) && definition.whole.some(isAsked);
    case 'sum':
      return definition.of.some(isAsked);
    case 'difference':
    case 'increase':
    case 'shortfall':
    case 'drain':
      return derivedInputs(definition).every(isAsked);
  }
};

/** Keys of the metrics that a derived series is computed from. */
export const derivedInputs = (definition: DerivedDefinition): readonly string[] => {
  switch (definition.how) {
    case 'percent':
      return [...definition.part, ...definition.whole];
    case 'sum':
    case 'difference':
      return definition.of;
    case 'increase':
    case 'shortfall':
      return [definition.of];
    case 'drain':
      return [definition.backlog, definition.out, definition.in];
  }
};
