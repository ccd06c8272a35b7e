/** Values that a dashboard's variables find by a search: the dimensions of the metrics that there are. */
import type { Clients } from '../../aws/clients.ts';
import type { Variable, VariableSearch } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { persist } from '../../sources/scheduler.ts';
import type { Session } from '../shared/session.ts';

type Api = Pick<Clients, 'listMetrics'>;

/** 500 metrics a page, each page billed: who looks for a value among thousands names it with --var. */
const mostPages = 4;

const valuesOf = async (
  { namespace, metric, dimensions, fixed, populateFrom }: VariableSearch,
  api: Api,
  session: Pick<Session, 'clock'>,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const values = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const input = {
      Namespace: namespace,
      ...(metric === undefined ? {} : { MetricName: metric }),
      Dimensions: dimensions.map((Name) => ({
        Name,
        ...(fixed[Name] === undefined ? {} : { Value: fixed[Name] }),
      })),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const answer: Awaited<ReturnType<Api['listMetrics']>> = await persist(session, signal, () =>
      api.listMetrics(input, signal),
    );
    // Without them the variable keeps the value that it was saved with.
    if (!answer.ok) break;
    for (const { Dimensions = [] } of answer.value.Metrics ?? []) {
      const value = Dimensions.find(({ Name }) => Name === populateFrom)?.Value;
      // More dimensions than the search names is another metric.
      if (Dimensions.length === dimensions.length && value !== undefined) values.add(value);
    }
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
  }
  return [...values].sort();
};

/** By the variable's id; nothing for those whose values are written down. */
export const findVariableValues = async (
  variables: readonly Variable[],
  api: Api,
  session: Pick<Session, 'clock'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found = await Promise.all(
    variables.map(
      async ({ id, search }): Promise<readonly [string, readonly string[]]> => [
        id,
        search === undefined ? [] : await valuesOf(search, api, session, signal),
      ],
    ),
  );
  return Object.fromEntries(found);
};
