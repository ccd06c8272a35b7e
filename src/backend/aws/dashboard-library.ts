/** CloudWatch's dashboards: they are the account's, the same in all Regions, so one Region is asked. */
import type { Clients } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { persist } from '../../pacing/persist.ts';
import type { VariableSearch } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { DashboardLibrary, DimensionValues, ListedDashboard } from '../dashboards.ts';

type Options = {
  readonly api: () => Pick<Clients, 'listDashboards' | 'getDashboard' | 'listMetrics'>;
  readonly clock: Clock;
};

const list = async (
  { api, clock }: Options,
  signal: AbortSignal,
): Promise<Result<readonly ListedDashboard[]>> => {
  const { listDashboards } = api();
  const found: ListedDashboard[] = [];
  let token: string | undefined;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const answer: Awaited<ReturnType<typeof listDashboards>> = await persist({ clock }, signal, () =>
      listDashboards(input, signal),
    );
    if (!answer.ok) return fail(answer.failure);
    for (const { DashboardName, LastModified, Size = 0 } of answer.value.DashboardEntries ?? []) {
      if (DashboardName === undefined) continue;
      found.push({ name: DashboardName, modifiedAt: LastModified?.getTime(), bytes: Size });
    }
    token = answer.value.NextToken || undefined;
  } while (token !== undefined && !signal.aborted);
  return succeed(found.sort((a, b) => (a.name < b.name ? -1 : 1)));
};

/** The failure of a dashboard that is not there, with the names of those that are. */
const withNames = async (failure: Failure, options: Options, signal: AbortSignal): Promise<Failure> => {
  if (failure.kind !== 'not-found') return failure;
  const listed = await list(options, signal);
  const names = listed.ok ? listed.value.slice(0, 20).map(({ name }) => name) : [];
  return names.length === 0 ? failure : { ...failure, hint: `Dashboards: ${names.join(', ')}` };
};

/** 500 metrics a page, each page billed: who looks for a value among thousands names it with --var. */
const mostPages = 4;

const dimensionValues = async (
  { namespace, metric, dimensions, fixed, populateFrom }: VariableSearch,
  { api, clock }: Options,
  signal: AbortSignal,
): Promise<DimensionValues> => {
  const { listMetrics } = api();
  const found = new Set<string>();
  const sorted = (): readonly string[] => [...found].sort();
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
    const answer: Awaited<ReturnType<typeof listMetrics>> = await persist({ clock }, signal, () =>
      listMetrics(input, signal),
    );
    if (!answer.ok) return { values: sorted(), failure: answer.failure };
    for (const { Dimensions = [] } of answer.value.Metrics ?? []) {
      const value = Dimensions.find(({ Name }) => Name === populateFrom)?.Value;
      // More dimensions than the search names is another metric.
      if (Dimensions.length === dimensions.length && value !== undefined) found.add(value);
    }
    token = answer.value.NextToken || undefined;
    if (token === undefined) break;
  }
  return { values: sorted() };
};

export const awsDashboards = (options: Options): DashboardLibrary => ({
  list: (signal) => list(options, signal),
  body: async (name, signal) => {
    const { getDashboard } = options.api();
    const answer = await persist(options, signal, () => getDashboard({ DashboardName: name }, signal));
    return answer.ok
      ? succeed(answer.value.DashboardBody ?? '')
      : fail(await withNames(answer.failure, options, signal));
  },
  dimensionValues: (search, signal) => dimensionValues(search, options, signal),
});
