/** What asks once is asked again where the answer is lost (issue 15, F15): a server that breaks down, is cut off or busy twice, then is well. */
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { awsQueries } from '../../src/backend/aws/queries.ts';
import { systemClock } from '../../src/clock.ts';
import { sampleAccount } from '../../src/sources/discovery/sample-tables.ts';
import { instantClock } from '../sources/instant-clock.ts';

const startedAt = Date.UTC(2026, 0, 15);
const region = 'eu-west-1';

const answers: Readonly<Record<string, object>> = {
  DescribeLogGroups: {
    logGroups: [{ logGroupName: '/g', storedBytes: 1e9, creationTime: startedAt - 1e10 }],
  },
  GetLogRecord: { logRecord: { '@message': 'said' } },
  ListStreams: {
    Streams: [
      {
        StreamArn: 'arn:aws:dynamodb:eu-west-1:1:table/T/stream/2026-01-01T00:00:00.000',
        TableName: 'T',
        StreamLabel: '2026-01-01T00:00:00.000',
      },
    ],
  },
  DescribeStream: {
    StreamDescription: {
      StreamArn: 'arn:aws:dynamodb:eu-west-1:1:table/T/stream/2026-01-01T00:00:00.000',
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_IMAGE',
      Shards: [{ ShardId: 'shardId-00000001-a', SequenceNumberRange: { StartingSequenceNumber: '1' } }],
    },
  },
  GetShardIterator: { ShardIterator: 'here' },
  GetRecords: { Records: [] },
};

const faults = {
  '502': { status: 502, body: '<html>' },
  reset: undefined,
  throttled: { status: 400, body: JSON.stringify({ __type: 'ThrottlingException' }) },
} as const;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Of each operation, the first two calls fail; the tries of each are counted. */
const serve = async (fault: keyof typeof faults) => {
  const tries = new Map<string, number>();
  const created = createServer((request, response) => {
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
    request.resume().on('end', () => {
      const nth = (tries.get(operation) ?? 0) + 1;
      tries.set(operation, nth);
      const spoilt = faults[fault];
      if (nth <= 2 && spoilt === undefined) request.socket.resetAndDestroy();
      else if (nth <= 2) response.writeHead(spoilt?.status ?? 500).end(spoilt?.body);
      else response.end(JSON.stringify(answers[operation] ?? {}));
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = instantClock(startedAt, 3_600_000_000);
  const clients = createClients({
    region,
    endpointUrl: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    clock,
  });
  return { clients, clock, tries };
};

describe.each(['502', 'reset', 'throttled'] as const)('%s, twice', (fault) => {
  it('an estimate, and a record by a key', async () => {
    const { clients, clock, tries } = await serve(fault);
    const queries = awsQueries({ clientsFor: () => clients, clock });
    const window = { query: 'fields @message', from: startedAt - 3_600_000, to: startedAt };
    const estimate = await queries.estimate({ groups: [{ region, group: '/g' }], ...window }, clock.signal);
    expect(estimate).toMatchObject({ ok: true, value: { there: [{ group: '/g' }], missing: [] } });
    const record = await queries.record('pointer', { region }, clock.signal);
    expect(record).toMatchObject({ ok: true, value: new Map([['@message', 'said']]) });
    expect(Object.fromEntries(tries)).toEqual({ DescribeLogGroups: 3, GetLogRecord: 3 });
    clients.close();
  });

  it('a sample of a table', async () => {
    const { clients, clock, tries } = await serve(fault);
    // The four seconds of a sample are real ones.
    const real = {
      now: clock.now,
      sleep: async (ms: number, signal?: AbortSignal) =>
        ms < 4_000 ? undefined : systemClock.sleep(ms, signal),
    };
    const sampled = await sampleAccount(
      { clientsFor: () => clients, tables: [{ table: 'T', region }], clock: real },
      clock.signal,
    );
    expect(sampled.problems).toEqual([]);
    expect(tries.get('GetShardIterator')).toBe(3);
    clients.close();
  });
});
