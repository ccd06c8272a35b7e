/** What the SDK does not write is on the wire all the same, and signed: the hash of the body is that of the signature. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { systemClock } from '../../src/clock.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Got = { readonly headers: IncomingHttpHeaders; readonly body: string };

const listen = async (): Promise<{ readonly url: string; readonly got: Got[] }> => {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end('{"ShardIterator":"it"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, got };
};

test('GetShardIterator of a time says AT_TIMESTAMP and epoch seconds with milliseconds', async () => {
  const { url, got } = await listen();
  const clients = createClients({
    region: 'eu-west-1',
    endpointUrl: url,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    clock: systemClock,
  });
  const input = { StreamArn: 'arn', ShardId: 'shardId-1', ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { signal } = new AbortController();
  expect(await clients.getShardIterator({ ...input, atTimeMs: 1_791_316_726_480 }, signal)).toMatchObject({
    ok: true,
    value: { ShardIterator: 'it' },
  });
  await clients.getShardIterator(input, signal);
  const bodies = got.map(({ body }): unknown => JSON.parse(body));
  expect(bodies).toEqual([
    {
      StreamArn: 'arn',
      ShardId: 'shardId-1',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: 1_791_316_726.48,
    },
    { StreamArn: 'arn', ShardId: 'shardId-1', ShardIteratorType: 'TRIM_HORIZON' },
  ]);
  for (const { headers, body } of got) {
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(headers['x-amz-content-sha256'] ?? createHash('sha256').update(body).digest('hex')).toBe(
      createHash('sha256').update(body).digest('hex'),
    );
  }
});
