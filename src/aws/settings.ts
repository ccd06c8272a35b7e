/** The SDK's configuration, the same for all clients: what the AWS CLI's settings say of the profile in hand. */
import type { ClientSettings } from './call.ts';
import { configuredCaBundle, readCaBundle } from './config/ca-bundle.ts';
import type { Keys } from './config/credentials/context.ts';
import { configuredEndpoint } from './config/endpoint.ts';
import { isTrue, setIn } from './config/environment.ts';
import { hasProxy } from './config/proxy.ts';
import { readSharedFiles, type SharedFiles } from './config/shared-files.ts';
import { profileInHand } from './profile.ts';
import { worded } from './worded.ts';

const connectionTimeoutMs = 5_000;
/** Metric queries over days are slow; Live Tail is exempt, its stream outlives any timeout. */
const requestTimeoutMs = 20_000;

const silent = () => {};
/** The SDK's warnings on stderr would tear a full-screen app. */
export const silentLogger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

const timeouts = {
  connectionTimeout: connectionTimeoutMs,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
  logger: silentLogger,
};

const noFiles: SharedFiles = { profiles: {}, services: {}, ssoSessions: {}, unread: [] };

/** With a proxy or a CA bundle a handler of our own; without them the SDK's, and nothing more is loaded. */
const requestHandlerOf = async (env: NonNullable<ClientSettings['env']>, ca: string | undefined) => {
  if (ca === undefined && !hasProxy(env)) return timeouts;
  const { createRequestHandler } = await import('./config/request-handler.ts');
  return createRequestHandler({ env, ca, timeouts });
};

/** Of a profile: what the AWS CLI would read of it, now. */
const readSettings = async ({ profile: named, env = process.env, credentials }: ClientSettings) => {
  // Whoever brings credentials along (the embedded account) has no part in ~/.aws.
  const files = credentials === undefined ? await readSharedFiles() : noFiles;
  const profileName = profileInHand(named, env) ?? 'default';
  const profile = files.profiles[profileName] ?? {};
  return { env, files, profileName, profile, isNamed: named !== undefined };
};

type Read = Awaited<ReturnType<typeof readSettings>>;

/** What all clients of a profile have in common, those that fetch credentials too. */
const commonConfig = async ({ env, profile, profileName }: Read) => {
  const bundle = configuredCaBundle(env, profile, profileName);
  const ca = bundle === undefined ? undefined : await readCaBundle(bundle);
  if (ca?.ok === false) throw worded(ca.failure);
  const flag = (variable: string, key: string): boolean => isTrue(setIn(env, variable) ?? profile[key]);
  return {
    logger: silentLogger,
    requestHandler: await requestHandlerOf(env, ca?.value),
    useFipsEndpoint: flag('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: flag('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
    ignoreConfiguredEndpointUrls: true as const,
  };
};

/** An address of one's own is taken as it is: the AWS CLI looks at neither FIPS nor dual-stack then, the SDK would refuse. */
const atEndpoint = (endpoint: string | undefined) =>
  endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false };

const endpointOf = (serviceId: string, { env, profile, profileName, files }: Read): string | undefined => {
  const found = configuredEndpoint(serviceId, { env, profile, profileName, services: files.services });
  if (!found.ok) throw worded(found.failure);
  return found.value;
};

/** Looks for credentials by the files as they are at that moment. */
export const takeKeys = async (settings: ClientSettings): Promise<Keys> => {
  const { findKeys } = await import('./config/credentials/chain.ts');
  const read = await readSettings(settings);
  const common = await commonConfig(read);
  return findKeys({
    ...read,
    region: settings.region,
    watch: settings.watch ?? ((_, work) => work),
    fetcher: (serviceId, region) => {
      return { ...common, region, ...atEndpoint(endpointOf(serviceId, read)) };
    },
  });
};

/**
 * One attempt a call: the sources back off by themselves, where they can say so, and two layers of retries would
 * multiply. A breached timeout throws (alone, requestTimeout only prints a warning). The SDK reads some of these settings by itself,
 * but of AWS_PROFILE's section only, whatever profile it is given. Throws, in words, for settings that cannot be followed.
 */
export const sdkConfig = async (settings: ClientSettings, serviceId: string) => {
  const read = await readSettings(settings);
  const endpoint = settings.endpoint ?? endpointOf(serviceId, read);
  return {
    ...(await commonConfig(read)),
    region: settings.region,
    maxAttempts: 1,
    // Marked so, the SDK asks for them at each call, and keeps none.
    credentials:
      settings.credentials ??
      Object.assign(() => settings.keys?.() ?? takeKeys(settings), { memoized: true }),
    // The SDK puts `stream-` before the host of Live Tail, before a custom one too.
    ...(endpoint === undefined ? {} : { ...atEndpoint(endpoint), disableHostPrefix: true }),
  };
};
