/** Which statistic of a metric is worth looking at where nobody says. Pure. */
import type { AwsUnit } from '../observation/metrics.ts';
import { kinds } from './catalogue/kinds.ts';

/** Of events that are counted the sum; of a level what the catalogue looks at; of several percentiles none is the usual one. */
const catalogue: ReadonlyMap<string, string> = new Map(
  Object.values(kinds)
    .flatMap((kind) =>
      Object.values(kind.metrics).map(({ namespace = kind.namespace, metric, stat }): [string, string] => [
        `${namespace} ${metric}`,
        stat,
      ]),
    )
    .filter(([, stat]) => !/^p\d/.test(stat))
    // The first that names a metric has the last word.
    .reverse(),
);

/** By the catalogue, else by the unit that AWS tells: what counts adds up; else CloudWatch's own, Average. */
export const usualStat = (namespace: string, metric: string, told: AwsUnit | undefined): string =>
  catalogue.get(`${namespace} ${metric}`) ?? (told === 'Count' ? 'Sum' : 'Average');

/** True where AWS need not be asked for its unit. */
export const isInCatalogue = (namespace: string, metric: string): boolean =>
  catalogue.has(`${namespace} ${metric}`);
