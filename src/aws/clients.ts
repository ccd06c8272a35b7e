/**
 * All of AWS that the tool may call, for one Region and profile: reads only. Each service's client is imported on its first call
 * (80-340 ms cold), measured, and made anew once its credentials have expired (a client keeps the keys it has).
 */
import { type Clock, systemClock } from '../clock.ts';
import type { ApiCall, Failure } from '../observation/health-of-sources.ts';
import type { Answer, AwsCall, ClientSettings, Credentials } from './call.ts';
import { failureOf, isExpired } from './failure.ts';
import { type Bill, createMeter, createScanBill, type Service } from './meter.ts';
import { billedMetrics, dollarsPerLiveTailMinute } from './price.ts';
import { findProfile, refreshProfiles } from './profile.ts';
import { servedAtOf } from './served-at.ts';

export type ClientsOptions = {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** Instead of the SDK's chain of providers. */
  readonly credentials?: Credentials | undefined;
  /** Told of every call, also of those that failed. */
  readonly onCall?: (call: ApiCall) => void;
  readonly clock?: Clock;
};

type Opened = { readonly close: () => void };
type Operation<Input extends object, Output extends object> = (
  input: Input,
  signal?: AbortSignal,
) => Promise<Output>;

export type Clients = ReturnType<typeof createClients>;

/** The clients of one Region and profile. Nothing is loaded or connected until the first call. */
export const createClients = (options: ClientsOptions) => {
  const { region, profile, endpointUrl, credentials, clock = systemClock } = options;
  const settings: ClientSettings = {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const meter = createMeter({ region, clock, onCall: options.onCall ?? (() => {}) });

  const scanBill = createScanBill();

  let hasProfile = profile === undefined;
  /** Why nothing can be asked: the profile is not there. Looked for until it is. */
  const profileMissing = async (): Promise<Failure | undefined> => {
    if (hasProfile) return undefined;
    const found = await findProfile(profile, {});
    hasProfile = found.ok;
    return found.ok ? undefined : found.failure;
  };
  const where = { region, ...(profile === undefined ? {} : { profile }) };

  /** A service: its client opened lazily, its operations as calls that answer. */
  const service = <Client extends Opened>(name: Service, open: () => Promise<Client>) => {
    let client: Promise<Client> | undefined;
    let hasExpired = false;
    /** After keys have expired, the files are read again just before they are used again. */
    const reopen = async () => {
      if (hasExpired) await refreshProfiles().catch(() => {});
      hasExpired = false;
      return open();
    };
    const forget = () => {
      client?.then((old) => old.close()).catch(() => {});
      client = undefined;
    };
    const call =
      <Input extends object, Output extends object>(
        operation: string,
        pick: (client: Client) => Operation<Input, Output>,
        bill: (input: Input, output: Output) => Bill = () => ({}),
      ): AwsCall<Input, Output> =>
      async (input, signal): Promise<Answer<Output>> => {
        const missing = await profileMissing();
        if (missing !== undefined) return { ok: false, failure: { ...missing, operation, ...where } };
        let startedAt = clock.now();
        try {
          client ??= reopen();
          const send = pick(await client);
          startedAt = clock.now();
          const value = await send(input, signal);
          meter.record(name, operation, startedAt, bill(input, value));
          const servedAt = servedAtOf(input);
          return { ok: true, value, ...(servedAt === undefined ? {} : { servedAt }) };
        } catch (error) {
          meter.record(name, operation, startedAt, undefined);
          const failure = failureOf(error, { operation, ...where });
          if (isExpired(failure)) {
            hasExpired = true;
            forget();
          }
          return { ok: false, failure };
        }
      };
    return { call, forget };
  };

  const cloudWatch = service('cloudwatch', async () =>
    (await import('./cloudwatch.ts')).openCloudWatch(settings),
  );
  const logs = service('logs', async () => (await import('./logs.ts')).openLogs(settings));
  const streams = service('dynamodbstreams', async () =>
    (await import('./dynamodb-streams.ts')).openStreams(settings),
  );

  return {
    region,
    getMetricData: cloudWatch.call(
      'GetMetricData',
      (client) => client.getMetricData,
      ({ MetricDataQueries = [] }, { MetricDataResults = [] }) => ({
        billedMetrics: billedMetrics(
          MetricDataQueries,
          (id) => MetricDataResults.filter((result) => result.Id === id).length,
        ),
      }),
    ),
    listMetrics: cloudWatch.call('ListMetrics', (client) => client.listMetrics),
    describeAlarms: cloudWatch.call('DescribeAlarms', (client) => client.describeAlarms),
    describeAlarmHistory: cloudWatch.call('DescribeAlarmHistory', (client) => client.describeAlarmHistory),
    getDashboard: cloudWatch.call('GetDashboard', (client) => client.getDashboard),
    listDashboards: cloudWatch.call('ListDashboards', (client) => client.listDashboards),
    describeLogGroups: logs.call('DescribeLogGroups', (client) => client.describeLogGroups),
    describeLogStreams: logs.call('DescribeLogStreams', (client) => client.describeLogStreams),
    filterLogEvents: logs.call('FilterLogEvents', (client) => client.filterLogEvents),
    startLiveTail: logs.call('StartLiveTail', (client) => client.startLiveTail),
    startQuery: logs.call('StartQuery', (client) => client.startQuery),
    getQueryResults: logs.call(
      'GetQueryResults',
      (client) => client.getQueryResults,
      ({ queryId }, { statistics }) => scanBill(queryId, statistics?.bytesScanned),
    ),
    stopQuery: logs.call('StopQuery', (client) => client.stopQuery),
    getLogRecord: logs.call('GetLogRecord', (client) => client.getLogRecord),
    listStreams: streams.call('ListStreams', (client) => client.listStreams),
    describeStream: streams.call('DescribeStream', (client) => client.describeStream),
    getShardIterator: streams.call('GetShardIterator', (client) => client.getShardIterator),
    getRecords: streams.call('GetRecords', (client) => client.getRecords),
    /** Bills a minute of a Live Tail session that is open. */
    chargeLiveTailMinute: () => meter.charge('logs', 'StartLiveTail', dollarsPerLiveTailMinute),
    /** Ends idle connections. */
    close: () => {
      cloudWatch.forget();
      logs.forget();
      streams.forget();
    },
  };
};
