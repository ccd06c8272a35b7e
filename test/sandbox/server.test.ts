import { gzipSync } from 'node:zlib';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { cbor } from '@smithy/core/cbor';
import { describe, expect, test } from 'vitest';
import { noFaults } from '../../src/sandbox/faults.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { manualClock } from '../helpers/clock.ts';
import { postJson, serve, signed } from './wire/clients.ts';
import { handmadeAccount, handmadeAlarm, now } from './wire/handmade-account.ts';

const alarmList = [handmadeAlarm({ stateReason: 'Errors <& "5" > 3 \u0007' })];
const account = handmadeAccount({ alarmList });
const streams = 'DynamoDBStreams_20120810';
const monitoring = 'GraniteServiceVersion20100801';

describe('protocols', () => {
  test('query and XML, as older CLIs speak to CloudWatch', async () => {
    const { server } = await serve(account);
    const ask = async (form: string) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { ...signed('monitoring'), 'content-type': 'application/x-www-form-urlencoded' },
        body: form,
      });
      return { status: response.status, text: await response.text() };
    };
    const answer = await ask(
      'Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=MetricAlarm&MaxRecords=5',
    );
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(
      /^<DescribeAlarmsResponse xmlns="http:\/\/monitoring.amazonaws.com\/doc\/2010-08-01\/"><DescribeAlarmsResult><MetricAlarms><member><AlarmName>payment-worker-errors</,
    );
    expect(answer.text).toContain('<StateReason>Errors &lt;&amp; &quot;5&quot; &gt; 3 \ufffd</StateReason>');
    expect(answer.text).toContain('<StateUpdatedTimestamp>2026-01-15T11:50:00.000Z</StateUpdatedTimestamp>');
    const wrong = await ask('Action=DescribeAlarms&Version=2010-08-01&MaxRecords=500');
    expect(wrong.status).toBe(400);
    expect(wrong.text).toMatch(/<Error><Type>Sender<\/Type><Code>ValidationError<\/Code>/);
    expect((await ask('Action=Nonsense&Version=2010-08-01')).text).toContain('<Code>InvalidAction</Code>');
  });

  test('rpc-v2-cbor, as newer ones do', async () => {
    const { server } = await serve(account);
    const ask = async (input: object) => {
      const response = await fetch(`${server.url}/service/${monitoring}/operation/DescribeAlarms`, {
        method: 'POST',
        headers: {
          ...signed('monitoring'),
          'content-type': 'application/cbor',
          'smithy-protocol': 'rpc-v2-cbor',
        },
        body: new Uint8Array(cbor.serialize(input)),
      });
      return { response, body: cbor.deserialize(new Uint8Array(await response.arrayBuffer())) };
    };
    const { response, body } = await ask({ MaxRecords: 5 });
    expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(body).toMatchObject({ MetricAlarms: [{ AlarmName: 'payment-worker-errors', Threshold: 5 }] });
    expect(body.MetricAlarms[0].StateUpdatedTimestamp).toMatchObject({ tag: 1, value: now / 1000 - 600 });
    const wrong = await ask({ MaxRecords: 'x' });
    expect(wrong.response.headers.get('x-amzn-query-error')).toBe('MalformedInput;Sender');
    expect(wrong.body.__type).toMatch(/#SerializationException$/);
  });

  test('packed requests are unpacked, large answers packed', async () => {
    const large = handmadeAccount({
      alarmList: Array.from({ length: 50 }, (_, nth) => handmadeAlarm({ alarmName: `alarm-${nth}` })),
    });
    const { server } = await serve(large);
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        ...signed('monitoring'),
        'x-amz-target': `${monitoring}.DescribeAlarms`,
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify({ AlarmNamePrefix: 'alarm-' })),
    });
    expect(await response.json()).toMatchObject({ MetricAlarms: { length: 50 } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
  });
});

