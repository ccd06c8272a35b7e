/** Where: profiles, Regions, endpoints. Through a proxy that answers for every host, so that AWS's own names are seen. */
import type { Row } from './row.ts';

const everywhere = { HTTPS_PROXY: 'http://{proxy}', AWS_CA_BUNDLE: '{ca}' };
const twoProfiles =
  '[default]\naws_access_key_id = KEYOFDEFAULT\naws_secret_access_key = x\n[dev]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n';
const services = '[services local]\ncloudwatch =\n  endpoint_url = {http}\nsts =\n  endpoint_url = {https}\n';

const v2Reads = (what: string): string =>
  `${what}: as aws-cli v2, which most use; v1 is the one that PyPI has`;

const profiles: readonly Row[] = [
  { name: 'nothing but keys', env: everywhere },
  { name: 'AWS_PROFILE', env: { ...everywhere, AWS_PROFILE: 'dev' }, credentials: twoProfiles },
  { name: '--profile', env: everywhere, credentials: twoProfiles, flags: ['--profile', 'dev'] },
  {
    name: '--profile before AWS_PROFILE',
    env: { ...everywhere, AWS_PROFILE: 'default' },
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'AWS_DEFAULT_PROFILE',
    env: { ...everywhere, AWS_DEFAULT_PROFILE: 'dev' },
    credentials: twoProfiles,
  },
  {
    name: 'AWS_PROFILE and AWS_DEFAULT_PROFILE',
    env: { ...everywhere, AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'default' },
    credentials: twoProfiles,
    intended: v2Reads('AWS_PROFILE is before AWS_DEFAULT_PROFILE'),
  },
  { name: 'a profile that is not there', env: { AWS_PROFILE: 'gone' }, says: 'there is no profile "gone"' },
  {
    name: 'a services section is no profile',
    flags: ['--profile', 'services.local'],
    config: services,
    says: 'Profiles that exist: default.',
  },
  {
    name: 'an sso-session is no profile',
    flags: ['--profile', 'sso-session.s'],
    config: '[sso-session s]\nsso_region = us-east-1\n',
    says: 'Profiles that exist: default.',
  },
  {
    name: 'AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
    env: {
      ...everywhere,
      AWS_DEFAULT_REGION: undefined,
      AWS_CONFIG_FILE: '{home}/elsewhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '{home}/elsewhere/keys',
      AWS_PROFILE: 'dev',
    },
    files: { 'elsewhere/config': '[profile dev]\nregion = eu-west-1\n', 'elsewhere/keys': twoProfiles },
  },
  {
    name: 'settings in the credentials file, before the config file',
    env: { ...everywhere, AWS_DEFAULT_REGION: undefined },
    config: '[default]\nregion = us-west-2\n',
    credentials:
      '[default]\nregion = eu-west-1\naws_access_key_id = KEYOFDEFAULT\naws_secret_access_key = x\n',
  },
  {
    name: 'keys of settings in any case',
    env: { ...everywhere, AWS_DEFAULT_REGION: undefined },
    config: '[default]\nRegion = eu-west-1\n',
  },
];

