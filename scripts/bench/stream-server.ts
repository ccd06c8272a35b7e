/**
 * A DynamoDB stream that costs next to nothing to serve, in a process of its own: pages prepared beforehand, a few digits
 * patched in. Prints `{"url": …}` on stdout. `GET /stats` tells when the first records were asked for.
 *
 *   node scripts/bench/stream-server.ts SHARDS RECORDS_PER_SHARD        closed shards with so many records each
 *   node scripts/bench/stream-server.ts SHARDS live RECORDS_A_SECOND    open shards that are written to from now on
 *
 * A live record holds the time of its writing, in milliseconds, as its attribute `writtenAt`.
 */
import { createServer, type ServerResponse } from 'node:http';

const [shardsText = '1', amount = '1000', rateText = '0'] = process.argv.slice(2);
const shards = Number(shardsText);
const isLive = amount === 'live';
const recordsPerShard = isLive ? Number.POSITIVE_INFINITY : Number(amount);
const perSecond = Number(rateText);

const pageRecords = 1000;
const streamArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-15T00:00:00.000';
const startedAt = Date.now();

const shardIdOf = (shard: number): string => `shardId-${String(shard).padStart(20, '0')}-bench000`;

/** Of fixed width, so that its digits can be patched: a page's number, then the record's place in it. */
const sequenceOf = (page: number, place: number): string =>
  `9${String(page).padStart(10, '0')}${String(place).padStart(10, '0')}`;

/** Each record is of an order of its own: the page's digits are patched in here as well. */
const orderIdOf = (place: number): string => `ORD-${'0'.repeat(10)}-${place}`;

const image = (place: number, status: string, writtenAt: number): string =>
  JSON.stringify({
    orderId: { S: orderIdOf(place) },
    customer: { S: 'c0ffee00-1234-4abc-9def-0123456789ab' },
    status: { S: status },
    total: { N: `${place}.90` },
    currency: { S: 'EUR' },
    lines: {
      L: [
        { M: { sku: { S: 'BOOK-4711' }, quantity: { N: '2' }, price: { N: '19.95' } } },
        { M: { sku: { S: 'LAMP-0815' }, quantity: { N: '1' }, price: { N: '20.00' } } },
      ],
    },
    address: { M: { city: { S: 'Zürich' }, zip: { S: '8001' }, country: { S: 'CH' } } },
    tags: { SS: ['gift', 'express'] },
    paid: { BOOL: status !== 'NEW' },
    writtenAt: { N: String(writtenAt) },
  });

const recordOf = (sequenceNumber: string, place: number, writtenAt: number): string =>
  `{"eventID":"${sequenceNumber}","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":${Math.floor(writtenAt / 1000)},"Keys":{"orderId":{"S":"${orderIdOf(place)}"}},"NewImage":${image(place, 'PAID', writtenAt)},"OldImage":${image(place, 'NEW', writtenAt)},"SequenceNumber":"${sequenceNumber}","SizeBytes":780,"StreamViewType":"NEW_AND_OLD_IMAGES"}}`;

/** A whole page, and where in it the page's number stands. */
const template = (() => {
  const text = Array.from({ length: pageRecords }, (_, place) =>
    recordOf(sequenceOf(0, place), place, startedAt),
  ).join(',');
  const bytes = Buffer.from(text);
  const places: number[] = [];
  for (const mark of [Buffer.from(`"SequenceNumber":"9`), Buffer.from('"ORD-')]) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1))
      places.push(at + mark.length);
  }
  return { bytes, places };
})();

const pageBytes = (page: number): Buffer => {
  const bytes = Buffer.from(template.bytes);
  const digits = String(page).padStart(10, '0');
  for (const place of template.places) bytes.write(digits, place, 'latin1');
  return bytes;
};

/** Live: record n of a shard is written at this time; shards take turns. */
const writtenAtOf = (shard: number, n: number): number =>
  startedAt + ((n + shard / shards) * shards * 1000) / perSecond;
const writtenBy = (shard: number, now: number): number =>
  Math.max(0, Math.floor(((now - startedAt) * perSecond) / 1000 / shards - shard / shards) + 1);

let firstReadAt: number | undefined;
let reads = 0;

const iteratorOf = (shard: number, position: number): string => `${shard}:${position}`;

const getRecords = (iterator: string): Buffer => {
  firstReadAt ??= Date.now();
  reads += 1;
  const [shard = 0, position = 0] = iterator.split(':').map(Number);
  if (isLive) {
    const end = Math.min(writtenBy(shard, Date.now()), position + pageRecords);
    const records: string[] = [];
    for (let n = position; n < end; n += 1) {
      records.push(recordOf(sequenceOf(n, shard), n, Math.floor(writtenAtOf(shard, n))));
    }
    return Buffer.from(`{"Records":[${records.join(',')}],"NextShardIterator":"${iteratorOf(shard, end)}"}`);
  }
  const end = position + pageRecords;
  const next = end < recordsPerShard ? `,"NextShardIterator":"${iteratorOf(shard, end)}"` : '';
  return Buffer.concat([
    Buffer.from('{"Records":['),
    pageBytes(position / pageRecords),
    Buffer.from(`]${next}}`),
  ]);
};

type Input = Readonly<Record<string, string | undefined>>;

const describeStream = (input: Input): object => {
  const from =
    input['ExclusiveStartShardId'] === undefined
      ? 0
      : Number(input['ExclusiveStartShardId'].split('-')[1]) + 1;
  const page = Array.from({ length: Math.min(100, shards - from) }, (_, place) => ({
    ShardId: shardIdOf(from + place),
    SequenceNumberRange: {
      StartingSequenceNumber: '900000000000000000000',
      ...(isLive ? {} : { EndingSequenceNumber: '999999999999999999999' }),
    },
  }));
  return {
    StreamDescription: {
      StreamArn: streamArn,
      StreamLabel: '2026-01-15T00:00:00.000',
      // Of a disabled one, the closed shards need no children.
      StreamStatus: isLive ? 'ENABLED' : 'DISABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      TableName: 'Orders',
      Shards: page,
      ...(from + page.length < shards ? { LastEvaluatedShardId: page.at(-1)?.ShardId } : {}),
    },
  };
};

const shardOf = (shardId: string | undefined): number => Number(shardId?.split('-')[1] ?? 0);

const answer = (operation: string, input: Input): Buffer | object => {
  switch (operation) {
    case 'ListStreams':
      return {
        Streams: [{ StreamArn: streamArn, TableName: 'Orders', StreamLabel: '2026-01-15T00:00:00.000' }],
      };
    case 'DescribeStream':
      return describeStream(input);
    case 'GetShardIterator': {
      const shard = shardOf(input['ShardId']);
      const position = input['ShardIteratorType'] === 'LATEST' ? writtenBy(shard, Date.now()) : 0;
      return { ShardIterator: iteratorOf(shard, position) };
    }
    case 'GetRecords':
      return getRecords(input['ShardIterator'] ?? '');
    default:
      return {};
  }
};

const send = (response: ServerResponse, body: Buffer): void => {
  response.writeHead(200, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amzn-requestid': 'BENCH',
  });
  response.end(body);
};

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    send(response, Buffer.from(JSON.stringify({ firstReadAt, reads })));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input: Input = JSON.parse(Buffer.concat(chunks).toString());
    const body = answer(operation, input);
    send(response, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