describe('errors', () => {
  test.each<[string, string, unknown, Record<string, string>, string, RegExp]>([
    [
      'an unsigned request',
      `${streams}.ListStreams`,
      {},
      {},
      'MissingAuthenticationTokenException',
      /missing authentication token/i,
    ],
    [
      'a scope of another service',
      `${streams}.ListStreams`,
      {},
      signed('s3'),
      'InvalidSignatureException',
      /correct service/,
    ],
    [
      'a Region that is none',
      `${streams}.ListStreams`,
      {},
      signed('dynamodb', 'us-nowhere-1'),
      'InvalidSignatureException',
      /region/,
    ],
    [
      'an unknown operation',
      `${streams}.PutRecord`,
      {},
      signed('dynamodb'),
      'UnknownOperationException',
      /PutRecord/,
    ],
    ['an unknown service', 'Frobnicator.Do', {}, signed('dynamodb'), 'UnknownOperationException', /^/],
    [
      'a body that is no JSON',
      `${streams}.ListStreams`,
      '{',
      signed('dynamodb'),
      'SerializationException',
      /JSON/,
    ],
    [
      'a value of the wrong type',
      `${streams}.ListStreams`,
      { Limit: 'x' },
      signed('dynamodb'),
      'SerializationException',
      /STRING_VALUE cannot be converted to Integer/,
    ],
    [
      'a value out of bounds',
      `${streams}.ListStreams`,
      { Limit: 0 },
      signed('dynamodb'),
      'ValidationException',
      /'0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1/,
    ],
    [
      'a missing parameter',
      `${streams}.DescribeStream`,
      {},
      signed('dynamodb'),
      'ValidationException',
      /null at 'streamArn' failed to satisfy constraint: Member must not be null/,
    ],
    [
      'a value that is not in the list',
      `${monitoring}.DescribeAlarms`,
      { StateValue: 'BAD' },
      signed('monitoring'),
      'ValidationException',
      /enum value set: \[OK, ALARM, INSUFFICIENT_DATA\]/,
    ],
  ])('%s', async (_name, target, body, headers, code, words) => {
    const { server } = await serve(account);
    const answer = await postJson(server.url, target, body, headers);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(code);
    expect(answer.body).toMatchObject({ __type: expect.stringContaining(code) });
    expect(JSON.stringify(answer.body)).toMatch(words);
  });

  test('a Region of no account is empty, not wrong', async () => {
    const { clientsIn } = await serve(account);
    expect(
      (await clientsIn('us-east-1').cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms,
    ).toEqual([]);
    expect(
      (await clientsIn('eu-west-1').cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms,
    ).toHaveLength(1);
  });

  test('a port in use rejects with EADDRINUSE', async () => {
    const { server } = await serve(account);
    await expect(startSandboxServer({ account, port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('listens on the loopback address alone, and close ends it', async () => {
    const server = await startSandboxServer({ account });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});

describe('faults', () => {
  test.each<[Partial<typeof noFaults>, RegExp]>([
    [{ throttle: 1 }, /LimitExceeded|Throttling|ProvisionedThroughputExceeded/],
    [{ error: 1 }, /InternalServerError/],
  ])('%j strikes', async (faults, name) => {
    const client = (await serve(account, { faults: { ...noFaults, ...faults } })).streams;
    await expect(client.send(new ListStreamsCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(name),
    });
  });

  test('reset cuts the connection', async () => {
    const client = (await serve(account, { faults: { ...noFaults, reset: 1 } })).streams;
    await expect(client.send(new ListStreamsCommand({}))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('latency waits by the clock', async () => {
    const clock = manualClock();
    const client = (
      await serve(account, { clock, faults: { ...noFaults, latencyMs: { min: 300, max: 300 } } })
    ).streams;
    let isDone = false;
    const call = client.send(new ListStreamsCommand({})).then(() => {
      isDone = true;
    });
    while (clock.sleepers() === 0) await clock.advance(0);
    await clock.advance(299);
    expect(isDone).toBe(false);
    await clock.advance(1);
    await call;
  });

  test('shares come true in the long run, the same for the same seed', async () => {
    const run = async () => {
      const outcomes: string[] = [];
      const { server } = await serve(account, { seed: 7, faults: { ...noFaults, throttle: 0.2 } });
      for (let nth = 0; nth < 200; nth++) {
        outcomes.push(
          String((await postJson(server.url, `${streams}.ListStreams`, {}, signed('dynamodb'))).status),
        );
      }
      return outcomes;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    const struck = first.filter((status) => status === '400').length;
    expect(struck).toBeGreaterThan(20);
    expect(struck).toBeLessThan(60);
  });
});
