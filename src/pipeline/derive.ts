/** From points as CloudWatch gives them to figures as people read them: zeros filled in, rates, percentages, differences. */
import type { Point, SeriesSpec, SeriesUnit } from '../observation/metrics.ts';
import { isWithin, type TimeRange } from '../ranges.ts';
import type { DerivedDefinition } from './catalogue/kind.ts';
import { kinds } from './catalogue/kinds.ts';
import type { Stage } from './stage.ts';

/** A series as AWS told of it. */
export type KnownPoints = {
  readonly points: readonly Point[];
  /** What was answered in full: a point that is missing here is missing at AWS, elsewhere nobody knows. */
  readonly whole: readonly TimeRange[];
};

export type KnownPointsOf = (seriesId: string) => KnownPoints;

/** A figure of a stage: one of its series, or one derived from them. */
export type Figure = {
  readonly key: string;
  readonly label: string;
  readonly unit: SeriesUnit;
  readonly periodSeconds: number;
  /** In the unit, oldest first. An absent bucket is a gap. */
  readonly points: readonly Point[];
  /** Ids of the series that it is made of. */
  readonly inputs: readonly string[];
};

/** The end of a series' id, after the last dot. */
export const seriesKey = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

const noPoints: readonly Point[] = [];

/** Buckets that any of the lists has, each settled when all that have it are. */
const buckets = (lists: readonly (readonly Point[])[]): Map<number, boolean> => {
  const found = new Map<number, boolean>();
  for (const points of lists) {
    for (const { at, settled } of points) found.set(at, (found.get(at) ?? true) && settled);
  }
  return found;
};

/** A counter's bucket without a point is 0 where it was asked for and a sibling has been reported; else nothing is known. */
const fillZeros = (
  { points, whole }: KnownPoints,
  reported: ReadonlyMap<number, boolean>,
): readonly Point[] => {
  const known = new Set(points.map(({ at }) => at));
  const zeros = [...reported]
    .filter(([at]) => !known.has(at) && isWithin(at, whole))
    .map(([at, settled]) => ({ at, value: 0, settled }));
  return zeros.length === 0 ? points : [...points, ...zeros].sort((a, b) => a.at - b.at);
};

/** One value a bucket that all the lists have, in its time order; undefined and what is not a number are gaps. */
const combine = (
  lists: readonly (readonly Point[])[],
  compute: (values: readonly number[]) => number | undefined,
): Point[] => {
  const [first = noPoints, ...others] = lists;
  const maps = others.map((points) => new Map(points.map((point) => [point.at, point])));
  return first.flatMap((point): Point[] => {
    const rest = maps.flatMap((map) => map.get(point.at) ?? []);
    if (rest.length !== maps.length) return [];
    const value = compute([point.value, ...rest.map(({ value: other }) => other)]);
    if (value === undefined || !Number.isFinite(value)) return [];
    return [{ at: point.at, value, settled: point.settled && rest.every(({ settled }) => settled) }];
  });
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rises from one bucket to the next; without the bucket before there is nothing to compare with. */
const increases = (points: readonly Point[], periodMs: number): Point[] =>
  points.flatMap((point, index): Point[] => {
    const before = points[index - 1];
    return before?.at === point.at - periodMs
      ? [{ ...point, value: Math.max(0, point.value - before.value) }]
      : [];
  });

const derivePoints = (
  definition: DerivedDefinition,
  raw: (key: string) => readonly Point[],
  periodSeconds: number,
): Point[] => {
  switch (definition.how) {
    case 'percent': {
      const parts = definition.part.map(raw);
      return combine([...parts, ...definition.whole.map(raw)], (values) => {
        const whole = sum(values.slice(parts.length));
        return whole > 0 ? (100 * sum(values.slice(0, parts.length))) / whole : undefined;
      });
    }
    case 'sum':
      return combine(definition.of.map(raw), sum);
    case 'difference':
      return combine(definition.of.map(raw), ([from = Number.NaN, less = Number.NaN]) => from - less);
    case 'increase':
      return increases(raw(definition.of), periodSeconds * 1000);
    case 'shortfall':
      return combine([raw(definition.of)], ([share = Number.NaN]) => 100 * (1 - share));
    case 'drain': {
      const { backlog, out, in: into } = definition;
      return combine([backlog, out, into].map(raw), ([waiting = 0, gone = 0, come = 0]) => {
        if (waiting === 0) return 0;
        return gone > come ? (waiting * periodSeconds) / (gone - come) : undefined;
      });
    }
  }
};

const derivedUnit = (definition: DerivedDefinition): SeriesUnit => {
  if ('unit' in definition) return definition.unit;
  return definition.how === 'drain' ? 's' : 'percent';
};

/**
 * Reads a stage's figures by key, each computed once. `count/s` series come out per second; a figure whose series are not
 * asked for is undefined.
 */
export const stageFigures = (stage: Stage, knownOf: KnownPointsOf): ((key: string) => Figure | undefined) => {
  const kind = kinds[stage.kind];
  const specs = new Map(stage.series.map((spec) => [seriesKey(spec.id), spec]));
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

  const rawOf = ({ id, missing, periodSeconds }: SeriesSpec): readonly Point[] =>
    missing === 'gap' ? knownOf(id).points : fillZeros(knownOf(id), reportedAt(periodSeconds));

  const compute = (key: string): Figure | undefined => {
    const spec = specs.get(key);
    if (spec !== undefined) {
      const { id, label, unit, periodSeconds } = spec;
      const raw = rawOf(spec);
      const points =
        unit === 'count/s' ? raw.map((point) => ({ ...point, value: point.value / periodSeconds })) : raw;
      return { key, label, unit, periodSeconds, points, inputs: [id] };
    }
    const definition = kind.derived[key];
    if (definition === undefined) return undefined;
    const inputs = derivedInputs(definition).map((input) => specs.get(input));
    const known = inputs.filter((input) => input !== undefined);
    const periodSeconds = known[0]?.periodSeconds;
    if (periodSeconds === undefined || known.length < inputs.length) return undefined;
    const raw = (input: string) => {
      const of = specs.get(input);
      return of === undefined ? noPoints : rawOf(of);
    };
    return {
      key,
      label: definition.label,
      unit: derivedUnit(definition),
      periodSeconds,
      points: derivePoints(definition, raw, periodSeconds),
      inputs: known.map(({ id }) => id),
    };
  };

  const known = new Map<string, Figure | undefined>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key);
  };
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
