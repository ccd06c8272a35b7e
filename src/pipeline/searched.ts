/** What a SEARCH brought: the planner gives each series that was found an id of its own, `id/label`. */
import type { SeriesSnapshot } from '../store/series-store.ts';
import type { SearchedSeries } from './graphs.ts';

/** Finds the series of a search by the id that was asked for. Looks through all series once. */
export const searchedIn = (series: SeriesSnapshot): SearchedSeries => {
  const found = [...series.values()].filter(
    ({ spec, points }) => spec.query.kind === 'expression' && points.length > 0,
  );
  return (seriesId) =>
    found
      .filter(({ spec }) => spec.id.startsWith(`${seriesId}/`))
      .map(({ spec, points }) => ({ label: spec.label, points }));
};
