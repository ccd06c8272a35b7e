/** IAM Identity Center (SSO): `aws sso login` leaves a token in ~/.aws/sso/cache, which is changed for keys of a role. */
import { failureOf } from '../../failure.ts';
import type { Section } from '../ini.ts';
import { badSetting, type CredentialContext, type Keys, onTheWay } from './context.ts';
import { hasExpired, type SsoSettings, signInAgain, tokenOf } from './sso-token.ts';

/** True where the profile signs in by SSO: as the AWS CLI, by its account or role. */
export const isSsoProfile = (section: Section): boolean =>
  section['sso_account_id'] !== undefined || section['sso_role_name'] !== undefined;

const settingsOf = (profile: string, context: CredentialContext): SsoSettings => {
  const { profiles, ssoSessions } = context.files;
  const own = profiles[profile] ?? {};
  const session = own['sso_session'];
  if (session !== undefined && !Object.hasOwn(ssoSessions, session)) {
    throw badSetting(
      `the profile "${profile}" names the sso-session "${session}", which is not in the config file`,
      `Run aws configure sso-session, or add [sso-session ${session}] to ~/.aws/config.`,
    );
  }
  const shared = session === undefined ? {} : (ssoSessions[session] ?? {});
  const contrary = Object.keys(shared).find((key) => own[key] !== undefined && own[key] !== shared[key]);
  if (contrary !== undefined) {
    throw badSetting(
      `${contrary} of the profile "${profile}" is another than that of its sso-session "${session}"`,
      'Take it out of the profile.',
    );
  }
  const all = { ...own, ...shared };
  const { sso_start_url: startUrl, sso_region: region, sso_account_id: account, sso_role_name: role } = all;
  if (startUrl === undefined || region === undefined || account === undefined || role === undefined) {
    const missing = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'].filter(
      (key) => all[key] === undefined,
    );
    throw badSetting(
      `the profile "${profile}" signs in by SSO, but has no ${missing.join(', ')}`,
      'Run aws configure sso.',
    );
  }
  return { profile, session, startUrl, region, account, role };
};

/** Keys of the role of a profile that signs in by SSO. Throws, in words, with the command that signs in. */
export const ssoKeys = async (profile: string, context: CredentialContext): Promise<Keys> => {
  const settings = settingsOf(profile, context);
  const { account, role, region } = settings;
  const accessToken = await tokenOf(settings, context);
  const { SSOClient, GetRoleCredentialsCommand } = await import('@aws-sdk/nested-clients/sso');
  const client = new SSOClient(context.fetcher('SSO', region));
  try {
    const { roleCredentials } = await client.send(
      new GetRoleCredentialsCommand({ accountId: account, roleName: role, accessToken }),
    );
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
      throw badSetting('SSO answered without keys', 'Check AWS_ENDPOINT_URL_SSO and the proxy.');
    }
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
    };
  } catch (error) {
    // The portal no longer knows the token: signed out elsewhere, or ended before its time.
    if (error instanceof Error && error.name === 'UnauthorizedException') {
      throw signInAgain(settings, hasExpired);
    }
    const failure = failureOf(error, { operation: 'GetRoleCredentials', region });
    throw onTheWay(
      `SSO gives no keys of the role ${role} in the account ${account}`,
      'GetRoleCredentials',
      failure,
    );
  } finally {
    client.destroy();
  }
};
