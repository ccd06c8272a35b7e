/**
 * All of AWS that the tool may call, for one Region and profile: reads only. Each service's client is imported on its first call
 * (80-340 ms cold), measured, and made anew once its credentials have expired (a client keeps the keys it has). What there is to
 * call, what it costs and how often it may be called, the tables in `services/` say: all readers of an origin share its clients.
 */
import { type Clock, systemClock } from '../clock.ts';
import type { ApiCall, Failure } from '../observation/health-of-sources.ts';
import type { ClientSettings, Credentials } from './call.ts';
import { failureOf, isExpired } from './failure.ts';
import { createMeter, createScanBill } from './meter.ts';
import { findProfile, refreshProfiles } from './profile.ts';
import { servedAtOf } from './served-at.ts';
import { cloudWatch } from './services/cloudwatch.ts';
import { dynamoDbStreams } from './services/dynamodb-streams.ts';
import { logs } from './services/logs.ts';
import {
  type Attempt,
  actionOf,
  type Bound,
  type Caller,
  type Opened,
  type Operation,
  operationName,
  type Sample,
  type Service,
} from './services/service.ts';

import { spaced } from './spaced.ts';

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

export type Clients = ReturnType<typeof createClients>;

/** What `doctor` tries of a permission. */
export type PermissionProbe = Attempt & { readonly permission: string };

type Operations<Connection> = Readonly<Record<string, Operation<Connection, unknown>>>;
type CallsOf<Rows> = {
  readonly [Method in keyof Rows]: Rows[Method] extends Operation<never, infer Call> ? Call : never;
};

/** One opened client, and how many calls wait for it. */
type Client<Connection> = {
  readonly connection: Promise<Connection>;
  waiting: number;
  isRetired: boolean;
};

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
  const connect = <Connection extends Opened, Rows extends Operations<Connection>>(
    service: Service<Connection, Rows>,
  ) => {
    let current: Client<Connection> | undefined;
    let hasExpired = false;
    /** After keys have expired, the files are read again just before they are used again. */
    const reopen = async () => {
      if (hasExpired) await refreshProfiles().catch(() => {});
      hasExpired = false;
      return service.open(settings);
    };
    const close = ({ connection }: Client<Connection>): void => {
      connection.then((old) => old.close()).catch(() => {});
    };
    const forget = () => {
      if (current !== undefined) close(current);
      current = undefined;
    };
    /** Its keys have run out: the next call opens another. It is closed once nothing waits for it, or that would be cut off. */
    const retire = (client: Client<Connection>): void => {
      hasExpired = true;
      if (current === client) current = undefined;
      client.isRetired = true;
    };
    const callerOf =
      (operation: string): Caller<Connection> =>
      ({ send, price, quota }) =>
        spaced(quota, { operation, ...where, clock }, async (input, signal) => {
          const missing = await profileMissing();
          if (missing !== undefined) return { ok: false, failure: { ...missing, operation, ...where } };
          let startedAt = clock.now();
          current ??= { connection: reopen(), waiting: 0, isRetired: false };
          const client = current;
          client.waiting += 1;
          try {
            const connection = await client.connection;
            startedAt = clock.now();
            const value = await send(connection, input, signal === undefined ? {} : { abortSignal: signal });
            const dollars = meter.record(service.name, operation, startedAt, price(input, value, scanBill));
            const servedAt = servedAtOf(input);
            return { ok: true, value, dollars, ...(servedAt === undefined ? {} : { servedAt }) };
          } catch (error) {
            meter.record(service.name, operation, startedAt, undefined);
            const failure = failureOf(error, { operation, ...where });
            if (isExpired(failure)) retire(client);
            return { ok: false, failure };
          } finally {
            client.waiting -= 1;
            if (client.isRetired && client.waiting === 0) close(client);
          }
        });
    const bound = Object.entries<Operation<Connection, unknown>>(service.operations).map(
      ([method, row]): readonly [string, Bound<unknown>] => [
        method,
        row.bind(callerOf(operationName(method))),
      ],
    );
    return {
      // What TypeScript cannot follow: each method's call is that of its own row.
      calls: Object.fromEntries(bound.map(([method, { call }]) => [method, call])) as CallsOf<Rows>,
      probes: (sample: Sample): readonly PermissionProbe[] =>
        bound.flatMap(([method, { attempt }]) => {
          const tried = attempt(sample);
          return tried === undefined ? [] : [{ ...tried, permission: actionOf(service, method) }];
        }),
      forget,
    };
  };

  const metrics = connect(cloudWatch);
  const lines = connect(logs);
  const streams = connect(dynamoDbStreams);
  const all = [metrics, lines, streams];

  return {
    region,
    ...metrics.calls,
    ...lines.calls,
    ...streams.calls,
    /** The cheapest call that each permission allows; queries and Live Tail cost money and are not tried. */
    probes: (sample: Sample): readonly PermissionProbe[] => all.flatMap(({ probes }) => probes(sample)),
    /** Bills a minute of a Live Tail session that is open. */
    chargeLiveTailMinute: () =>
      meter.charge(logs.name, 'StartLiveTail', logs.operations.startLiveTail.dollarsPerMinute ?? 0),
    /** Ends idle connections. */
    close: () => {
      for (const { forget } of all) forget();
    },
  };
};
