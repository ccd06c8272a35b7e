/** Profiles of ~/.aws. The SDK only says "Could not load credentials" of one that is not there: look first. */

import type { Result } from '../result.ts';

export type Profile = { readonly name: string; readonly region: string | undefined };

export type ProfileFound = Result<Profile>;

type Environment = Readonly<Record<string, string | undefined>>;
type ReadProfiles = () => Promise<Readonly<Record<string, { readonly region?: string | undefined }>>>;

/** The SDK keeps what it has read for the life of the process: ignoreCache lets new keys in. Loaded when needed. */
const readFiles = async () => {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  return loadSharedConfigFiles({ ignoreCache: true });
};

const profilesOf = async (): ReturnType<ReadProfiles> => {
  const { configFile, credentialsFile } = await readFiles();
  // The loader gives sections of other kinds as `sso-session.name`, `services.name`: no profile is called so.
  const isProfile = (name: string): boolean => !/^(sso-session|services)\./.test(name);
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)].filter(isProfile));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      { region: configFile[name]?.['region'] ?? credentialsFile[name]?.['region'] },
    ]),
  );
};

/** Reads ~/.aws again, so that clients made from now on see keys that were renewed since. */
export const refreshProfiles = async (): Promise<void> => {
  await readFiles();
};

/**
 * The profile in use: `wanted` (the flag), else AWS_PROFILE, else `default`. One that was named must exist; the failure
 * lists those that do.
 */
export const findProfile = async (
  wanted: string | undefined,
  env: Environment,
  readProfiles: ReadProfiles = profilesOf,
): Promise<ProfileFound> => {
  const named = wanted ?? (env['AWS_PROFILE'] || undefined);
  const profiles = await readProfiles();
  const name = named ?? 'default';
  const known = Object.hasOwn(profiles, name);
  if (named === undefined || known) {
    return { ok: true, value: { name, region: known ? profiles[name]?.region : undefined } };
  }
  const others = Object.keys(profiles).sort();
  return {
    ok: false,
    failure: {
      kind: 'access',
      code: 'ProfileNotFound',
      message: `there is no profile "${named}" in ~/.aws`,
      hint:
        others.length === 0
          ? 'There are no profiles at all: run aws configure, or try --sandbox.'
          : `Profiles that exist: ${others.join(', ')}.`,
    },
  };
};
