/**
 * What stands between the tool and AWS, each in words (issue 15, F14 and F14b): answers of a real server, codes of Node's own list, sentences of
 * the SDK's providers and of "Troubleshoot access denied error messages" (IAM User Guide).
 */
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { failureOf } from '../../src/aws/failure.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { isTemporary } from '../../src/pacing/trouble.ts';

const site = { operation: 'DescribeAlarms', region: 'eu-west-1', action: 'cloudwatch:DescribeAlarms' };
const thrown = (message: string, extra: object = {}): Failure =>
  failureOf(Object.assign(new Error(message), extra), site);

let server: Server | TcpServer | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

const portOf = async (listening: Server | TcpServer): Promise<number> => {
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const callOf = async (endpointUrl: string): Promise<Failure | undefined> => {
  const clients = createClients({
    region: 'eu-west-1',
    endpointUrl,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  });
  const answer = await clients.describeAlarms({});
  clients.close();
  return answer.ok ? undefined : answer.failure;
};

const page = { 'content-type': 'text/html' };
const elsewhere = { location: 'http://login.hotel.example/' };

describe('what answers is not AWS', () => {
  it.each<readonly [number, string, Record<string, string>, Failure['kind'], RegExp, 'lasts' | 'may heal']>([
    [301, '<html>moved', { ...elsewhere, ...page }, 'network', /leads elsewhere.*sign-in page/, 'lasts'],
    [302, '', elsewhere, 'network', /leads elsewhere/, 'lasts'],
    [307, '<html>', { ...elsewhere, ...page }, 'network', /leads elsewhere/, 'lasts'],
    [401, '<html>', page, 'network', /a page that is not AWS's refuses DescribeAlarms.*proxy/, 'may heal'],
    [403, '<html>Blocked', page, 'network', /a page that is not AWS's.*HTTP 403/, 'may heal'],
    [403, 'Forbidden', { 'content-type': 'text/plain' }, 'network', /a page that is not AWS's/, 'may heal'],
    [403, '', {}, 'access', /refused without a reason.*proxy/, 'lasts'],
    [407, '<html>', page, 'access', /the proxy wants a name and a password/, 'lasts'],
    [407, '', {}, 'access', /the proxy wants a name and a password/, 'lasts'],
    [511, '<html>', page, 'network', /wants a sign-in/, 'lasts'],
    // AWS names what it refuses: a 4xx without a name is no mistake in what was given.
    [400, '[]', {}, 'service', /does not come from AWS/, 'may heal'],
    [400, '"x"', {}, 'service', /does not come from AWS/, 'may heal'],
    [400, '{"__type":7,"message":7}', {}, 'service', /does not come from AWS/, 'may heal'],
    [
      400,
      JSON.stringify({ __type: 'ValidationException', message: 'x'.repeat(500_000) }),
      {},
      'usage',
      /^x{1000} \.\.\.$/,
      'lasts',
    ],
    [200, '<html>', page, 'service', /does not come from AWS/, 'may heal'],
    [502, '<html>', page, 'service', /broke down \(HTTP 502\)/, 'may heal'],
  ])('HTTP %i %s', async (status, body, headers, kind, words, heals) => {
    const port = await portOf(
      createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(status, headers).end(body));
      }),
    );
    const failure = await callOf(`http://127.0.0.1:${port}`);
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(words) });
    expect(failure && isTemporary(failure)).toBe(heals === 'may heal');
    expect(failure?.hint).not.toMatch(heals === 'lasts' ? /by itself|Nothing to do/ : /^$/);
  });

  it.each([
    ['http', 'SSH-2.0-OpenSSH_9.6\r\n', /does not speak HTTP/],
    ['http', 'HTTP/1.1 200 OK\r\nno header\r\n\r\n', /does not speak HTTP/],
    ['https', 'HTTP/1.1 400 Bad Request\r\n\r\n', /no TLS is spoken/],
    ['http', '', /connection was cut/],
  ])('%s: %j', async (scheme, greeting, words) => {
    const port = await portOf(
      createTcpServer((socket) => {
        socket.on('error', () => {}).once('data', () => socket.end(greeting));
      }),
    );
    expect(await callOf(`${scheme}://127.0.0.1:${port}`)).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(words),
    });
  });
});

describe('codes of Node', () => {
  it.each<readonly [string, Failure['kind'], RegExp, Readonly<Record<string, string>>]>([
    ['EAI_FAIL', 'network', /cannot be looked up/, {}],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', /nobody who is trusted/, {}],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network', /nobody who is trusted/, {}],
    ['CERT_HAS_EXPIRED', 'network', /has expired/, {}],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', /another host/, {}],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', /no TLS/, {}],
    ['HPE_INVALID_CONSTANT', 'network', /does not speak HTTP/, {}],
    ['Z_DATA_ERROR', 'service', /damaged/, {}],
    ['EHOSTDOWN', 'network', /network is down/, {}],
    ['EMFILE', 'service', /too many files/, {}],
    ['EACCES', 'network', /does not let the tool connect/, { syscall: 'connect' }],
    ['EACCES', 'access', /cannot be read/, { syscall: 'open' }],
    ['ENOENT', 'access', /cannot be read: .*\/run\/token/, {}],
    ['ERR_INVALID_CHAR', 'access', /line break/, { name: 'TypeError' }],
  ])('%s is %s', (code, kind, words, extra) => {
    const failure = thrown("said by Node, open '/run/token'", { code, ...extra });
    expect(failure).toMatchObject({ kind, code, message: expect.stringMatching(words) });
    expect(failure.hint).not.toBe('');
  });
});

