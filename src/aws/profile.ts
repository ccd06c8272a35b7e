/** Profiles of ~/.aws. The SDK only says "Could not load credentials" of one that is not there: look first. */

import { fail, type Result, succeed } from '../result.ts';
import { type Environment, setIn } from './config/environment.ts';
import type { Section } from './config/ini.ts';
import { readSharedFiles, type SharedFiles } from './config/shared-files.ts';
import { wordsOf } from './worded.ts';

export type Profile = {
  readonly name: string;
  readonly region: string | undefined;
  /** Tries of a call, where that is set: AWS_MAX_ATTEMPTS, or the profile's `max_attempts`. */
  readonly maxAttempts?: number;
  /** What of ~/.aws cannot be read, in words. */
  readonly unread: readonly string[];
};

export type ProfileFound = Result<Profile>;

type ReadProfiles = () => Promise<Pick<SharedFiles, 'profiles' | 'unread'>>;

/** What was read, or, in words, why what is there is no text. */
const readIn = async (read: ReadProfiles): Promise<Result<Awaited<ReturnType<ReadProfiles>>>> => {
  try {
    return succeed(await read());
  } catch (error) {
    const words = wordsOf(error);
    if (words === undefined) throw error;
    return fail(words);
  }
};

/** The profile that was named: by the flag, else by AWS_PROFILE, else by AWS_DEFAULT_PROFILE, its old name. */
export const profileInHand = (wanted: string | undefined, env: Environment): string | undefined =>
  wanted ?? setIn(env, 'AWS_PROFILE') ?? setIn(env, 'AWS_DEFAULT_PROFILE');

/** As the AWS CLI: one that is no number is a mistake, not the default. `retry_mode` is not looked at: the tool backs off by itself. */
const attemptsOf = (env: Environment, section: Section): Result<{ readonly maxAttempts?: number }> => {
  const text = setIn(env, 'AWS_MAX_ATTEMPTS') ?? section['max_attempts'];
  if (text === undefined) return succeed({});
  if (/^[1-9]\d{0,3}$/.test(text.trim())) return succeed({ maxAttempts: Number(text) });
  return fail({
    kind: 'access',
    code: 'InvalidMaxAttempts',
    message: `${setIn(env, 'AWS_MAX_ATTEMPTS') === undefined ? 'max_attempts of the profile' : 'AWS_MAX_ATTEMPTS'} is no number from 1 on`,
    hint: 'Mend it, or take it out: then a call has six tries.',
  });
};

/**
 * The profile in use: `wanted` (the flag), else AWS_PROFILE, else `default`. One that was named must exist; the failure
 * lists those that do.
 */
export const findProfile = async (
  wanted: string | undefined,
  env: Environment,
  readProfiles: ReadProfiles = readSharedFiles,
): Promise<ProfileFound> => {
  const named = profileInHand(wanted, env);
  const read = await readIn(readProfiles);
  if (!read.ok) return read;
  const { profiles, unread } = read.value;
  const name = named ?? 'default';
  const known = Object.hasOwn(profiles, name);
  if (named === undefined || known) {
    const section = known ? (profiles[name] ?? {}) : {};
    const attempts = attemptsOf(env, section);
    return attempts.ok ? succeed({ name, region: section['region'], unread, ...attempts.value }) : attempts;
  }
  const others = Object.keys(profiles).sort();
  return {
    ok: false,
    failure: {
      kind: 'access',
      code: 'ProfileNotFound',
      message: [`there is no profile "${named}" in ~/.aws`, ...unread].join('; '),
      hint:
        others.length === 0
          ? 'There are no profiles at all: run aws configure, or try --sandbox.'
          : `Profiles that exist: ${others.join(', ')}.`,
    },
  };
};
