/** What every command starts from: which account, which Regions, which clients, whose clock. */
import { type Clients, createClients, createProfileKeys } from '../../aws/clients.ts';
import type { Keyring } from '../../aws/keyring.ts';
import { findProfile } from '../../aws/profile.ts';
import { resolveRegions } from '../../aws/region.ts';
import { awsBackend } from '../../backend/aws/aws-backend.ts';
import type { Backend } from '../../backend/backend.ts';
import { type ApiCall, spoiltFailure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { type Origin, originName } from '../../origin.ts';
import { setManyTries } from '../../pacing/persist.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { sandboxCredentials, sandboxRegion, startEmbeddedAccount } from './embedded/sandbox-flag.ts';
import { loadPipelines, regionsInFile } from './pipeline.ts';

export type Session = {
  /** AWS, or the embedded account, as the port that commands and screens know. */
  readonly backend: Backend;
  /** One set of clients for each origin, made when first asked for; for what looks at AWS itself (`init`, `doctor`). */
  readonly clientsFor: (origin: Origin) => Clients;
  readonly close: () => Promise<void>;
};

export type SessionOptions = CommonOptions & SandboxOptions;

type Opened = Pick<Backend, 'account' | 'regions' | 'clock'> & {
  /** The text of the pipeline file that comes with the embedded account. */
  readonly demoPipeline: string | undefined;
  readonly close: () => Promise<void>;
  readonly endpointUrl: string | undefined;
  readonly credentials: typeof sandboxCredentials | undefined;
};

const openSandbox = async (options: SessionOptions, { clock, fatal }: Runtime): Promise<Result<Opened>> => {
  const regions = resolveRegions(options.region ?? sandboxRegion, {}, undefined);
  if (!regions.ok) return fail(regions.failure);
  const account = await startEmbeddedAccount(options, clock, { regions: regions.value, onDeath: fatal.end });
  if (!account.ok) return account;
  return succeed({
    account: 'sandbox',
    regions: regions.value,
    clock: account.value.clock,
    demoPipeline: account.value.pipeline,
    close: account.value.close,
    endpointUrl: account.value.url,
    credentials: sandboxCredentials,
  });
};

/** Those asked for; last of all, those of a pipeline file that says of each of its stages where it is. */
const regionsOf = async (
  options: SessionOptions,
  runtime: Runtime,
  profileRegion: string | undefined,
): Promise<Result<Backend['regions']>> => {
  const resolved = resolveRegions(options.region, runtime.env, profileRegion);
  if (resolved.ok) return succeed(resolved.value);
  const inFile =
    resolved.failure.code === 'RegionMissing' ? await regionsInFile(options, runtime) : undefined;
  return inFile === undefined ? fail(resolved.failure) : succeed(inFile);
};

const openAws = async (options: SessionOptions, runtime: Runtime): Promise<Result<Opened>> => {
  const { clock, env, stalls } = runtime;
  const found = await stalls.watch(
    { name: 'file ~/.aws/config or credentials' },
    findProfile(options.profile, env),
  );
  if (!found.ok) return fail(found.failure);
  if (found.value.maxAttempts !== undefined) setManyTries(found.value.maxAttempts);
  const regions = await regionsOf(options, runtime, found.value.region);
  if (!regions.ok) {
    const { failure } = regions;
    return fail({ ...failure, message: [failure.message, ...found.value.unread].join('; ') });
  }
  return succeed({
    account: found.value.name,
    regions: regions.value,
    clock,
    demoPipeline: undefined,
    close: async () => {},
    endpointUrl: options['endpoint-url'],
    credentials: undefined,
  });
};

/**
 * Finds the account, or starts the embedded one. Fails for a profile that is not there, a Region that is missing or no
 * Region, and an embedded account that does not start. Nothing is asked of AWS yet.
 */
export const openSession = async (
  options: SessionOptions,
  runtime: Runtime,
  onCall: (call: ApiCall) => void,
): Promise<Result<Session>> => {
  const opened = await (options.sandbox ? openSandbox(options, runtime) : openAws(options, runtime));
  if (!opened.ok) return opened;
  const { endpointUrl, credentials, close, account, regions, clock, demoPipeline } = opened.value;
  const clients = new Map<string, Clients>();
  const keyrings = new Map<string, Keyring>();
  // The embedded account is on this machine: no proxy and no setting stands before it.
  const env = options.sandbox ? {} : runtime.env;
  const keyringOf = (profile: string | undefined): Keyring => {
    const ring = keyrings.get(profile ?? '') ?? createProfileKeys({ profile, env, clock: runtime.clock });
    keyrings.set(profile ?? '', ring);
    return ring;
  };
  const toldOfCall = (call: ApiCall): void => {
    if (call.spoilt !== undefined) runtime.losses.add(spoiltFailure(call, call.spoilt));
    onCall(call);
  };
  const clientsFor = ({ region, profile = options.profile }: Origin): Clients => {
    const key = originName({ region, profile });
    const open = clients.get(key);
    if (open !== undefined) return open;
    const made = createClients({
      region,
      profile: options.sandbox ? undefined : profile,
      endpointUrl,
      credentials,
      env,
      keyring: keyringOf(profile),
      onCall: toldOfCall,
      watch: runtime.stalls.watch,
      onClock: (failure) => runtime.stalls.tell('clock', failure),
      clock,
    });
    clients.set(key, made);
    return made;
  };
  const isRegionAsked = options.region !== undefined;
  const [first, ...others] = regions;
  return succeed({
    backend: awsBackend({
      clientsFor,
      clock,
      account,
      regions,
      isRegionAsked,
      origins: [{ region: first }, ...others.map((region) => ({ region }))],
      pipelines: () => loadPipelines(options, { account, regions, isRegionAsked, demoPipeline }, runtime),
    }),
    clientsFor,
    close: async () => {
      for (const made of clients.values()) made.close();
      await close();
    },
  });
};
