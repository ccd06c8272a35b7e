/** Roles: `role_arn` with other keys, or with a token from a file (web identity). */
import { readText } from '../../../bounded-file.ts';
import { failureOf } from '../../failure.ts';
import { wordsOf } from '../../worded.ts';
import { setIn } from '../environment.ts';
import type { Section } from '../ini.ts';
import { badSetting, type CredentialContext, type Keys, onTheWay } from './context.ts';

type Answered = {
  readonly AccessKeyId: string | undefined;
  readonly SecretAccessKey: string | undefined;
  readonly SessionToken: string | undefined;
  readonly Expiration: Date | undefined;
};

const keysOf = (answer: Answered | undefined, what: string): Keys => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined) {
    throw badSetting(`${what} was answered without keys`, 'Check AWS_ENDPOINT_URL_STS and the proxy.');
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
};

/** Regions whose STS is the global one where `sts_regional_endpoints = legacy` (SDKs and Tools Guide, "AWS STS Regional endpoints"). */
const legacyRegions = new Set([
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'aws-global',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

const clientOf = async (context: CredentialContext, credentials: Keys | undefined) => {
  const { env, files, profileName, region } = context;
  const sdk = await import('@aws-sdk/nested-clients/sts');
  const mode =
    setIn(env, 'AWS_STS_REGIONAL_ENDPOINTS') ?? files.profiles[profileName]?.['sts_regional_endpoints'];
  const isGlobal = mode?.toLowerCase() === 'legacy' && legacyRegions.has(region);
  const client = new sdk.STSClient({
    ...context.fetcher('STS', region),
    ...(credentials === undefined ? {} : { credentials }),
    ...(isGlobal ? { useGlobalEndpoint: true } : {}),
  });
  return { sdk, client };
};

const sessionName = (section: Section): string =>
  section['role_session_name'] || `orders-watch-${Date.now()}`;

const durationOf = ({ duration_seconds: text }: Section): { readonly DurationSeconds?: number } =>
  text !== undefined && /^\d+$/.test(text) ? { DurationSeconds: Number(text) } : {};

/** Keys of the role of this profile, asked for with other keys. */
export const assumeRole = async (
  name: string,
  section: Section,
  source: Keys,
  context: CredentialContext,
): Promise<Keys> => {
  const role = section['role_arn'] ?? '';
  const what = `the role ${role} of the profile "${name}"`;
  if (section['mfa_serial'] !== undefined) {
    throw badSetting(
      `${what} needs an MFA code, which this tool does not ask for`,
      'Put keys of a session into another profile (aws sts assume-role, aws sts get-session-token).',
    );
  }
  const { sdk, client } = await clientOf(context, source);
  try {
    const { Credentials } = await client.send(
      new sdk.AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: sessionName(section),
        ...(section['external_id'] === undefined ? {} : { ExternalId: section['external_id'] }),
        ...durationOf(section),
      }),
    );
    return keysOf(Credentials && { ...Credentials }, what);
  } catch (error) {
    if (wordsOf(error)?.code === 'CredentialsSettings') throw error;
    const failure = failureOf(error, { operation: 'AssumeRole', region: context.region });
    throw onTheWay(`${what} cannot be assumed`, 'AssumeRole', failure);
  } finally {
    client.destroy();
  }
};

/** The token's file, its role, its session: by variables, or by a profile. */
export type WebIdentity = {
  readonly file: string;
  readonly role: string | undefined;
  readonly section: Section;
};

/** By the variables first, unless the profile was named; as the AWS CLI takes them. */
export const webIdentityOf = (name: string, context: CredentialContext): WebIdentity | undefined => {
  const { env, files, profileName, isNamed } = context;
  const section = files.profiles[name] ?? {};
  const variables = isNamed || name !== profileName ? {} : env;
  const file = setIn(variables, 'AWS_WEB_IDENTITY_TOKEN_FILE') ?? section['web_identity_token_file'];
  if (file === undefined) return undefined;
  return {
    file,
    role: setIn(variables, 'AWS_ROLE_ARN') ?? section['role_arn'],
    section: {
      ...section,
      role_session_name: setIn(variables, 'AWS_ROLE_SESSION_NAME') ?? section['role_session_name'],
    },
  };
};

/** STS takes tokens of 20,000 characters at the most. */
const mostTokenBytes = 1024 * 1024;

export const assumeRoleWithWebIdentity = async (
  { file, role, section }: WebIdentity,
  context: CredentialContext,
): Promise<Keys> => {
  if (role === undefined) {
    throw badSetting(
      'a web identity token is set, but no role',
      'Set AWS_ROLE_ARN, or role_arn in the profile.',
    );
  }
  const token = await readText(file, mostTokenBytes);
  if (!token.ok) {
    throw badSetting(
      `the web identity token file ${file} ${token.why}`,
      'Check AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file in the profile.',
    );
  }
  const { sdk, client } = await clientOf(context, undefined);
  try {
    const { Credentials } = await client.send(
      new sdk.AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: sessionName(section),
        WebIdentityToken: token.value,
      }),
    );
    return keysOf(Credentials && { ...Credentials }, `the role ${role}`);
  } catch (error) {
    if (wordsOf(error)?.code === 'CredentialsSettings') throw error;
    const failure = failureOf(error, { operation: 'AssumeRoleWithWebIdentity', region: context.region });
    throw onTheWay(
      `the role ${role} cannot be assumed with the token in ${file}`,
      'AssumeRoleWithWebIdentity',
      failure,
    );
  } finally {
    client.destroy();
  }
};
