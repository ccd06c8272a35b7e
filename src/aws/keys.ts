/** The keys that calls are signed with: where they come from, until when they hold, whether they can be sent at all. */
import type { HeldKeys } from '../observation/health-of-sources.ts';
import type { KeySource, Keys } from './config/credentials/context.ts';
import { type Environment, setIn } from './config/environment.ts';
import { type Worded, worded } from './worded.ts';

/** The command, or what else, that brings new ones. */
const renewalOf = (source: KeySource | undefined, profile: string | undefined): string => {
  const named = profile === undefined ? '' : ` --profile ${profile}`;
  switch (source) {
    case 'sso':
      return `aws sso login${named}`;
    case 'login':
      return `aws login${named}`;
    case 'environment':
      return 'set new keys and start again';
    case 'file':
      return 'write new keys to ~/.aws/credentials';
    case 'process':
      return 'credential_process gives no new ones';
    case undefined:
    case 'role':
    case 'web-identity':
    case 'container':
    case 'instance':
      return 'no new ones come';
    default:
      return source satisfies never;
  }
};

/** What a screen tells of them. */
export const heldKeys = (keys: Keys, profile: string | undefined): HeldKeys => ({
  ...(profile === undefined ? {} : { profile }),
  ...(keys.expiration === undefined ? {} : { endsAt: keys.expiration.getTime() }),
  renewal: renewalOf(keys.source, profile),
});

/** Names of the three parts: in the environment, and in words. */
const parts = [
  ['accessKeyId', 'AWS_ACCESS_KEY_ID', 'the access key'],
  ['secretAccessKey', 'AWS_SECRET_ACCESS_KEY', 'the secret access key'],
  ['sessionToken', 'AWS_SESSION_TOKEN', 'the session token'],
] as const;

const whatIsWrong = (value: string): string | undefined => {
  if (value === '') return 'is empty';
  if (/[\r\n]/.test(value)) return 'holds a line break';
  if (/^\s|\s$/.test(value)) return 'begins or ends with a blank';
  return /^[\x21-\x7e]*$/.test(value) ? undefined : 'holds a letter that no key has';
};

/** What is copied badly, in words: such keys can not be sent, or AWS says of them only that the signature does not match. */
export const brokenKeys = (keys: Keys, env: Environment): Worded | undefined => {
  for (const [part, variable, words] of parts) {
    const value = keys[part];
    const wrong = value === undefined ? undefined : whatIsWrong(value);
    if (wrong === undefined) continue;
    const isInEnv = setIn(env, variable) === value;
    return {
      kind: 'access',
      code: 'BrokenKeys',
      message: `${isInEnv ? variable : words} ${wrong}`,
      hint: isInEnv
        ? `Set ${variable} again, as one line without blanks.`
        : 'Look at where the profile takes its keys from: each is one line without blanks.',
    };
  }
  return undefined;
};

/** The same keys; throws, in words, for those that cannot be sent. */
export const checkedKeys = (keys: Keys, env: Environment): Keys => {
  const broken = brokenKeys(keys, env);
  if (broken !== undefined) throw worded(broken);
  return keys;
};
