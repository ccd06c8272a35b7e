/** What an account has, as far as its metrics, alarms, log groups and streams tell: every page of four listings. */
import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  ListMetricsInput,
  ListMetricsOutput,
} from '@aws-sdk/client-cloudwatch';
import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { ListStreamsInput, ListStreamsOutput } from '@aws-sdk/client-dynamodb-streams';
import type { Answer, AwsCall } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Alarm } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Origin } from '../../origin.ts';
import { fromMetricAlarm } from '../alarms/alarm.ts';
import { listPages, type Page } from './list-pages.ts';

/** A metric as ListMetrics names it. */
export type FoundMetric = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly region: string;
  /** Where metrics of several accounts were listed. */
  readonly accountId?: string;
};

export type AccountListing = {
  readonly metrics: readonly FoundMetric[];
  readonly alarms: readonly Alarm[];
  readonly logGroups: readonly {
    readonly name: string;
    readonly region: string;
    readonly arn?: string;
  }[];
  /** The newest stream of each table. */
  readonly streams: readonly { readonly table: string; readonly label: string; readonly region: string }[];
  /** Listings that were refused or broken off: what they would have told is missing. */
  readonly problems: readonly Failure[];
  /** The same of what a pipeline may well be without. */
  readonly lacking: readonly Failure[];
};

/** Of `createClients`, what is called. */
export type DiscoveryApi = {
  readonly listMetrics: AwsCall<ListMetricsInput, ListMetricsOutput>;
  readonly describeAlarms: AwsCall<DescribeAlarmsInput, DescribeAlarmsOutput>;
  readonly describeLogGroups: AwsCall<DescribeLogGroupsRequest, DescribeLogGroupsResponse>;
  readonly listStreams: AwsCall<ListStreamsInput, ListStreamsOutput>;
};

export type ListAccountOptions = {
  readonly clientsFor: (origin: Origin) => DiscoveryApi;
  readonly regions: readonly string[];
  readonly clock: Clock;
  /** Metrics of the accounts that are linked to this monitoring account too. */
  readonly linkedAccounts?: boolean;
  /** Told after every page: `eu-west-1: 1500 metrics`. */
  readonly onProgress?: (text: string) => void;
};

const dimensionsOf = (
  dimensions: NonNullable<ListMetricsOutput['Metrics']>[number]['Dimensions'] = [],
): Record<string, string> => Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));

const metricsOf = (
  { Metrics = [], OwningAccounts = [], NextToken }: ListMetricsOutput,
  region: string,
): Page<FoundMetric> => ({
  items: Metrics.map(({ Namespace = '', MetricName = '', Dimensions }, index) => {
    // What is no account's id would make a file that the tool itself refuses (`bench -- spoil`).
    const owner = OwningAccounts[index];
    const accountId = owner !== undefined && /^\d{12}$/.test(owner) ? owner : undefined;
    return {
      namespace: Namespace,
      metric: MetricName,
      dimensions: dimensionsOf(Dimensions),
      region,
      ...(accountId === undefined ? {} : { accountId }),
    };
  }),
  next: NextToken,
});

const listRegion = async (
  region: string,
  { clientsFor, clock, linkedAccounts = false, onProgress = () => {} }: ListAccountOptions,
  signal: AbortSignal,
) => {
  const api = clientsFor({ region });
  const [metrics, alarms, groups, streams] = await Promise.all([
    listPages(
      { clock, noun: 'metrics', region },
      (token) =>
        api.listMetrics(
          {
            ...(linkedAccounts ? { IncludeLinkedAccounts: true } : {}),
            ...(token === undefined ? {} : { NextToken: token }),
          },
          signal,
        ),
      (output) => metricsOf(output, region),
      onProgress,
      signal,
    ),
    listPages(
      { clock, noun: 'alarms', region },
      (token) =>
        api.describeAlarms(
          {
            AlarmTypes: ['MetricAlarm'],
            MaxRecords: 100,
            ...(token === undefined ? {} : { NextToken: token }),
          },
          signal,
        ),
      ({ MetricAlarms = [], NextToken }) => ({
        items: MetricAlarms.map((alarm) => fromMetricAlarm(alarm, { region })),
        next: NextToken,
      }),
      onProgress,
      signal,
    ),
    listPages(
      { clock, noun: 'log groups', region },
      (token) =>
        api.describeLogGroups({ limit: 50, ...(token === undefined ? {} : { nextToken: token }) }, signal),
      ({ logGroups = [], nextToken }) => ({
        items: logGroups.flatMap(({ logGroupName, arn }) =>
          logGroupName === undefined
            ? []
            : [{ name: logGroupName, region, ...(arn === undefined ? {} : { arn }) }],
        ),
        next: nextToken,
      }),
      onProgress,
      signal,
    ),
    listPages(
      { clock, noun: 'streams', region },
      (token) => api.listStreams(token === undefined ? {} : { ExclusiveStartStreamArn: token }, signal),
      ({ Streams = [], LastEvaluatedStreamArn }) => ({
        items: Streams.flatMap(({ TableName, StreamLabel }) =>
          TableName === undefined || StreamLabel === undefined
            ? []
            : [{ table: TableName, label: StreamLabel, region }],
        ),
        next: LastEvaluatedStreamArn,
      }),
      onProgress,
      signal,
    ),
  ]);
  return { metrics, alarms, groups, streams };
};

/** Account ids are only worth writing down where there are several. */
const withoutOnlyAccount = (metrics: readonly FoundMetric[]): readonly FoundMetric[] =>
  new Set(metrics.map(({ accountId }) => accountId)).size > 1
    ? metrics
    : metrics.map(({ accountId: _, ...metric }) => metric);

type FoundStream = AccountListing['streams'][number];

/** A stream that was disabled stays listed for a day: the newest label is the table's (streams, rule 1). */
const newestOfTables = (streams: readonly FoundStream[]): readonly FoundStream[] => {
  const newest = new Map<string, FoundStream>();
  for (const stream of streams) {
    const key = `${stream.region} ${stream.table}`;
    const known = newest.get(key);
    if (known === undefined || known.label < stream.label) newest.set(key, stream);
  }
  return [...newest.values()];
};

/**
 * Lists all Regions at once. Fails when no metrics can be listed anywhere; the others may be missing, which the
 * answer says. Each page of metrics is billed as one request.
 */
export const listAccount = async (
  options: ListAccountOptions,
  signal: AbortSignal,
): Promise<Answer<AccountListing>> => {
  const regions = await Promise.all(options.regions.map((region) => listRegion(region, options, signal)));
  const refused = regions.map(({ metrics }) => (metrics.items.length === 0 ? metrics.problem : undefined));
  const [failure] = refused;
  if (failure !== undefined && refused.every((problem) => problem !== undefined)) {
    return { ok: false, failure };
  }
  return {
    ok: true,
    value: {
      metrics: withoutOnlyAccount(regions.flatMap(({ metrics }) => metrics.items)),
      alarms: regions.flatMap(({ alarms }) => alarms.items),
      logGroups: regions.flatMap(({ groups }) => groups.items),
      streams: newestOfTables(regions.flatMap(({ streams }) => streams.items)),
      problems: regions
        .flatMap(({ metrics, alarms, groups }) => [metrics.problem, alarms.problem, groups.problem])
        .filter((problem) => problem !== undefined),
      lacking: regions.flatMap(({ streams }) => streams.problem ?? []),
    },
  };
};
