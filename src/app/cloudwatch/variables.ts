/** Values that a dashboard's variables find by a search: the dimensions of the metrics that there are. */

import { variablesScope } from '../../../components/cloudwatch/view.ts';
import type { DashboardLibrary } from '../../backend/dashboards.ts';
import type { Failure, SourceProblem } from '../../observation/health-of-sources.ts';
import type { Variable } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { distinctFailures, givenUp } from '../shared/troubles.ts';

export type FoundVariableValues = {
  /** By the variable's id. */
  readonly found: Readonly<Record<string, readonly string[]>>;
  /** Searches that failed: their variables keep the value that they were saved with, or have none. */
  readonly failures: readonly Failure[];
};

/** Nothing is asked for variables whose values are written down. */
export const findVariableValues = async (
  variables: readonly Variable[],
  library: DashboardLibrary,
  signal: AbortSignal,
): Promise<FoundVariableValues> => {
  const answers = await Promise.all(
    variables.flatMap(({ id, search }) =>
      search === undefined
        ? []
        : [library.dimensionValues(search, signal).then((answer) => ({ id, ...answer }))],
    ),
  );
  return {
    found: Object.fromEntries(answers.map(({ id, values }) => [id, values])),
    failures: distinctFailures(
      answers.flatMap(({ id, failure }) =>
        failure === undefined ? [] : [{ failure, about: `values of ${id}` }],
      ),
    ),
  };
};

/** The same as a screen shows it, beside the variables: nobody searches again. */
export const variableProblems = (failures: readonly Failure[], at: number): readonly SourceProblem[] =>
  failures.map((failure) => ({
    type: 'problem',
    source: 'metrics',
    scope: variablesScope,
    at,
    failure: givenUp(failure),
  }));
