/** AWS SDKs and Tools Reference Guide, "Service-specific endpoints", read against its own order of precedence. */
import { describe, expect, it } from 'vitest';
import { configuredEndpoint } from '../../../src/aws/config/endpoint.ts';
import type { Environment } from '../../../src/aws/config/environment.ts';
import type { Section } from '../../../src/aws/config/ini.ts';
import { sharedFilesOf } from '../../../src/aws/config/shared-files.ts';

const services = {
  local: {
    'cloudwatch.endpoint_url': 'http://section:1',
    'cloudwatch_logs.endpoint_url': 'http://section-logs:1',
  },
};
const at = (profile: Section, env: Environment = {}, service = 'CloudWatch') => {
  const found = configuredEndpoint(service, { env, profile, profileName: 'p', services });
  return found.ok ? found.value : found.failure.code;
};

describe('configuredEndpoint', () => {
  it('takes the variable of the service, that of all, the section, the profile', () => {
    const profile = { services: 'local', endpoint_url: 'http://profile:1' };
    const all = { AWS_ENDPOINT_URL: 'http://all:1' };
    expect(at(profile, { ...all, AWS_ENDPOINT_URL_CLOUDWATCH: 'http://one:1' })).toBe('http://one:1');
    expect(at(profile, { ...all, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://one:1' })).toBe('http://all:1');
    expect(at(profile, all)).toBe('http://all:1');
    expect(at(profile)).toBe('http://section:1');
    expect(at(profile, {}, 'CloudWatch Logs')).toBe('http://section-logs:1');
    expect(at(profile, {}, 'DynamoDB Streams')).toBe('http://profile:1');
    expect(at({})).toBeUndefined();
  });

  it('spells the variables of services as AWS does', () => {
    const env = { AWS_ENDPOINT_URL_DYNAMODB_STREAMS: 'http://d:1', AWS_ENDPOINT_URL_SSO_OIDC: 'http://o:1' };
    expect(at({}, env, 'DynamoDB Streams')).toBe('http://d:1');
    expect(at({}, env, 'SSO OIDC')).toBe('http://o:1');
    expect(at({}, { AWS_ENDPOINT_URL: '' })).toBeUndefined();
  });

  it('leaves all of them aside where that is set, by the variable before the profile', () => {
    const profile = { endpoint_url: 'http://profile:1', ignore_configured_endpoint_urls: 'true' };
    expect(at(profile)).toBeUndefined();
    expect(at(profile, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' })).toBe('http://profile:1');
    expect(at({ endpoint_url: 'x' }, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' })).toBeUndefined();
  });

  it('says which section is not there, unless a variable stands before it', () => {
    expect(at({ services: 'gone' })).toBe('ServicesSectionMissing');
    expect(at({ services: 'gone' }, { AWS_ENDPOINT_URL: 'http://all:1' })).toBe('http://all:1');
  });
});

describe('sharedFilesOf', () => {
  it('tells profiles from sections of other kinds; the credentials file is before the config file', () => {
    const files = sharedFilesOf(
      '[profile dev]\nRegion = eu-west-1\noutput: json\n[services svc]\ncloudwatch =\n  endpoint_url = http://c:1\n[sso-session s]\nsso_region = us-east-1\n[other]\nregion = x\n',
      '[dev]\nregion=eu-west-2\n[other]\n',
    );
    expect(files).toEqual({
      profiles: { dev: { region: 'eu-west-2', output: 'json' }, other: {} },
      services: { svc: { cloudwatch: '', 'cloudwatch.endpoint_url': 'http://c:1' } },
      ssoSessions: { s: { sso_region: 'us-east-1' } },
      unread: [],
    });
  });
});
