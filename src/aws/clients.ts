/**
 * All of AWS that the tool may call, for one Region and profile: reads only. Each service's client is imported on its first call
 * (80-340 ms cold), measured, and signed with the keys of the profile as they are then. What there is to
 * call, what it costs and how often it may be called, the tables in `services/` say: all readers of an origin share its clients.
 */
import { type Clock, systemClock } from '../clock.ts';
import type { ApiCall, Failure, HeldKeys } from '../observation/health-of-sources.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { Stalls } from '../stalls.ts';
import type { ClientSettings, Credentials } from './call.ts';
import { createClockWatch } from './clock-skew.ts';
import type { KeySource } from './config/credentials/context.ts';
import type { Environment } from './config/environment.ts';
import { createProfileWatch } from './config/profile-watch.ts';
import { deadlineOf, notReady, usualDeadlineMs } from './deadline.ts';
import { failureOf } from './failure.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { createMeter, createScanBill } from './meter.ts';
import { findProfile, profileInHand } from './profile.ts';
import { logs } from './services/logs.ts';
import type { Sample } from './services/operation.ts';
import type { CallsOf, Connectable, Context, PermissionProbe } from './services/service.ts';
import { services } from './services/services.ts';
import { takeKeys } from './settings.ts';

export type ClientsOptions = {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** The environment whose settings count; that of the process where absent. */
  readonly env?: Environment | undefined;
  /** What all origins of a profile share; one of its own where absent. */
  readonly keyring?: Keyring;
  /** Instead of the SDK's chain of providers. */
  readonly credentials?: Credentials | undefined;
  /** Told of every call, also of those that failed. */
  readonly onCall?: (call: ApiCall) => void;
  /** Tells of a program that gives credentials, and does not end. */
  readonly watch?: Stalls['watch'];
  /** Told where this machine's clock is another than AWS's, and, without a failure, where it no longer is. */
  readonly onClock?: (failure: Failure | undefined) => void;
  readonly clock?: Clock;
};

/** Of the credentials in hand. */
export type HeldCredentials = {
  readonly source: KeySource | undefined;
  readonly keys: HeldKeys | undefined;
};

export type Clients = ReturnType<typeof createClients>;

/** The operations of several services, none of which is in two. */
export type AllCalls<Services extends readonly unknown[]> = Services extends readonly [
  infer First,
  ...infer Others,
]
  ? (First extends { readonly operations: infer Rows } ? CallsOf<Rows> : unknown) & AllCalls<Others>
  : unknown;

/** The keys of a profile, of `env`'s where none is named. */
export const createProfileKeys = ({
  profile,
  env = process.env,
  clock,
}: Pick<ClientsOptions, 'profile' | 'env'> & { readonly clock: Clock }): Keyring =>
  createKeyring({
    profile: profileInHand(profile, env),
    env,
    clock,
    look: createProfileWatch(profileInHand(profile, env) ?? 'default'),
  });

/** The clients of one Region and profile. Nothing is loaded or connected until the first call. */
export const createClients = (options: ClientsOptions) => {
  const { region, profile, endpointUrl, credentials, clock = systemClock } = options;
  const own: ClientSettings = {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
  };
  const keyring = options.keyring ?? createProfileKeys({ profile, env: options.env, clock });
  const settings: ClientSettings = { ...own, keys: () => keyring.keys(() => takeKeys(own)) };
  const meter = createMeter({
    region,
    clock,
    onCall: (call) => {
      const keys = keyring.held();
      options.onCall?.(keys === undefined ? call : { ...call, keys });
    },
  });
  const scanBill = createScanBill();
  const clockWatch = createClockWatch(clock, options.onClock ?? (() => {}));

  let hasProfile = profile === undefined;
  /** Why nothing can be asked: the profile is not there. Looked for until it is. */
  const profileMissing = async (): Promise<Failure | undefined> => {
    if (hasProfile) return undefined;
    const found = await findProfile(profile, {});
    hasProfile = found.ok;
    return found.ok ? undefined : found.failure;
  };
  const where = { region, ...(profile === undefined ? {} : { profile }) };

  const context: Context = {
    settings,
    where,
    clock,
    clockWatch,
    meter,
    scanBill,
    keyring,
    profileMissing,
  };
  const forgets: (() => void)[] = [];
  const connectAll = <const Tables extends readonly Connectable[]>(tables: Tables) => {
    const all = tables.map((table) => table.connect(context));
    forgets.push(...all.map(({ forget }) => forget));
    // What TypeScript cannot follow: together they have the operations of all.
    return { all, calls: Object.assign({}, ...all.map((one) => one.calls)) as AllCalls<Tables> };
  };
  const { all, calls } = connectAll(services);

  /** Looks for the credentials without a call: where they come from, until when they hold; `source` is absent where they were given. */
  const credentialsNow = async (): Promise<Result<HeldCredentials>> => {
    if (credentials !== undefined) return succeed({ source: undefined, keys: undefined });
    const deadline = deadlineOf(usualDeadlineMs, undefined);
    try {
      const missing = await deadline.within(profileMissing());
      if (missing !== undefined) return fail({ ...missing, ...where });
      await deadline.within(Promise.resolve(settings.keys?.()));
      return succeed({ source: keyring.source(), keys: keyring.held() });
    } catch (error) {
      const profileName = profileInHand(profile, options.env ?? process.env);
      const cause = deadline.isOver() ? notReady('credentials') : error;
      return fail(failureOf(cause, { operation: 'Credentials', profileName, ...where }));
    } finally {
      deadline.clear();
    }
  };

  return {
    region,
    ...calls,
    credentials: credentialsNow,
    /** The cheapest call that each permission allows; queries and Live Tail cost money and are not tried. */
    probes: (sample: Sample): readonly PermissionProbe[] => all.flatMap(({ probes }) => probes(sample)),
    /** Bills a minute of a Live Tail session that is open. */
    chargeLiveTailMinute: () =>
      meter.charge(logs.name, 'StartLiveTail', logs.operations.startLiveTail.dollarsPerMinute ?? 0),
    /** The operations of further services, of this origin as well: for what is not asked while somebody watches. */
    connect: <const Tables extends readonly Connectable[]>(tables: Tables): AllCalls<Tables> =>
      connectAll(tables).calls,
    /** Ends idle connections. */
    close: () => {
      for (const forget of forgets) forget();
    },
  };
};
