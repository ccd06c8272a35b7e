/**
 * Where credentials come from, in the AWS CLI's order (botocore, credentials.py): variables, unless a profile was named; the profile: a
 * role, a web identity, SSO, keys, `aws login`, a program; the container; the instance. What is set and fails is the answer: nothing else
 * is tried in its place. The SDK's own chain has another order, reads endpoints of AWS_PROFILE alone, and knows no words.
 */
import { worded } from '../../worded.ts';
import { setIn } from '../environment.ts';
import type { Section } from '../ini.ts';
import { badSetting, type CredentialContext, type KeySource, type Keys } from './context.ts';

const from = (source: KeySource, keys: Keys): Keys => ({ ...keys, source });

const staticKeys = (
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  sessionToken: string | undefined,
  names: readonly [string, string],
  where: string,
): Keys | undefined => {
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) {
    const [there, missing] = accessKeyId ? names : [names[1], names[0]];
    throw badSetting(`${where} has ${there}, but no ${missing}`, 'Set both, or neither.');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};

const keysInEnvironment = ({ env }: CredentialContext): Keys | undefined =>
  setIn(env, 'AWS_ACCESS_KEY_ID') === undefined
    ? undefined
    : staticKeys(
        env['AWS_ACCESS_KEY_ID'],
        env['AWS_SECRET_ACCESS_KEY'],
        setIn(env, 'AWS_SESSION_TOKEN') ?? setIn(env, 'AWS_SECURITY_TOKEN'),
        ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        'the environment',
      );

const keysInProfile = (name: string, section: Section): Keys | undefined =>
  staticKeys(
    section['aws_access_key_id'],
    section['aws_secret_access_key'],
    section['aws_session_token'] ?? section['aws_security_token'],
    ['aws_access_key_id', 'aws_secret_access_key'],
    `the profile "${name}"`,
  );

const noKeys = ({ files }: CredentialContext): Error =>
  worded({
    kind: 'access',
    code: 'CredentialsProviderError',
    message: ['no credentials found', ...files.unread].join('; '),
    hint: 'Run aws configure or aws sso login, choose --profile NAME, or try --sandbox.',
  });

/** `credential_source`: where the keys come from with which a role is asked for. */
const sourceKeys = async (name: string, source: string, context: CredentialContext): Promise<Keys> => {
  const machine = await import('./machine.ts');
  const missing = (): Error =>
    badSetting(
      `the profile "${name}" takes its keys from ${source}, which has none`,
      'Check credential_source.',
    );
  switch (source.toLowerCase()) {
    case 'environment': {
      const keys = keysInEnvironment(context);
      if (keys === undefined) throw missing();
      return keys;
    }
    case 'ecscontainer':
      if (!machine.isInContainer(context.env)) throw missing();
      return machine.containerKeys(context.env);
    case 'ec2instancemetadata': {
      const keys = await machine.instanceKeys(context.env);
      if (keys === undefined) throw missing();
      return keys;
    }
    default:
      throw badSetting(
        `the profile "${name}" has the credential_source "${source}"`,
        'It is Environment, Ec2InstanceMetadata or EcsContainer.',
      );
  }
};

const roleKeys = async (
  name: string,
  section: Section,
  context: CredentialContext,
  before: readonly string[],
): Promise<Keys> => {
  const { assumeRole } = await import('./sts.ts');
  const { source_profile: sourceProfile, credential_source: source } = section;
  if (sourceProfile !== undefined && source !== undefined) {
    throw badSetting(
      `the profile "${name}" has a source_profile and a credential_source`,
      'Take one of them out.',
    );
  }
  if (source !== undefined) {
    return assumeRole(name, section, await sourceKeys(name, source, context), context);
  }
  if (sourceProfile === undefined) {
    throw badSetting(
      `the profile "${name}" has a role_arn, but nothing to ask for it with`,
      'Add source_profile, credential_source or web_identity_token_file.',
    );
  }
  const other = context.files.profiles[sourceProfile];
  if (other === undefined) {
    throw badSetting(
      `the profile "${name}" has the source_profile "${sourceProfile}", which is not there`,
      'Mend its name in ~/.aws/config.',
    );
  }
  // A profile may name itself, for keys that stand beside its role; keys are before a role of the source.
  const own = keysInProfile(sourceProfile, other);
  if (own === undefined && [name, ...before].includes(sourceProfile)) {
    throw badSetting(
      `source_profile goes round: ${[...[...before].reverse(), name, sourceProfile].join(', ')}`,
      'Mend source_profile in ~/.aws/config.',
    );
  }
  const keys = own ?? (await profileKeys(sourceProfile, context, [name, ...before]));
  if (keys === undefined) {
    throw badSetting(
      `the source_profile "${sourceProfile}" of the profile "${name}" has no credentials`,
      'Run aws configure.',
    );
  }
  return assumeRole(name, section, keys, context);
};

const loginKeys = async (profile: string, context: CredentialContext): Promise<Keys> => {
  const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
  try {
    return await fromLoginCredentials({ profile, clientConfig: context.fetcher('Signin', context.region) })();
  } catch {
    throw worded({
      kind: 'access',
      code: 'ExpiredToken',
      message: `the session of the profile "${profile}" has expired`,
      hint: `Run aws login --profile ${profile}: the tool goes on by itself.`,
    });
  }
};

/** What the profile says of credentials; undefined where it says nothing. */
const profileKeys = async (
  name: string,
  context: CredentialContext,
  before: readonly string[],
): Promise<Keys | undefined> => {
  const section = context.files.profiles[name] ?? {};
  if (section['role_arn'] !== undefined && section['web_identity_token_file'] === undefined) {
    return from('role', await roleKeys(name, section, context, before));
  }
  const sts = await import('./sts.ts');
  const webIdentity = sts.webIdentityOf(name, context);
  if (webIdentity !== undefined) {
    return from('web-identity', await sts.assumeRoleWithWebIdentity(webIdentity, context));
  }
  const sso = await import('./sso.ts');
  if (sso.isSsoProfile(section)) return from('sso', await sso.ssoKeys(name, context));
  const keys = keysInProfile(name, section);
  if (keys !== undefined) return from('file', keys);
  if (section['login_session'] !== undefined) return from('login', await loginKeys(name, context));
  const program = section['credential_process'];
  if (program === undefined) return undefined;
  const { processKeys } = await import('./process.ts');
  return from('process', await processKeys(name, program, context.watch));
};

/** Looks for credentials. Throws, in words, where there are none, or what is set fails. */
export const findKeys = async (context: CredentialContext): Promise<Keys> => {
  const { env, profileName, isNamed } = context;
  const inEnvironment = isNamed ? undefined : keysInEnvironment(context);
  if (inEnvironment !== undefined) return from('environment', inEnvironment);
  const ofProfile = await profileKeys(profileName, context, []);
  if (ofProfile !== undefined) return ofProfile;
  const machine = await import('./machine.ts');
  if (machine.isInContainer(env)) return from('container', await machine.containerKeys(env));
  const ofInstance = await machine.instanceKeys(env);
  if (ofInstance === undefined) throw noKeys(context);
  return from('instance', ofInstance);
};
