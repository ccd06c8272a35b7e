/** What strangers send: the server refuses it, or answers it, and goes on (issue 15). */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postJson, serve, signed } from './wire/clients.ts';
import { handmadeAccount, handmadeAlarm } from './wire/handmade-account.ts';

const account = handmadeAccount({ alarmList: [handmadeAlarm()] });
const monitoring = 'GraniteServiceVersion20100801';
const listsAlarms = { ...signed('monitoring'), 'x-amz-target': `${monitoring}.DescribeAlarms` };
const mebibyte = 1024 * 1024;

/**
 * What comes back for bytes as they are, up to the connection's end. A reset is an end. `leaves`: the client sends no more and
 * waits for nothing; else the server ends it.
 */
const exchange = (
  port: number,
  pieces: readonly (string | Uint8Array)[],
  { leaves = false }: { readonly leaves?: boolean } = {},
): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece);
      if (leaves) socket.end();
    });
  });

const isWell = async (url: string): Promise<boolean> => {
  const answer = await postJson(url, `${monitoring}.DescribeAlarms`, {}, signed('monitoring'));
  return answer.status === 200;
};

const head = (port: number, ...lines: readonly string[]): string =>
  [
    'POST / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: close',
    ...Object.entries(listsAlarms).map(([name, value]) => `${name}: ${value}`),
    ...lines,
    '',
    '',
  ].join('\r\n');

describe('a body', () => {
  const large = 'x'.repeat(8 * mebibyte);
  const chunked = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
  const bomb = gzipSync(Buffer.alloc(64 * mebibyte));

  test.each<[string, readonly string[], string | Uint8Array]>([
    ['of 8 MB', [`Content-Length: ${large.length}`], large],
    ['of 8 MB in chunks', ['Transfer-Encoding: chunked'], chunked],
    ['that unpacks to 64 MB', ['Content-Encoding: gzip', `Content-Length: ${bomb.length}`], bomb],
  ])('%s is refused with 413 in the shape of AWS, and its connection closed', async (_name, lines, body) => {
    const { server } = await serve(account);
    const answer = await exchange(server.port, [head(server.port, ...lines), body]);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toMatch(/^x-amzn-errortype: RequestEntityTooLargeException\r$/im);
    expect(answer).toMatch(
      /"__type":"com.amazonaws.cloudwatch.v2010_08_01#RequestEntityTooLargeException","message":"The request's body/,
    );
    expect(await isWell(server.url)).toBe(true);
  });

  test('too large of one who waits to be told is never wanted', async () => {
    const { server } = await serve(account);
    const wanted = head(server.port, 'Expect: 100-continue', `Content-Length: ${8 * mebibyte}`);
    const answer = await exchange(server.port, [wanted]);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).not.toMatch(/100 Continue/);
  });

  test('too large of the query protocol is refused in XML', async () => {
    const { server } = await serve(account);
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { ...signed('monitoring'), 'content-type': 'application/x-www-form-urlencoded' },
      body: large,
    });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('<Code>RequestEntityTooLargeException</Code>');
  });

  test('that is no gzip is refused', async () => {
    const { server } = await serve(account);
    const answer = await postJson(server.url, `${monitoring}.DescribeAlarms`, 'x', {
      ...signed('monitoring'),
      'content-encoding': 'gzip',
    });
    expect(answer).toMatchObject({ status: 400, body: { message: 'The body is not valid gzip.' } });
  });
});

describe('a visitor', () => {
  const asks = (lines: readonly string[], target = '/') =>
    [`POST ${target} HTTP/1.1`, ...lines, 'Connection: close', 'Content-Length: 2', '', '{}'].join('\r\n');

  test.each<[string, readonly string[], string, number]>([
    ['by address', ['Host: 127.0.0.1:4566'], '/', 200],
    ['by name', ['Host: LocalHost'], '/', 200],
    ['by IPv6', ['Host: [::1]:80'], '/', 200],
    ['by a name that was rebound', ['Host: evil.example:4566'], '/', 421],
    ['by a name that only begins so', ['Host: 127.0.0.1.evil.example'], '/', 421],
    ['by a name that only ends so', ['Host: evil-localhost'], '/', 421],
    ['with a user in the host', ['Host: a@localhost'], '/', 421],
    ['by two names', ['Host: localhost', 'Host: evil.example'], '/', 421],
    ['by none', ['Host:'], '/', 421],
    ['from a page', ['Host: localhost', 'Origin: https://evil.example'], '/', 403],
    ['from a page on this machine', ['Host: localhost', 'Origin: http://localhost:3000'], '/', 403],
    ['from a page without an origin', ['Host: localhost', 'Origin: null'], '/', 403],
    ['from an image in a page', ['Host: localhost', 'Sec-Fetch-Site: cross-site'], '/', 403],
    ['through us', ['Host: localhost'], 'http://evil.example/', 400],
  ])('%s', async (_name, lines, target, status) => {
    const { server } = await serve(account);
    const signing = Object.entries(listsAlarms).map(([name, value]) => `${name}: ${value}`);
    const answer = await exchange(server.port, [asks([...lines, ...signing], target)]);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status !== 200) expect(answer).toMatch(/"__type":"[^"]+Exception","message":"The /);
    expect(answer).not.toMatch(/access-control/i);
    expect(await isWell(server.url)).toBe(true);
  });
});

test('three hundred clients that never finish their headers keep nobody waiting', async () => {
  const { server } = await serve(account);
  const slow = Array.from({ length: 300 }, () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nX-A: ');
    return socket;
  });
  expect(await isWell(server.url)).toBe(true);
  for (const socket of slow) socket.destroy();
});

