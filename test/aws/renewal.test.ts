/**
 * New keys are in use within seconds, whichever way they come (issue 15, 8): each way that the SDK knows, against a server on loopback that is the
 * service, STS, SSO, the container's agent and the instance's metadata, and accepts the key NEW alone.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createProfileWatch } from '../../src/aws/config/profile-watch.ts';
import { systemClock } from '../../src/clock.ts';

const region = 'eu-west-1';
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

let home = '';
let server: Server;
let url = '';
/** What STS, SSO, the container's agent and the instance give. */
let given = 'OLD';
/** Is no more refused than NEW is. */
let accepted = '';
const signedWith: string[] = [];

const keysOf = (key: string) => ({
  AccessKeyId: key,
  SecretAccessKey: 'secret',
  Token: 'token',
  Expiration: inAnHour(),
});

const stsXml = (action: string): string => {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = keysOf(given);
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
    <AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey>
    <SessionToken>${Token}</SessionToken><Expiration>${Expiration}</Expiration></Credentials>
    <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/R/s</Arn></AssumedRoleUser>
    </${action}Result></${action}Response>`;
};

const answer = (request: IncomingMessage, body: string, response: ServerResponse): void => {
  const path = request.url ?? '';
  const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.headers['x-amz-target'] !== undefined) {
    signedWith.push(key);
    if (key === 'NEW' || key === accepted) response.end('{"logGroups":[]}');
    else response.writeHead(400).end('{"__type":"ExpiredTokenException","message":"expired"}');
  } else if (path.startsWith('/federation/credentials')) {
    const roleCredentials = {
      accessKeyId: given,
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: Date.now() + 3_600_000,
    };
    response.end(JSON.stringify({ roleCredentials }));
  } else if (path === '/container') response.end(JSON.stringify(keysOf(given)));
  else if (path === '/latest/api/token') response.end('token');
  else if (path === '/latest/meta-data/iam/security-credentials/') response.end('role');
  else if (path.startsWith('/latest/meta-data/iam/security-credentials')) {
    response.end(
      JSON.stringify({ ...keysOf(given), Code: 'Success', Type: 'AWS-HMAC', LastUpdated: inAnHour() }),
    );
  } else {
    const action = /Action=(\w+)/.exec(body)?.[1] ?? '';
    response.writeHead(200, { 'content-type': 'text/xml' }).end(stsXml(action));
  }
};

const write = (file: string, text: string): void => writeFileSync(join(home, file), text);
const fileKeys = (key: string): string => `aws_access_key_id = ${key}\naws_secret_access_key = secret\n`;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'orders-watch-keys-'));
  given = 'OLD';
  accepted = '';
  signedWith.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => answer(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', url);
  vi.stubEnv('AWS_ENDPOINT_URL_SSO', url);
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

const ssoCache = (name: string, token: string): void => {
  mkdirSync(join(home, '.aws/sso/cache'), { recursive: true });
  const file = join('.aws/sso/cache', `${createHash('sha1').update(name).digest('hex')}.json`);
  write(file, JSON.stringify({ startUrl: 'https://x', region, accessToken: token, expiresAt: inAnHour() }));
};
const ssoLogin = (key: string): void => {
  given = key;
  ssoCache('s', key);
};

type Way = {
  readonly before: () => void;
  readonly renew: () => void;
  readonly profile?: string;
};

const both = (to: (key: string) => void): Way => ({ before: () => to('OLD'), renew: () => to('NEW') });
const give = (key: string): void => {
  given = key;
};

const ways: Readonly<Record<string, Way>> = {
  'the credentials file': both((key) => write('credentials', `[default]\n${fileKeys(key)}`)),
  'the config file, of a profile': {
    ...both((key) => write('config', `[profile p]\n${fileKeys(key)}`)),
    profile: 'p',
  },
  credential_process: {
    ...both((key) => {
      write('keys.json', JSON.stringify({ Version: 1, ...keysOf(key), SessionToken: 'token' }));
      write('config', `[profile p]\ncredential_process = cat ${join(home, 'keys.json')}\n`);
    }),
    profile: 'p',
  },
  'an SSO session': {
    ...both((key) => {
      write(
        'config',
        `[sso-session s]\nsso_region = ${region}\nsso_start_url = https://x\n[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R\n`,
      );
      ssoLogin(key);
    }),
    profile: 'p',
  },
  'a role of another profile': {
    ...both((key) => {
      write('config', '[profile p]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = base\n');
      write('credentials', `[base]\n${fileKeys('BASE')}`);
      give(key);
    }),
    profile: 'p',
  },
  'a web identity': both((key) => {
    write('token', key);
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(home, 'token'));
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::1:role/R');
    give(key);
  }),
  'a container': both((key) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/container`);
    give(key);
  }),
  'an instance': both((key) => {
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
    give(key);
  }),
};

describe('keys that AWS no longer accepts', () => {
  it.each(Object.entries(ways))('%s: new ones are picked up', async (_, { before, renew, profile }) => {
    let aheadMs = 0;
    const clock = { now: () => Date.now() + aheadMs, sleep: async () => {} };
    before();
    const clients = createClients({ region, endpointUrl: url, profile, clock });
    const call = async () => {
      const answered = await clients.describeLogGroups({});
      return answered.ok ? 'ok' : answered.failure.code;
    };
    expect(await call()).toBe('ExpiredTokenException');
    expect(await call()).toBe('ExpiredTokenException');
    renew();
    // "At most every few seconds": of the time within which they must be in use, a fifth.
    aheadMs = 3_000;
    expect(await call()).toBe('ok');
    expect(signedWith.filter((key) => key === 'NEW')).toHaveLength(1);
    clients.close();
  });

  it('those of another service are picked up by all', async () => {
    write('credentials', `[default]\n${fileKeys('OLD')}`);
    const clients = createClients({ region, endpointUrl: url });
    await Promise.all([clients.describeLogGroups({}), clients.describeAlarms({})]);
    write('credentials', `[default]\n${fileKeys('NEW')}`);
    await clients.describeLogGroups({});
    signedWith.length = 0;
    await Promise.all([clients.describeLogGroups({}), clients.describeAlarms({}), clients.listStreams({})]);
    expect(signedWith).toEqual(['NEW', 'NEW', 'NEW']);
    clients.close();
  });
});

describe('keys that still work', () => {
  /** A quarter of a minute of calls, one a second; those that were signed with. */
  const calls = async (renew: () => void, profile?: string) => {
    let aheadMs = 0;
    const clock = { now: () => Date.now() + aheadMs, sleep: systemClock.sleep };
    const clients = createClients({ region, endpointUrl: url, profile, clock });
    await clients.describeLogGroups({});
    renew();
    signedWith.length = 0;
    for (let second = 0; second < 15; second += 1) {
      aheadMs += 1_000;
      await clients.describeLogGroups({});
    }
    clients.close();
    return signedWith;
  };

  it.each(['the credentials file', 'the config file, of a profile', 'credential_process'])(
    '%s: what is written anew is in use within 15 s',
    async (name) => {
      const way = ways[name];
      accepted = 'OLD';
      way?.before();
      const renew = () => {
        way?.renew();
        // The profile says another command, or the same one: only the first is to be seen without running it.
        if (name === 'credential_process') {
          write('config', `[profile p]\ncredential_process = cat  ${join(home, 'keys.json')}\n`);
        }
      };
      const signed = await calls(renew, way?.profile);
      expect(signed.at(0)).toBe('OLD');
      expect(signed.at(-1)).toBe('NEW');
    },
  );

  it('a role whose source has other keys is taken anew; what is no text changes nothing', async () => {
    accepted = 'OLD';
    ways['a role of another profile']?.before();
    const signed = await calls(() => {
      give('NEW');
      write('credentials', `[base]\n${fileKeys('BASE2')}`);
    }, 'p');
    expect(signed.at(-1)).toBe('NEW');
    ways['the credentials file']?.before();
    rmSync(join(home, 'config'));
    expect(await calls(() => write('credentials', '\ufffe[\0d'))).not.toContain('NEW');
  });

  it('the files are not read again and again, nor other profiles taken for this one', async () => {
    accepted = 'OLD';
    write('credentials', `[default]\n${fileKeys('OLD')}`);
    const look = createProfileWatch('default');
    const said = await look();
    write('credentials', `[default]\n${fileKeys('OLD')}\n[other]\n${fileKeys('NEW')}`);
    expect(await look()).toBe(said);
  });
});

describe('what of ~/.aws cannot be read', () => {
  it.each([
    [
      'a folder',
      () => mkdirSync(join(home, 'credentials')),
      /no credentials found; .*credentials is a folder/,
    ],
    [
      'text of UTF-16',
      () => writeFileSync(join(home, 'config'), '\ufeff[default]\nregion = eu-west-1\n', 'utf16le'),
      /config is written in UTF-16, and must be in UTF-8/,
    ],
    [
      'text of UTF-16 without its mark',
      () => writeFileSync(join(home, 'credentials'), '[default]\n', 'utf16le'),
      /credentials is written in UTF-16/,
    ],
    ['no end', () => symlinkSync('/dev/zero', join(home, 'config')), /config is larger than 16 MB/],
  ])('%s is said', async (_, make, said) => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    make();
    const clients = createClients({ region, endpointUrl: url });
    expect(await clients.describeLogGroups({})).toMatchObject({
      ok: false,
      failure: { kind: 'access', message: expect.stringMatching(said) },
    });
    clients.close();
  });
});

describe('what there is in the place of keys', () => {
  it('an SSO session that has ended is called so, with what to type; after the sign-in all goes on', async () => {
    ways['an SSO session']?.before();
    rmSync(join(home, '.aws/sso/cache'), { recursive: true });
    const clients = createClients({ region, endpointUrl: url, profile: 'p' });
    const refused = await clients.describeLogGroups({});
    expect(refused).toMatchObject({
      ok: false,
      failure: { kind: 'access', message: 'nobody is signed in to the SSO session "s"' },
    });
    expect(refused.ok ? '' : refused.failure.hint).toContain('aws sso login');
    ssoLogin('NEW');
    expect(await clients.describeLogGroups({})).toMatchObject({ ok: true });
    clients.close();
  });

  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'secret\n', 'AWS_SECRET_ACCESS_KEY holds a line break'],
    ['AWS_SECRET_ACCESS_KEY', 'secret ', 'AWS_SECRET_ACCESS_KEY begins or ends with a blank'],
    ['AWS_ACCESS_KEY_ID', 'AKID\r', 'AWS_ACCESS_KEY_ID holds a line break'],
    ['AWS_SESSION_TOKEN', 'token\n', 'AWS_SESSION_TOKEN holds a line break'],
    ['AWS_SESSION_TOKEN', 'to\u2026ken', 'AWS_SESSION_TOKEN holds a letter that no key has'],
  ])('%s = %j', async (variable, value, message) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv(variable, value);
    const clients = createClients({ region, endpointUrl: url });
    expect(await clients.describeLogGroups({})).toMatchObject({
      ok: false,
      failure: { kind: 'access', code: 'BrokenKeys', message },
    });
    expect(signedWith).toEqual([]);
    clients.close();
  });

  it('a web identity whose file is missing', async () => {
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(home, 'nowhere'));
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::1:role/R');
    const clients = createClients({ region, endpointUrl: url });
    expect(await clients.describeLogGroups({})).toMatchObject({
      ok: false,
      failure: { kind: 'access', message: expect.stringContaining(join(home, 'nowhere')) },
    });
    clients.close();
  });
});
