/** Whose keys sign, and what is said where there are none. `npm run test:aws-cli` compares far more of it with aws-cli. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { Environment } from '../../../src/aws/config/environment.ts';
import { failureLine } from '../../../src/output/failure-line.ts';
import { type LoopbackAws, type Reached, type Reply, startLoopbackAws } from '../../helpers/loopback-aws.ts';

let answer: (reached: Reached) => Reply;
let aws: LoopbackAws;
let home: string;

const roleAnswer =
  '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>';
const denied =
  '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/eve is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r</Message></Error></ErrorResponse>';

beforeEach(async () => {
  answer = ({ action }) => ({ body: action === 'AssumeRole' ? roleAnswer : '{"MetricAlarms":[]}' });
  aws = await startLoopbackAws({ answer: (reached) => answer(reached) });
  home = mkdtempSync(join(tmpdir(), 'orders-watch-credentials-'));
  vi.stubEnv('HOME', home);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
  await aws.close();
});

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text, { mode: 0o700 });
  }
};

/** Lists alarms: the keys that signed, or the failure in words. */
const ask = async (profile?: string, env: Environment = {}): Promise<string> => {
  const clients = createClients({
    region: 'us-east-1',
    env: { AWS_ENDPOINT_URL: aws.http, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    ...(profile === undefined ? {} : { profile }),
  });
  const given = await clients.describeAlarms({});
  clients.close();
  return given.ok ? aws.reached.map(({ accessKey }) => accessKey).join(' ') : failureLine(given.failure);
};

const dev = '[dev]\naws_access_key_id = DEV\naws_secret_access_key = x\n';
const keysInEnv = { AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'x' };

describe('keys', () => {
  it('in variables are before AWS_PROFILE, and after a profile that was named', async () => {
    write({ '.aws/credentials': dev });
    expect(await ask(undefined, { ...keysInEnv, AWS_PROFILE: 'dev' })).toBe('ENV');
    expect(await ask('dev', keysInEnv)).toBe('ENV DEV');
  });

  it('of which one half is missing are told', async () => {
    expect(await ask(undefined, { AWS_ACCESS_KEY_ID: 'ENV' })).toContain(
      'the environment has AWS_ACCESS_KEY_ID, but no AWS_SECRET_ACCESS_KEY',
    );
    expect(await ask()).toContain('no credentials found');
  });

  it('that were mended are found without a new client', async () => {
    const clients = createClients({
      region: 'us-east-1',
      env: { AWS_ENDPOINT_URL: aws.http, AWS_EC2_METADATA_DISABLED: 'true' },
    });
    expect((await clients.describeAlarms({})).ok).toBe(false);
    write({ '.aws/credentials': dev.replace('[dev]', '[default]') });
    expect((await clients.describeAlarms({})).ok).toBe(true);
    clients.close();
  });
});

describe('roles', () => {
  const config =
    '[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = dev\n[profile mfa]\nrole_arn = arn:aws:iam::1:role/m\nsource_profile = dev\nmfa_serial = arn:aws:iam::1:mfa/eve\n';

  it('are asked for with the keys of their source', async () => {
    write({ '.aws/credentials': dev, '.aws/config': config });
    expect(await ask('r')).toBe('DEV ROLE');
  });

  it('that are refused say whose role it is and what AWS says', async () => {
    write({ '.aws/credentials': dev, '.aws/config': config });
    answer = () => ({ status: 403, headers: { 'content-type': 'text/xml' }, body: denied });
    expect(await ask('r')).toContain(
      'AssumeRole in us-east-1 (r): the role arn:aws:iam::1:role/r of the profile "r" cannot be assumed: denied: sts:AssumeRole to user/eve',
    );
    expect(await ask('mfa')).toContain('needs an MFA code, which this tool does not ask for');
  });
});

describe('SSO', () => {
  it('without a sign-in says the command', async () => {
    write({
      '.aws/config':
        '[profile new]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://x\n[profile old]\nsso_account_id = 1\nsso_role_name = r\nsso_region = us-east-1\nsso_start_url = https://x\n[profile half]\nsso_account_id = 1\n',
    });
    expect(await ask('new')).toBe(
      'DescribeAlarms in us-east-1 (new): nobody is signed in to the SSO session "corp" (ExpiredToken). Run aws sso login --sso-session corp: the tool goes on by itself.',
    );
    expect(await ask('old')).toContain('Run aws sso login --profile old');
    expect(await ask('half')).toContain('has no sso_start_url, sso_region, sso_role_name');
  });
});

describe('credential_process', () => {
  const program = (script: string): void =>
    write({
      '.aws/config': `[profile p]\ncredential_process = ${join(home, 'keys.sh')}\n`,
      'keys.sh': `#!/bin/sh\n${script}\n`,
    });

  it('gives keys', async () => {
    program(`echo '{"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"x"}'`);
    expect(await ask('p')).toBe('PROGRAM');
  });

  it.each([
    ['echo SECRET; echo "vault is sealed" >&2; echo more >&2; exit 3', 'ended with 3: vault is sealed ('],
    ['echo SECRET; exit 3', 'ended with 3 and said nothing'],
    ['kill -9 $$', 'was killed'],
    ['echo SECRET', 'does not print JSON'],
    ['true', 'prints nothing'],
    ['echo "no vault here" >&2', 'prints nothing: no vault here ('],
    ['yes', 'prints more than keys, without an end'],
    [
      `echo '{"Version":1,"AccessKeyId":"SECRET","SecretAccessKey":"SECRET","Expiration":7}'`,
      'prints an Expiration that is no time',
    ],
    [`echo '{"AccessKeyId":"SECRET","SecretAccessKey":"SECRET"}'`, 'prints no Version'],
    [
      `echo '{"Version":"1","AccessKeyId":"SECRET","SecretAccessKey":"SECRET"}'`,
      'prints another Version than 1',
    ],
    [`echo '{"Version":1,"AccessKeyId":"SECRET"}'`, 'prints no SecretAccessKey'],
    [
      `echo '{"Version":1,"AccessKeyId":"SECRET","SecretAccessKey":"SECRET","Expiration":"2020-01-01T00:00:00Z"}'`,
      'prints keys that expired at 2020-01-01T00:00:00.000Z',
    ],
  ])('%s', async (script, says) => {
    program(script);
    const said = await ask('p');
    expect(said).toContain(`the credential_process of the profile "p" ${says}`);
    expect(said).not.toContain('SECRET');
  });

  it('is watched until it ends', async () => {
    program(`echo '{"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"x"}'`);
    const watched: string[] = [];
    const clients = createClients({
      region: 'us-east-1',
      profile: 'p',
      env: { AWS_ENDPOINT_URL: aws.http },
      watch: ({ name }, work) => {
        watched.push(name);
        return work;
      },
    });
    expect((await clients.describeAlarms({})).ok).toBe(true);
    expect(watched).toEqual(['credential_process of the profile "p"']);
    clients.close();
  });

  it('that is not there is named', async () => {
    write({ '.aws/config': '[profile p]\ncredential_process = /nowhere/keys "a b"\n' });
    expect(await ask('p')).toContain('cannot be started: /nowhere/keys is not there');
  });
});
