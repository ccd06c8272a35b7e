/** Profiles of ~/.aws. The SDK only says "Could not load credentials" of one that is not there: look first. */

import type { Result } from '../result.ts';
import { type Environment, setIn } from './config/environment.ts';
import { readSharedFiles } from './config/shared-files.ts';

export type Profile = { readonly name: string; readonly region: string | undefined };

export type ProfileFound = Result<Profile>;

type ReadProfiles = () => Promise<Readonly<Record<string, { readonly region?: string | undefined }>>>;

const profilesOf: ReadProfiles = async () => (await readSharedFiles()).profiles;

/** Reads ~/.aws again, so that clients made from now on see keys that were renewed since. */
export const refreshProfiles = async (): Promise<void> => {
  await readSharedFiles();
};

/** The profile that was named: by the flag, else by AWS_PROFILE, else by AWS_DEFAULT_PROFILE, its old name. */
export const profileInHand = (wanted: string | undefined, env: Environment): string | undefined =>
  wanted ?? setIn(env, 'AWS_PROFILE') ?? setIn(env, 'AWS_DEFAULT_PROFILE');

/**
 * The profile in use: `wanted` (the flag), else AWS_PROFILE, else `default`. One that was named must exist; the failure
 * lists those that do.
 */
export const findProfile = async (
  wanted: string | undefined,
  env: Environment,
  readProfiles: ReadProfiles = profilesOf,
): Promise<ProfileFound> => {
  const named = profileInHand(wanted, env);
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
