import type { Series } from './series.ts';

/** Labels with `${…}` in them, as CloudWatch fills them for each series. After "Use dynamic labels" in its user guide. */
export const isDynamic = (label: string): boolean => label.includes('${');

type Place = { readonly region: string; readonly accountId: string };

const propertyOf = (name: string, { of, periodSeconds }: Series, place: Place): string | undefined => {
  const properties: Readonly<Record<string, string | undefined>> = {
    AccountId: place.accountId,
    MetricName: of?.name,
    Namespace: of?.namespace,
    Period: String(periodSeconds),
    Region: place.region,
    Stat: of?.stat,
  };
  const dimension = /^Dim\.(.*)$/.exec(name)?.[1];
  return dimension === undefined ? properties[name] : of?.dimensions[dimension];
};

const figureOf = (name: string, values: readonly number[]): number | undefined => {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'MAX':
      return Math.max(...values);
    case 'MIN':
      return Math.min(...values);
    case 'SUM':
      return sum;
    case 'AVG':
      return sum / values.length;
    case 'FIRST':
      return values[0];
    case 'LAST':
      return values.at(-1);
    case 'DATAPOINT_COUNT':
      return values.length;
    default:
      return undefined;
  }
};

/** The label of one series; what is not known of it stays as it was written. */
export const fillDynamic = (label: string, series: Series, place: Place): string =>
  label.replace(
    /\$\{(?:PROP\('([^']*)'\)|([A-Z_]+))\}/g,
    (whole, property: string | undefined, name = '') => {
      if (property !== undefined) return propertyOf(property, series, place) ?? whole;
      if (name === 'LABEL') return series.label;
      const values = series.points.map(({ value }) => value);
      const figure = values.length === 0 ? undefined : figureOf(name, values);
      return figure === undefined ? '--' : String(figure);
    },
  );
