import * as z from 'zod';
import type { Point } from '../../metric-math/series.ts';
import { makeToken, readToken } from '../paging.ts';
import type { QueryResult } from './metric-queries.ts';

/**
 * Pages of datapoints. A page goes on where the one before ended: in the series of that number, after that moment. It
 * lists every series that the pages before did not end, `PartialData` while more of it is to come.
 */

const placeShape = z.object({ series: z.number(), after: z.number().nullable() });

type Place = z.output<typeof placeShape>;

export const firstPlace: Place = { series: 0, after: null };

export const writePlace = (question: unknown, place: Place): string => makeToken(question, place);

export const readPlace = (question: unknown, token: string): Place | undefined =>
  readToken(question, token, placeShape);

export type Slice = {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Point[];
  readonly isWhole: boolean;
};

/** The page from `place` on, of at most `limit` datapoints, newest first unless `ascending`. */
export const pageOf = (
  results: readonly QueryResult[],
  ascending: boolean,
  place: Place,
  limit: number,
): { readonly slices: readonly Slice[]; readonly next: Place | undefined } => {
  const all = results.flatMap(({ id, series }) => series.map(({ label, points }) => ({ id, label, points })));
  let left = limit;
  let next: Place | undefined;
  const slices = all.slice(place.series).map(({ id, label, points }, index): Slice => {
    const ordered = ascending ? points : points.toReversed();
    const after = index === 0 ? place.after : null;
    const rest = after === null ? ordered : ordered.filter(({ at }) => (ascending ? at > after : at < after));
    const taken = rest.slice(0, left);
    left -= taken.length;
    const isWhole = taken.length === rest.length;
    if (!isWhole && next === undefined) {
      next = { series: place.series + index, after: taken.at(-1)?.at ?? after };
    }
    return { id, label, points: taken, isWhole };
  });
  return { slices, next };
};
