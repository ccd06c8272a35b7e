/** Who: keys, roles, sign-ins, programs, machines. */
import { createHash } from 'node:crypto';
import type { Row } from './row.ts';

const everywhere = { HTTPS_PROXY: 'http://{proxy}', AWS_CA_BUNDLE: '{ca}' };
const local = { AWS_ENDPOINT_URL: '{http}' };
const keysInEnv = { AWS_ACCESS_KEY_ID: 'KEYOFENV', AWS_SECRET_ACCESS_KEY: 'x' };
const devKeys = '[dev]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n';
const role = 'role_arn = arn:aws:iam::123456789012:role/r\n';
const none = '';
const dev = ['--profile', 'dev'];

const keys: readonly Row[] = [
  { name: 'keys in variables before those of the default profile', env: { ...local, ...keysInEnv } },
  {
    name: 'keys in variables before AWS_PROFILE',
    env: { ...local, ...keysInEnv, AWS_PROFILE: 'dev' },
    credentials: devKeys,
  },
  {
    name: '--profile before keys in variables',
    env: { ...local, ...keysInEnv },
    credentials: devKeys,
    flags: dev,
  },
  {
    name: 'keys in the config file',
    env: local,
    config: '[profile dev]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n',
    credentials: none,
    flags: dev,
  },
  {
    name: 'half of the keys in variables',
    env: { ...local, AWS_ACCESS_KEY_ID: 'KEYOFENV' },
    says: 'the environment has AWS_ACCESS_KEY_ID, but no AWS_SECRET_ACCESS_KEY',
  },
  {
    name: 'half of the keys in the profile',
    env: local,
    credentials: '[default]\naws_access_key_id = KEYOFDEFAULT\n',
    says: 'the profile "default" has aws_access_key_id, but no aws_secret_access_key',
  },
  { name: 'no keys at all', env: local, credentials: none, says: 'no credentials found' },
];

