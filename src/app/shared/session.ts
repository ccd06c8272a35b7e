/** What every command starts from: which account, which Regions, which clients, whose clock. */
import { type Clients, createClients } from '../../aws/clients.ts';
import { findProfile } from '../../aws/profile.ts';
import { resolveRegions } from '../../aws/region.ts';
import type { Clock } from '../../clock.ts';
import type { ApiCall } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { type Origin, originName } from '../../origin.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { sandboxCredentials, sandboxRegion, startEmbeddedAccount } from './embedded/sandbox-flag.ts';
import { regionsInFile } from './pipeline.ts';

export type Session = {
  /** What the header calls the account: the profile's name, or `sandbox`. */
  readonly account: string;
  readonly regions: readonly [string, ...string[]];
  /** True where the command line names the Regions. */
  readonly isRegionAsked: boolean;
  /** These Regions, read with the profile that the tool runs with. */
  readonly origins: readonly [Origin, ...Origin[]];
  /** The account's clock: the machine's own, but for an embedded account that runs faster. */
  readonly clock: Clock;
  /** One set of clients for each origin, made when first asked for. */
  readonly clientsFor: (origin: Origin) => Clients;
  /** The text of the pipeline file that comes with the embedded account. */
  readonly demoPipeline: string | undefined;
  readonly close: () => Promise<void>;
};

export type SessionOptions = CommonOptions & SandboxOptions;

type Opened = Pick<Session, 'account' | 'regions' | 'clock' | 'demoPipeline' | 'close'> & {
  readonly endpointUrl: string | undefined;
  readonly credentials: typeof sandboxCredentials | undefined;
};

const openSandbox = async (options: SessionOptions, { clock }: Runtime): Promise<Result<Opened>> => {
  const regions = resolveRegions(options.region ?? sandboxRegion, {}, undefined);
  if (!regions.ok) return fail(regions.failure);
  const account = await startEmbeddedAccount(options, clock, { regions: regions.regions });
  if (!account.ok) return account;
  return succeed({
    account: 'sandbox',
    regions: regions.regions,
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
): Promise<Result<Session['regions']>> => {
  const resolved = resolveRegions(options.region, runtime.env, profileRegion);
  if (resolved.ok) return succeed(resolved.regions);
  const inFile =
    resolved.failure.code === 'RegionMissing' ? await regionsInFile(options, runtime) : undefined;
  return inFile === undefined ? fail(resolved.failure) : succeed(inFile);
};

const openAws = async (options: SessionOptions, runtime: Runtime): Promise<Result<Opened>> => {
  const { clock, env } = runtime;
  const found = await findProfile(options.profile, env);
  if (!found.ok) return fail(found.failure);
  const regions = await regionsOf(options, runtime, found.profile.region);
  if (!regions.ok) return regions;
  return succeed({
    account: found.profile.name,
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
  const { endpointUrl, credentials, close, ...session } = opened.value;
  const clients = new Map<string, Clients>();
  const [first, ...others] = session.regions;
  return succeed({
    ...session,
    isRegionAsked: options.region !== undefined,
    origins: [{ region: first }, ...others.map((region) => ({ region }))],
    clientsFor: ({ region, profile = options.profile }) => {
      const key = originName({ region, profile });
      const known = clients.get(key);
      if (known !== undefined) return known;
      const made = createClients({
        region,
        profile: options.sandbox ? undefined : profile,
        endpointUrl,
        credentials,
        onCall,
        clock: session.clock,
      });
      clients.set(key, made);
      return made;
    },
    close: async () => {
      for (const made of clients.values()) made.close();
      await close();
    },
  });
};