describe('an error of AWS that is spoilt on its way', () => {
  const wrongs = [null, 7, 'x', true, {}, [], [null]];
  const bodies: readonly unknown[] = [
    ...wrongs,
    ...wrongs.map((__type) => ({ __type, message: 'Rate exceeded' })),
    ...wrongs.map((message) => ({ __type: 'ThrottlingException', message })),
    ...wrongs.map((code) => ({ code, message: 'Rate exceeded' })),
    {},
  ];
  it.each([400, 500, 503])(
    'with HTTP %d is no bug of ours, and of a service that broke down is tried again, whatever is in it',
    async (status) => {
      let body: unknown;
      const port = await portOf(
        createServer((_, response) =>
          response
            .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
            .end(JSON.stringify(body)),
        ),
      );
      const clients = createClients({
        region: 'eu-west-1',
        endpointUrl: `http://127.0.0.1:${port}`,
        credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      });
      const bad: unknown[] = [];
      for (body of bodies) {
        const answer = await clients.filterLogEvents({ logGroupName: '/g' });
        const failure = answer.ok ? undefined : answer.failure;
        const isRight =
          failure !== undefined && failure.isLasting !== true && (status < 500 || isTemporary(failure));
        if (!isRight || /internal error/.test(failure.message))
          bad.push([body, failure?.kind, failure?.code, failure?.message]);
      }
      clients.close();
      expect(bad).toEqual([]);
    },
  );
});

describe('a bug of ours', () => {
  it.each([TypeError, RangeError, ReferenceError])('%o is not tried again', (Bug) => {
    const failure = failureOf(new Bug('x is not a function'), site);
    expect(failure).toMatchObject({ kind: 'service', message: 'internal error: x is not a function' });
    expect(isTemporary(failure)).toBe(false);
  });
});

describe('what providers of credentials say', () => {
  it.each<readonly [string, Failure['kind'], RegExp]>([
    ['ForbiddenException: No access', 'access', /may not take the role/],
    ['UnauthorizedException: Session token not found or invalid', 'access', /SSO session has expired/],
    ['Error: getaddrinfo ENOTFOUND portal.sso.eu-west-1.amazonaws.com', 'network', /could not be fetched/],
    ['Error: connect ECONNREFUSED 169.254.170.2:80', 'network', /could not be fetched/],
    [
      'Profile p requires multi-factor authentication, but no MFA code callback was provided.',
      'access',
      /MFA code/,
    ],
    ['Failed to load a token for session s, please re-authenticate using aws login', 'access', /aws login/],
    [
      'Could not resolve credentials using profile: [p] in configuration/credentials file(s).',
      'access',
      /holds no credentials/,
    ],
  ])('%s', (message, kind, words) => {
    expect(thrown(message, { name: 'CredentialsProviderError' })).toMatchObject({
      kind,
      message: expect.stringMatching(words),
    });
  });
});

const who = 'User: arn:aws:sts::123456789012:assumed-role/Reader/eve is not authorized to perform:';
const what = 'cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*';
const forEve = 'denied: cloudwatch:DescribeAlarms to assumed-role/Reader/eve';

describe('what is denied names the action, and who can help', () => {
  it.each<readonly [string, string, RegExp]>([
    [
      `${who} ${what} because no identity-based policy allows the cloudwatch:DescribeAlarms action`,
      forEve,
      /orders-watch iam-policy prints the policy/,
    ],
    [`${who} ${what}`, forEve, /orders-watch iam-policy/],
    ['', 'denied: cloudwatch:DescribeAlarms', /orders-watch iam-policy/],
    ['Access denied', 'denied: cloudwatch:DescribeAlarms', /orders-watch iam-policy/],
    [
      `${who} ${what} with an explicit deny in a service control policy`,
      `${forEve}, by an explicit deny in the service control policy`,
      /who runs the organization/,
    ],
    [
      `${who} ${what} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1`,
      `${forEve}, by an explicit deny in the service control policy arn:aws:organizations::1:policy/o-1/service_control_policy/p-1`,
      /who runs the organization/,
    ],
    [
      `${who} ${what} because no service control policy allows the cloudwatch:DescribeAlarms action`,
      `${forEve}: the service control policy does not allow it`,
      /who runs the organization/,
    ],
    [
      `${who} ${what} with an explicit deny in an identity-based policy`,
      `${forEve}, by an explicit deny in the identity-based policy`,
      /does not help/,
    ],
    [
      `${who} ${what} because no permissions boundary allows the cloudwatch:DescribeAlarms action`,
      `${forEve}: the permissions boundary does not allow it`,
      /permissions boundary/,
    ],
    [
      `${who} ${what} with an explicit deny in a permissions boundary`,
      `${forEve}, by an explicit deny in the permissions boundary`,
      /permissions boundary/,
    ],
    [
      `${who} ${what} because no session policy allows the cloudwatch:DescribeAlarms action`,
      `${forEve}: the session policy does not allow it`,
      /session policy/,
    ],
    [
      `${who} ${what} with an explicit deny in a VPC endpoint policy`,
      `${forEve}, by an explicit deny in the VPC endpoint policy`,
      /VPC endpoint/,
    ],
    [`${who} ${what} with an explicit deny`, `${forEve}, by an explicit deny`, /does not help/],
    [
      `${who} sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Other`,
      'denied: sts:AssumeRole to assumed-role/Reader/eve',
      /trust policy/,
    ],
    // Over two lines, as some services write it.
    [`${who}\n${what}`, forEve, /orders-watch iam-policy/],
  ])('%s', (said, words, help) => {
    const failure = thrown(said, { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(failure).toMatchObject({ kind: 'access', message: words, hint: expect.stringMatching(help) });
    if (!help.source.includes('iam-policy')) expect(failure.hint).not.toContain('iam-policy');
  });
});