const moreKeys: readonly Row[] = [
  { name: 'AWS_SESSION_TOKEN', env: { ...local, ...keysInEnv, AWS_SESSION_TOKEN: 'tokenOfEnv' } },
  {
    name: 'AWS_SECURITY_TOKEN, its old name',
    env: { ...local, ...keysInEnv, AWS_SECURITY_TOKEN: 'tokenOfEnv' },
  },
  {
    name: 'aws_session_token of the profile, not of the variables',
    env: { ...local, AWS_SESSION_TOKEN: 'tokenOfEnv' },
    credentials: `${devKeys}aws_session_token = tokenOfDev\n`,
    flags: dev,
  },
  { name: 'an empty AWS_ACCESS_KEY_ID', env: { ...local, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
  {
    name: 'an empty AWS_PROFILE',
    env: { ...local, AWS_PROFILE: '' },
    intended: 'a variable that is set to nothing is not set: as the SDKs have it, and aws-cli for all others',
  },
  {
    name: 'comments, blank lines and tabs in the files',
    env: local,
    config: '# all\n; of it\n\n[default]\n# one\nregion\t=\teu-west-1\n',
    credentials: '[default]\naws_access_key_id=KEYOFDEFAULT\n\n# the key\naws_secret_access_key   =   x\n',
  },
  {
    name: '[profile default]',
    env: { ...local, AWS_DEFAULT_REGION: undefined },
    config: '[profile default]\nregion = eu-west-1\n',
  },
  {
    name: 'a profile with blanks in its name',
    env: { ...local, AWS_PROFILE: 'my dev', AWS_DEFAULT_REGION: undefined },
    config: '[profile "my dev"]\nregion = eu-west-1\n',
    credentials: devKeys.replace('[dev]', '[my dev]'),
  },
  {
    name: 'a profile in both files, half of it in each',
    env: { ...local, AWS_DEFAULT_REGION: undefined },
    config: '[profile dev]\nregion = eu-west-1\naws_access_key_id = KEYOFCONFIG\naws_secret_access_key = x\n',
    credentials: devKeys,
    flags: dev,
  },
  { name: 'an address with a path', env: { AWS_ENDPOINT_URL: '{http}/base/' } },
  { name: 'an address that is none', env: { AWS_ENDPOINT_URL: 'nonsense' } },
];

const roles: readonly Row[] = [
  {
    name: 'a role with external_id, duration_seconds and role_session_name',
    env: local,
    config: `[profile r]\n${role}source_profile = dev\nexternal_id = partner\nduration_seconds = 900\nrole_session_name = me\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a web identity by variables, with a name for the session',
    env: {
      ...local,
      AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
      AWS_ROLE_SESSION_NAME: 'pod',
    },
    files: { token: 'a.web.token' },
  },
  {
    name: 'a role with source_profile and credential_source',
    env: local,
    config: `[profile r]\n${role}source_profile = dev\ncredential_source = Environment\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
    says: 'has a source_profile and a credential_source',
  },
  {
    name: 'a credential_source that is none',
    env: local,
    config: `[profile r]\n${role}credential_source = Moon\n`,
    flags: ['--profile', 'r'],
    says: 'has the credential_source "Moon"',
  },
  {
    name: 'a role that wants an MFA code',
    env: local,
    config: `[profile r]\n${role}source_profile = dev\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
    says: 'needs an MFA code, which this tool does not ask for',
  },
  {
    name: 'a role with source_profile',
    env: everywhere,
    config: `[profile r]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: "a role's STS in the Region of the call, not of the profile",
    env: everywhere,
    config: `[profile r]\n${role}source_profile = dev\nregion = us-west-2\n`,
    credentials: devKeys,
    flags: ['--profile', 'r', '--region', 'eu-west-1'],
  },
  {
    name: 'a role, STS by AWS_ENDPOINT_URL',
    env: local,
    config: `[profile r]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role, STS by AWS_ENDPOINT_URL_STS',
    env: { ...everywhere, AWS_ENDPOINT_URL_STS: '{http}' },
    config: `[profile r]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role, STS by the services section of the profile in hand',
    env: everywhere,
    config: `[profile r]\n${role}source_profile = dev\nservices = s\n[services s]\nsts =\n  endpoint_url = {http}\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role, STS by endpoint_url of the profile in hand',
    config: `[profile r]\n${role}source_profile = dev\nendpoint_url = {http}\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'sts_regional_endpoints = legacy',
    env: everywhere,
    config: `[profile r]\n${role}source_profile = dev\nsts_regional_endpoints = legacy\n`,
    credentials: devKeys,
    flags: ['--profile', 'r', '--region', 'eu-west-1'],
  },
  {
    name: 'AWS_STS_REGIONAL_ENDPOINTS = legacy',
    env: { ...everywhere, AWS_STS_REGIONAL_ENDPOINTS: 'legacy' },
    config: `[profile r]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role with FIPS',
    env: { ...everywhere, AWS_USE_FIPS_ENDPOINT: 'true' },
    config: `[profile r]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role with credential_source = Environment',
    env: { ...local, ...keysInEnv },
    config: `[profile r]\n${role}credential_source = Environment\n`,
    credentials: none,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role with credential_source = Ec2InstanceMetadata',
    env: { ...local, AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: '{http}' },
    config: `[profile r]\n${role}credential_source = Ec2InstanceMetadata\n`,
    credentials: none,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role with credential_source = EcsContainer',
    env: { ...local, AWS_CONTAINER_CREDENTIALS_FULL_URI: '{http}/container' },
    config: `[profile r]\n${role}credential_source = EcsContainer\n`,
    credentials: none,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role of a role',
    env: local,
    config: `[profile r]\n${role}source_profile = q\n[profile q]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: ['--profile', 'r'],
  },
  {
    name: 'a role whose profile has its own keys',
    env: local,
    config: `[profile dev]\n${role}source_profile = dev\n`,
    credentials: devKeys,
    flags: dev,
  },
  {
    name: 'source_profile that is not there',
    env: local,
    config: `[profile r]\n${role}source_profile = gone\n`,
    flags: ['--profile', 'r'],
    says: 'the source_profile "gone", which is not there',
  },
  {
    name: 'source_profile that goes round',
    env: local,
    config: `[profile r]\n${role}source_profile = q\n[profile q]\n${role}source_profile = r\n`,
    flags: ['--profile', 'r'],
    says: 'source_profile goes round: r, q, r',
  },
  {
    name: 'a role with nothing to ask for it with',
    env: local,
    config: `[profile r]\n${role}`,
    flags: ['--profile', 'r'],
    says: 'has a role_arn, but nothing to ask for it with',
  },
  {
    name: 'a web identity by variables',
    env: {
      ...everywhere,
      AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
    },
    files: { token: 'a.web.token' },
  },
  {
    name: 'a web identity of the profile',
    env: local,
    config: `[profile r]\n${role}web_identity_token_file = {home}/token\n`,
    files: { token: 'a.web.token' },
    flags: ['--profile', 'r'],
  },
  {
    name: '--profile before a web identity by variables',
    env: {
      ...local,
      AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
    },
    files: { token: 'a.web.token' },
    credentials: devKeys,
    flags: dev,
  },
  {
    name: 'a web identity whose file is not there',
    env: {
      ...local,
      AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/gone',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
    },
    says: 'the web identity token file',
  },
];

const cacheFile = (key: string): string =>
  `.aws/sso/cache/${createHash('sha1').update(key).digest('hex')}.json`;
const token = (fields: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    startUrl: 'https://x.awsapps.com/start',
    region: 'us-east-1',
    accessToken: 'token',
    ...fields,
  });
const later = '2100-01-01T00:00:00Z';
const before = '2020-01-01T00:00:00Z';
const sso =
  '[profile s]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n';
const oldSso =
  '[profile s]\nsso_account_id = 123456789012\nsso_role_name = reader\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n';
const oldCache = cacheFile('https://x.awsapps.com/start');
const s = ['--profile', 's'];

const signIns: readonly Row[] = [
  {
    name: 'SSO by sso-session',
    env: everywhere,
    config: sso,
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: later }) },
    flags: s,
  },
  {
    name: 'SSO in the old form',
    env: everywhere,
    config: oldSso,
    credentials: none,
    files: { [oldCache]: token({ expiresAt: later }) },
    flags: s,
  },
  {
    name: 'SSO by AWS_ENDPOINT_URL_SSO',
    env: { ...everywhere, AWS_ENDPOINT_URL_SSO: '{http}' },
    config: sso,
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: later }) },
    flags: s,
  },
  {
    name: 'SSO by endpoint_url of the profile in hand',
    config: sso.replace('[profile s]\n', '[profile s]\nendpoint_url = {http}\n'),
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: later }) },
    flags: s,
  },
  {
    name: 'SSO, its token renewed',
    env: everywhere,
    config: sso,
    credentials: none,
    files: {
      [cacheFile('corp')]: token({
        expiresAt: before,
        clientId: 'c',
        clientSecret: 's',
        refreshToken: 'r',
        registrationExpiresAt: later,
      }),
    },
    flags: s,
  },
  {
    name: 'SSO that has expired',
    env: local,
    config: sso,
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: before }) },
    flags: s,
    says: 'the SSO session "corp" has expired (ExpiredToken). Run aws sso login --sso-session corp',
  },
  {
    name: 'SSO in the old form that has expired',
    env: local,
    config: oldSso,
    credentials: none,
    files: { [oldCache]: token({ expiresAt: before }) },
    flags: s,
    says: 'the SSO session of the profile "s" has expired (ExpiredToken). Run aws sso login --profile s',
  },
  {
    name: 'SSO without a sign-in',
    env: local,
    config: sso,
    credentials: none,
    flags: s,
    says: 'Run aws sso login --sso-session corp',
  },
  {
    name: 'SSO that was signed out elsewhere',
    env: local,
    config: sso,
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: later, accessToken: 'revoked' }) },
    flags: s,
    says: 'Run aws sso login --sso-session corp',
  },
  {
    name: 'an sso-session that is not there',
    env: local,
    config: sso.replace('[sso-session corp]', '[sso-session other]'),
    credentials: none,
    flags: s,
    says: 'names the sso-session "corp"',
  },
  {
    name: 'an sso-session of another Region than its profile',
    env: local,
    config: sso.replace('[profile s]\n', '[profile s]\nsso_region = eu-west-1\n'),
    credentials: none,
    flags: s,
    says: 'sso_region of the profile "s" is another than that of its sso-session',
  },
  {
    name: 'a role whose source_profile signs in by SSO',
    env: local,
    config: `${sso}[profile r]\n${role}source_profile = s\n`,
    credentials: none,
    files: { [cacheFile('corp')]: token({ expiresAt: later }) },
    flags: ['--profile', 'r'],
  },
];

const program = (
  script: string,
  line = '{home}/keys.sh',
): Pick<Row, 'config' | 'files' | 'credentials' | 'flags' | 'env'> => ({
  env: local,
  config: `[profile p]\ncredential_process = ${line}\n`,
  files: { 'keys.sh': `#!/bin/sh\n${script}\n` },
  credentials: none,
  flags: ['--profile', 'p'],
});
const printed = (value: unknown): string => `echo '${JSON.stringify(value)}'`;
const good = { Version: 1, AccessKeyId: 'KEYOFPROGRAM', SecretAccessKey: 'x', SessionToken: 't' };

const programs: readonly Row[] = [
  { name: 'credential_process', ...program(printed(good)) },
  {
    name: 'credential_process with a # in it',
    ...program(
      'test "$1" = "a #b" && echo \'{"Version":1,"AccessKeyId":"KEYOFPROGRAM","SecretAccessKey":"x"}\'',
      '{home}/keys.sh "a #b"',
    ),
  },
  { name: 'credential_process with an end', ...program(printed({ ...good, Expiration: later })) },
  {
    name: 'credential_process with quoted arguments, no shell',
    ...program(
      'test "$1" = "two words" && test "$2" = \'$HOME\' && echo \'{"Version":1,"AccessKeyId":"KEYOFPROGRAM","SecretAccessKey":"x"}\'',
      '"{home}/keys.sh" "two words" $HOME',
    ),
  },
  {
    name: 'a role whose source_profile is a program',
    ...program(printed(good)),
    config: `[profile p]\ncredential_process = {home}/keys.sh\n[profile r]\n${role}source_profile = p\n`,
    flags: ['--profile', 'r'],
  },
  {
    name: 'keys before credential_process',
    ...program(printed(good)),
    credentials: '[p]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n',
  },
  {
    name: 'credential_process that fails',
    ...program('echo "vault is sealed" >&2; echo secret; exit 3'),
    says: 'the credential_process of the profile "p" ended with 3: vault is sealed',
  },
  {
    name: 'credential_process that prints no JSON',
    ...program('echo secret'),
    says: 'the credential_process of the profile "p" does not print JSON',
  },
  {
    name: 'credential_process without a Version',
    ...program(printed({ ...good, Version: undefined })),
    says: 'prints no Version',
  },
  {
    name: 'credential_process of another Version',
    ...program(printed({ ...good, Version: 2 })),
    says: 'prints another Version than 1',
  },
  {
    name: 'credential_process without a key',
    ...program(printed({ ...good, SecretAccessKey: undefined })),
    says: 'prints no SecretAccessKey',
  },
  {
    name: 'credential_process whose keys have expired',
    ...program(printed({ ...good, Expiration: before })),
    says: 'prints keys that expired at 2020-01-01T00:00:00.000Z',
  },
  {
    name: 'credential_process that is not there',
    ...program('', '{home}/gone.sh'),
    says: 'gone.sh is not there',
  },
];

const machines: readonly Row[] = [
  {
    name: 'keys of a container',
    env: { ...local, AWS_CONTAINER_CREDENTIALS_FULL_URI: '{http}/container' },
    credentials: none,
  },
  {
    name: 'keys of a container, not through the proxy',
    env: { ...local, AWS_CONTAINER_CREDENTIALS_FULL_URI: '{http}/container', HTTP_PROXY: '{proxy}' },
    credentials: none,
  },
  {
    name: 'keys of an instance',
    env: { ...local, AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: '{http}' },
    credentials: none,
  },
  {
    name: 'keys of an instance, with a proxy',
    env: {
      ...local,
      AWS_EC2_METADATA_DISABLED: undefined,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: '{http}',
      HTTP_PROXY: '{proxy}',
    },
    credentials: none,
    intended:
      'aws-cli asks the proxy for the metadata of the instance: 169.254.169.254 is this machine alone',
  },
  {
    name: 'keys of the profile before those of a container',
    env: { ...local, AWS_CONTAINER_CREDENTIALS_FULL_URI: '{http}/container' },
  },
];

export const credentialRows: readonly Row[] = [
  ...keys,
  ...moreKeys,
  ...roles,
  ...signIns,
  ...programs,
  ...machines,
];
