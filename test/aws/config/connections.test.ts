/** Where clients really connect to, by their settings: servers and a proxy on loopback. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { Environment } from '../../../src/aws/config/environment.ts';
import { failureLine } from '../../../src/output/failure-line.ts';
import { type LoopbackAws, type ProxyManner, startLoopbackAws } from '../../helpers/loopback-aws.ts';

let manner: ProxyManner;
let aws: LoopbackAws;
let home: string;

beforeEach(async () => {
  manner = { status: 200 };
  aws = await startLoopbackAws({ answer: () => ({ body: '{"MetricAlarms":[]}' }), proxy: () => manner });
  home = mkdtempSync(join(tmpdir(), 'orders-watch-config-'));
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  for (const name of ['AWS_CA_BUNDLE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) vi.stubEnv(name, undefined);
  writeFileSync(
    join(home, 'credentials'),
    ['default', 'epp']
      .map((name) => `[${name}]\naws_access_key_id = ${name}\naws_secret_access_key = x\n`)
      .join(''),
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
  await aws.close();
});

/** Lists alarms: the failure in words, or ''. */
const ask = async (options: {
  readonly profile?: string;
  readonly env?: Environment;
  readonly endpointUrl?: string;
}) => {
  const clients = createClients({ region: 'us-east-1', ...options });
  const answer = await clients.describeAlarms({});
  clients.close();
  return answer.ok ? '' : failureLine(answer.failure);
};
const ways = () => aws.reached.map(({ way, host, accessKey }) => [way, host, accessKey]);

describe('endpoint_url', () => {
  it('is that of the profile in hand, whoever named it', async () => {
    const host = new URL(aws.http).host;
    writeFileSync(
      join(home, 'config'),
      `[profile epp]\nendpoint_url = ${aws.http}\n[default]\nservices = s\n[services s]\ncloudwatch =\n  endpoint_url = ${aws.http}\n`,
    );
    expect(await ask({ profile: 'epp', env: {} })).toBe('');
    vi.stubEnv('AWS_PROFILE', 'epp');
    expect(await ask({ env: { AWS_PROFILE: 'epp' } })).toBe('');
    vi.stubEnv('AWS_PROFILE', undefined);
    expect(await ask({ env: {} })).toBe('');
    expect(ways()).toEqual([
      ['http', host, 'epp'],
      ['http', host, 'epp'],
      ['http', host, 'default'],
    ]);
  });
});

describe('proxies', () => {
  const env = (more: Environment = {}) => ({
    HTTPS_PROXY: `http://user:secret@${aws.proxy}`,
    AWS_CA_BUNDLE: aws.caFile,
    ...more,
  });
  const host = 'monitoring.us-east-1.amazonaws.com';

  it('are tunnels for https, with the name and password', async () => {
    expect(await ask({ env: env() })).toBe('');
    expect(aws.connects).toEqual([
      { target: `${host}:443`, authorization: `Basic ${Buffer.from('user:secret').toString('base64')}` },
    ]);
    expect(aws.reached[0]).toMatchObject({
      way: 'proxy-https',
      host,
      accessKey: 'default',
      region: 'us-east-1',
      proxyAuthorization: undefined,
    });
  });

  it('take the whole address for http', async () => {
    const endpointUrl = 'http://cloudwatch.test:4566';
    expect(await ask({ env: { HTTP_PROXY: `user:secret@${aws.proxy}` }, endpointUrl })).toBe('');
    expect(aws.reached[0]).toMatchObject({ way: 'proxy-http', host: 'cloudwatch.test:4566' });
    expect(aws.reached[0]?.path).toMatch(/^POST http:\/\/cloudwatch\.test:4566\//);
    expect(aws.reached[0]?.proxyAuthorization).toBe(`Basic ${Buffer.from('user:secret').toString('base64')}`);
    manner = { status: 407 };
    expect(await ask({ env: { HTTP_PROXY: aws.proxy }, endpointUrl })).toContain(
      `the proxy ${aws.proxy} (HTTP_PROXY) wants a name and a password (HTTP407)`,
    );
  });

  it('are left aside by NO_PROXY', async () => {
    expect(await ask({ env: env({ NO_PROXY: '127.0.0.1' }), endpointUrl: aws.https })).toBe('');
    expect(aws.connects).toEqual([]);
    expect(aws.reached[0]?.way).toBe('https');
  });

  it('are named where they refuse, are not there, or are none', async () => {
    manner = { status: 407 };
    expect(await ask({ env: env() })).toBe(
      `DescribeAlarms in us-east-1: the proxy ${aws.proxy} (HTTPS_PROXY) does not accept the name and password given (HTTP407). Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT.`,
    );
    manner = { status: 403 };
    expect(await ask({ env: env() })).toContain(
      `the proxy ${aws.proxy} (HTTPS_PROXY) does not let through to ${host}:443: HTTP 403`,
    );
    manner = { status: 502 };
    expect(await ask({ env: env() })).toContain(`to ${host}:443: HTTP 502`);
    expect(await ask({ env: env({ HTTPS_PROXY: '127.0.0.1:1' }) })).toContain(
      'nothing answers at the proxy 127.0.0.1:1 (HTTPS_PROXY) (ECONNREFUSED)',
    );
    expect(await ask({ env: env({ HTTPS_PROXY: 'proxy.invalid:1' }) })).toMatch(/the proxy proxy\.invalid:1/);
    expect(await ask({ env: env({ HTTPS_PROXY: `https://${aws.proxy}` }) })).toContain(
      'it does not speak as an HTTP proxy',
    );
    expect(await ask({ env: env({ HTTPS_PROXY: 'http://' }) })).toContain('HTTPS_PROXY is no URL');
  });
});

describe('CA bundles', () => {
  it('are trusted: the variable before the profile', async () => {
    writeFileSync(
      join(home, 'config'),
      `[profile epp]\nendpoint_url = ${aws.https}\nca_bundle = ${aws.caFile}\n`,
    );
    expect(await ask({ profile: 'epp', env: {} })).toBe('');
    expect(await ask({ profile: 'epp', env: { AWS_CA_BUNDLE: join(home, 'gone.pem') } })).toBe(
      `DescribeAlarms in us-east-1 (epp): the CA bundle ${join(home, 'gone.pem')} (AWS_CA_BUNDLE) is not there (CaBundle). It must be a file of certificates in PEM form.`,
    );
    writeFileSync(join(home, 'junk.pem'), 'junk');
    expect(await ask({ env: { AWS_CA_BUNDLE: join(home, 'junk.pem') } })).toContain('holds no certificate');
    writeFileSync(join(home, 'junk.pem'), '-----BEGIN CERTIFICATE-----\njunk\n-----END CERTIFICATE-----\n');
    expect(await ask({ env: { AWS_CA_BUNDLE: join(home, 'junk.pem') } })).toContain('junk.pem');
    expect(ways().length).toBe(1);
  });
});
