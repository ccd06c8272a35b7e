/** Values that a dashboard's variables find by a search: the dimensions of the metrics that there are. */
import type { DashboardLibrary } from '../../backend/dashboards.ts';
import type { Variable } from '../../pipeline/cloudwatch-dashboard/model.ts';

/** By the variable's id; nothing for those whose values are written down. */
export const findVariableValues = async (
  variables: readonly Variable[],
  library: DashboardLibrary,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found = await Promise.all(
    variables.map(
      async ({ id, search }): Promise<readonly [string, readonly string[]]> => [
        id,
        search === undefined ? [] : await library.dimensionValues(search, signal),
      ],
    ),
  );
  return Object.fromEntries(found);
};