test('headers without end are refused', async () => {
  const { server } = await serve(account);
  const answer = await exchange(server.port, [head(server.port, `X-Long: ${'x'.repeat(64 * 1024)}`)]);
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
  expect(await isWell(server.url)).toBe(true);
});

describe('whatever is sent, the server goes on', () => {
  const bytes = fc.uint8Array({ maxLength: 600 });
  const targets = [
    'GraniteServiceVersion20100801.DescribeAlarms',
    'GraniteServiceVersion20100801.GetMetricData',
    'Logs_20140328.FilterLogEvents',
    'Logs_20140328.StartQuery',
    'Logs_20140328.DescribeLogGroups',
    'DynamoDBStreams_20120810.GetRecords',
    'DynamoDBStreams_20120810.ListStreams',
    'DynamoDBStreams_20120810.__proto__',
    'constructor.toString',
    '',
  ];
  // A body is what it is made of, so that a counterexample can be read.
  const body = fc.oneof(
    bytes.map((part) => ({ part, times: 1 })),
    fc.json().map((part) => ({ part, times: 1 })),
    fc
      .record({ MetricDataQueries: fc.jsonValue(), StartTime: fc.jsonValue(), EndTime: fc.jsonValue() })
      .map((value) => ({ part: JSON.stringify(value), times: 1 })),
    fc.record({ part: fc.constantFrom('[', '{"a":', '[{"":'), times: fc.integer({ min: 1, max: 200_000 }) }),
    fc
      .integer({ min: 1, max: 50_000 })
      .map((times) => ({ part: 'a.', before: 'Action=DescribeAlarms&', times })),
    // CBOR: lists in lists; lists, maps, texts and tags that say they are long.
    fc.integer({ min: 1, max: 200_000 }).map((times) => ({ part: Uint8Array.of(0x81), times })),
    fc
      .tuple(fc.constantFrom(0x9b, 0xbb, 0x5b, 0x7b, 0xdb, 0x9f, 0xbf, 0xfb), bytes)
      .map(([first, rest]) => ({ part: Uint8Array.of(first, ...rest), times: 1 })),
  );
  const bytesOf = ({
    part,
    times,
    before = '',
  }: {
    part: string | Uint8Array;
    times: number;
    before?: string;
  }): Buffer =>
    Buffer.concat([Buffer.from(before), ...Array.from({ length: times }, () => Buffer.from(part))]);
  const headers = fc.record({
    target: fc.option(fc.constantFrom(...targets)),
    cbor: fc.boolean(),
    service: fc.constantFrom('monitoring', 'logs', 'dynamodb'),
    gzip: fc.boolean(),
    chunk: fc.option(
      fc.oneof(
        fc.integer({ min: 1, max: 500 }).map(String),
        fc.constantFrom('-1', 'ffffffffffffffff', 'zz', ''),
      ),
    ),
    method: fc.constantFrom(
      'POST',
      'GET',
      'HEAD',
      'PUT',
      'OPTIONS',
      'CONNECT',
      'TRACE',
      'DELETE',
      'M-SEARCH',
      'post',
      '\u00ff',
    ),
    path: fc.oneof(
      fc.constantFrom(
        '/',
        '*',
        '//',
        '/%',
        '/../../etc',
        `/service/${monitoring}/operation/DescribeAlarms`,
        '/service/a/operation/__proto__',
      ),
      fc.string({ maxLength: 40 }).map((text) => `/${text}`),
    ),
    length: fc.constantFrom(0, 0, 0, -5, 7, 1e12),
  });

  test('as bytes', async () => {
    const { server } = await serve(account);
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), async (pieces) => {
        await exchange(server.port, pieces, { leaves: true });
      }),
      { numRuns: 60 },
    );
    expect(await isWell(server.url)).toBe(true);
  });

  test('as a request', async () => {
    const bugs: unknown[] = [];
    const { server } = await serve(account, { onBug: (error) => bugs.push(error) });
    await fc.assert(
      fc.asyncProperty(
        headers,
        body,
        async ({ target, cbor, service, gzip, chunk, method, path, length }, sent) => {
          const payload = gzip ? gzipSync(bytesOf(sent)) : bytesOf(sent);
          const first = [
            `${method} ${path} HTTP/1.1`,
            `Host: localhost:${server.port}`,
            'Connection: close',
            `authorization: ${signed(service)['authorization']}`,
            ...(target === null ? [] : [`x-amz-target: ${target}`]),
            ...(cbor ? ['smithy-protocol: rpc-v2-cbor'] : []),
            ...(gzip ? ['content-encoding: gzip'] : []),
            chunk === null ? `content-length: ${payload.length + length}` : 'transfer-encoding: chunked',
            '',
            '',
          ].join('\r\n');
          const framed = chunk === null ? [payload] : [`${chunk}\r\n`, payload, '\r\n0\r\n\r\n'];
          const answer = await exchange(server.port, [Buffer.from(first, 'latin1'), ...framed], {
            leaves: chunk !== null || length > 0,
          });
          expect(answer).toMatch(/^(HTTP\/1\.1 [2-5]\d\d |$)/);
        },
      ),
      { numRuns: 300 },
    );
    expect(await isWell(server.url)).toBe(true);
    // What is nested without end is all that may throw in an answer.
    expect(bugs.filter((bug) => !(bug instanceof RangeError))).toEqual([]);
  });
});