const regions: readonly Row[] = [
  {
    name: 'region of the profile in hand',
    env: { ...everywhere, AWS_DEFAULT_REGION: undefined },
    config: '[profile dev]\nregion = eu-west-1\n[default]\nregion = us-west-2\n',
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'AWS_DEFAULT_REGION before the profile',
    env: { ...everywhere, AWS_DEFAULT_REGION: 'us-west-2' },
    config: '[default]\nregion = eu-west-1\n',
  },
  { name: '--region before AWS_DEFAULT_REGION', env: everywhere, flags: ['--region', 'eu-west-1'] },
  {
    name: 'AWS_REGION and AWS_DEFAULT_REGION',
    env: { ...everywhere, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' },
    intended: v2Reads('AWS_REGION is before AWS_DEFAULT_REGION'),
  },
  { name: 'no Region', env: { ...everywhere, AWS_DEFAULT_REGION: undefined }, says: 'no Region is set' },
  { name: 'FIPS by AWS_USE_FIPS_ENDPOINT', env: { ...everywhere, AWS_USE_FIPS_ENDPOINT: 'true' } },
  { name: 'FIPS, in capitals', env: { ...everywhere, AWS_USE_FIPS_ENDPOINT: 'TRUE' } },
  { name: 'FIPS by the profile', env: everywhere, config: '[default]\nuse_fips_endpoint = true\n' },
  {
    name: 'FIPS by the profile in hand',
    env: everywhere,
    config: '[profile dev]\nuse_fips_endpoint = true\n',
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'the variable before the profile for FIPS',
    env: { ...everywhere, AWS_USE_FIPS_ENDPOINT: 'false' },
    config: '[default]\nuse_fips_endpoint = true\n',
  },
  { name: 'dual-stack', env: { ...everywhere, AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
  {
    name: 'dual-stack by the profile in hand',
    env: { ...everywhere, AWS_PROFILE: 'dev' },
    config: '[profile dev]\nuse_dualstack_endpoint = true\n',
    credentials: twoProfiles,
  },
  {
    name: 'FIPS and dual-stack',
    env: { ...everywhere, AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  },
  {
    name: 'FIPS with --endpoint-url',
    env: { AWS_USE_FIPS_ENDPOINT: 'true' },
    flags: ['--endpoint-url', '{http}'],
  },
];

const endpoints: readonly Row[] = [
  { name: '--endpoint-url', flags: ['--endpoint-url', '{http}'] },
  { name: 'AWS_ENDPOINT_URL', env: { AWS_ENDPOINT_URL: '{http}' } },
  {
    name: 'AWS_ENDPOINT_URL_CLOUDWATCH before AWS_ENDPOINT_URL',
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_CLOUDWATCH: '{http}' },
  },
  {
    name: 'AWS_ENDPOINT_URL of another service',
    env: { ...everywhere, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://127.0.0.1:1' },
  },
  { name: 'endpoint_url of the default profile', config: '[default]\nendpoint_url = {http}\n' },
  {
    name: 'endpoint_url of --profile',
    config: '[profile dev]\nendpoint_url = {http}\n',
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'endpoint_url of AWS_PROFILE',
    env: { AWS_PROFILE: 'dev' },
    config: '[profile dev]\nendpoint_url = {http}\n',
    credentials: twoProfiles,
  },
  {
    name: 'endpoint_url of another profile than the one in hand',
    env: { ...everywhere, AWS_PROFILE: 'default' },
    config: '[default]\nendpoint_url = http://127.0.0.1:1\n',
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'services section',
    config: `[default]\nservices = local\nendpoint_url = http://127.0.0.1:1\n${services}`,
  },
  {
    name: 'services section of --profile',
    config: `[profile dev]\nservices = local\n${services}`,
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: 'services section without this service',
    config: `[default]\nservices = other\nendpoint_url = {http}\n[services other]\ndynamodb =\n  endpoint_url = http://127.0.0.1:1\n`,
  },
  {
    name: 'services section that is not there',
    config: '[default]\nservices = gone\nendpoint_url = {http}\n',
    says: 'names the services section "gone"',
  },
  {
    name: 'AWS_ENDPOINT_URL before a services section',
    env: { AWS_ENDPOINT_URL: '{http}' },
    config:
      '[default]\nservices = other\n[services other]\ncloudwatch =\n  endpoint_url = http://127.0.0.1:1\n',
  },
  {
    name: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    env: {
      ...everywhere,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    },
  },
  {
    name: 'ignore_configured_endpoint_urls of the profile in hand',
    env: everywhere,
    config: '[profile dev]\nignore_configured_endpoint_urls = true\nendpoint_url = http://127.0.0.1:1\n',
    credentials: twoProfiles,
    flags: ['--profile', 'dev'],
  },
  {
    name: '--endpoint-url is not ignored',
    env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    flags: ['--endpoint-url', '{http}'],
  },
];

export const placeRows: readonly Row[] = [...profiles, ...regions, ...endpoints];
