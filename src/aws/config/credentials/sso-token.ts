/** The token that `aws sso login` leaves behind, and what to do where it is gone or has ended. */
import { worded } from '../../worded.ts';
import type { CredentialContext } from './context.ts';

export type SsoSettings = {
  readonly profile: string;
  /** Name of the `sso-session` section; absent in the old form, where all stands in the profile. */
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  readonly account: string;
  readonly role: string;
};

/** Code `ExpiredToken`: whoever waits for new keys looks again. */
export const signInAgain = ({ profile, session }: SsoSettings, why: string): Error => {
  const command =
    session !== undefined
      ? `aws sso login --sso-session ${session}`
      : `aws sso login${profile === 'default' ? '' : ` --profile ${profile}`}`;
  const what = session === undefined ? `of the profile "${profile}"` : `"${session}"`;
  return worded({
    kind: 'access',
    code: 'ExpiredToken',
    message: why.replace('{what}', `the SSO session ${what}`),
    hint: `Run ${command}: the tool goes on by itself.`,
  });
};

export const hasExpired = '{what} has expired';
const isMissing = 'nobody is signed in to {what}';

/** The token of an `sso-session`, which the SDK renews where it can. */
const renewedToken = async (settings: SsoSettings, context: CredentialContext): Promise<string> => {
  const { fromSso } = await import('@aws-sdk/token-providers');
  try {
    const { token } = await fromSso({
      profile: settings.profile,
      ignoreCache: true,
      clientConfig: context.fetcher('SSO OIDC', settings.region),
    })();
    return token;
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    throw signInAgain(settings, /not found|is invalid/.test(text) ? isMissing : hasExpired);
  }
};

/** The token of the old form: it ends, and is not renewed. */
const storedToken = async (settings: SsoSettings): Promise<string> => {
  const { getSSOTokenFromFile } = await import('@smithy/core/config');
  const stored = await getSSOTokenFromFile(settings.startUrl).catch(() => undefined);
  if (typeof stored?.accessToken !== 'string') throw signInAgain(settings, isMissing);
  const until = Date.parse(stored.expiresAt);
  if (!(until > Date.now())) throw signInAgain(settings, hasExpired);
  return stored.accessToken;
};

/** Throws, in words, with the command that signs in. */
export const tokenOf = (settings: SsoSettings, context: CredentialContext): Promise<string> =>
  settings.session === undefined ? storedToken(settings) : renewedToken(settings, context);
