/** Labels with dynamic parts, `[max: ${MAX}] ${LABEL}`: all that AWS documents ("Use dynamic labels" in CloudWatch's guide). */
import { formatClock, formatDay, formatDuration, formatNumber, formatUnit } from '../../format.ts';
import type { Point, SeriesSpec, SeriesUnit } from '../../observation/metrics.ts';

const part = /\$\{([A-Z_]+|PROP\('([^']*)'\))\}/g;

/** A property of what is asked for; undefined where it has none of that name, or is no single metric. */
const propertyOf = (name: string, { region, accountId, query }: Omit<SeriesSpec, 'label'>) => {
  switch (name) {
    case 'Region':
      return region;
    case 'AccountId':
    // The label that an account was given is known to AWS alone.
    case 'AccountLabel':
      return accountId;
    default:
  }
  if (query.kind !== 'metric') return undefined;
  switch (name) {
    case 'MetricName':
      return query.metric;
    case 'Namespace':
      return query.namespace;
    case 'Stat':
      return query.stat;
    default:
      return query.dimensions[name.replace(/^Dim\./, '')];
  }
};

/** The parts of a label that need no points: `${PROP('Dim.QueueName')}`, `${LABEL}`, which stands for `fallback`. */
export const fillProperties = (template: string, fallback: string, spec: Omit<SeriesSpec, 'label'>): string =>
  template.replace(part, (whole, name: string, property: string | undefined) => {
    if (name === 'LABEL') return fallback;
    return property === undefined ? whole : (propertyOf(property, spec) ?? whole);
  });

export type LabelLook = {
  readonly unit: SeriesUnit;
  readonly periodSeconds: number;
  readonly now: number;
  readonly utc: boolean;
};

const extreme = (points: readonly Point[], isBeyond: (value: number, than: number) => boolean) =>
  points.reduce<Point | undefined>(
    (best, point) => (best === undefined || isBeyond(point.value, best.value) ? point : best),
    undefined,
  );

/** The day too, where it is another one. */
const timeText = (at: number, { now, utc }: LabelLook): string => {
  const day = formatDay(at, utc);
  const clock = formatClock(at, { utc });
  return day === formatDay(now, utc) ? clock : `${day} ${clock}`;
};

/** What a part says of these points, oldest first; undefined for a part that AWS does not document. */
const partOf = (name: string, points: readonly Point[], look: LabelLook): string | undefined => {
  const ends = {
    FIRST: points[0],
    LAST: points.at(-1),
    MIN: extreme(points, (value, than) => value < than),
    MAX: extreme(points, (value, than) => value > than),
  };
  const valueText = (value: number | undefined) => formatUnit(value ?? Number.NaN, look.unit);
  const between = (a: keyof typeof ends, b: keyof typeof ends, of: 'value' | 'at'): number =>
    Math.abs((ends[b]?.[of] ?? Number.NaN) - (ends[a]?.[of] ?? Number.NaN));
  const sum = points.reduce((total, { value }) => total + value, 0);
  switch (name) {
    case 'DATAPOINT_COUNT':
      return formatNumber(points.length);
    case 'SUM':
      return valueText(points.length === 0 ? undefined : sum);
    case 'AVG':
      return valueText(sum / points.length);
    case 'FIRST_LAST_RANGE':
      return valueText(between('FIRST', 'LAST', 'value'));
    case 'MIN_MAX_RANGE':
      return valueText(between('MIN', 'MAX', 'value'));
    case 'FIRST_LAST_TIME_RANGE':
      return formatDuration(between('FIRST', 'LAST', 'at'));
    case 'MIN_MAX_TIME_RANGE':
      return formatDuration(between('MIN', 'MAX', 'at'));
    default:
  }
  const [, end, time] = /^(FIRST|LAST|MIN|MAX)(|_TIME|_TIME_RELATIVE)$/.exec(name) ?? [];
  if (end !== 'FIRST' && end !== 'LAST' && end !== 'MIN' && end !== 'MAX') return undefined;
  const point = ends[end];
  if (time === '' || point === undefined) return valueText(point?.value);
  return time === '_TIME' ? timeText(point.at, look) : formatDuration(Math.max(0, look.now - point.at));
};

/** Fills in the parts of a label that speak of points: `${MAX}`, `${LAST_TIME}` … What is no such part stands as it was written. */
export const fillLabel = (template: string, points: readonly Point[], look: LabelLook): string => {
  if (!template.includes('${')) return template;
  const finite = points.filter(({ value }) => Number.isFinite(value));
  return template.replace(part, (whole, name: string, property: string | undefined) =>
    property === 'Period' ? String(look.periodSeconds) : (partOf(name, finite, look) ?? whole),
  );
};
