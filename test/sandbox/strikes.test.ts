/** What `--faults` does to answers and to Live Tail, as a client sees it (issue 15). */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { noFaults } from '../../src/sandbox/faults.ts';
import { manualClock } from '../helpers/clock.ts';
import { serve, signed } from './wire/clients.ts';
import { handmadeAccount, handmadeAlarm } from './wire/handmade-account.ts';

const account = handmadeAccount({
  alarmList: [1, 2, 3].map((nth) => handmadeAlarm({ alarmName: `alarm-${nth}` })),
});
const monitoring = 'GraniteServiceVersion20100801';
const streams = 'DynamoDBStreams_20120810';

const faulty = (
  faults: Partial<typeof noFaults>,
  options: Omit<Parameters<typeof serve>[1] & object, 'faults'> = {},
) => serve(account, { ...options, faults: { ...noFaults, ...faults } });

const ask = async (url: string, input: object = {}, target = `${monitoring}.DescribeAlarms`) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...signed(target.startsWith('Dynamo') ? 'dynamodb' : 'monitoring'), 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

/** Posts and gives the answer as soon as its headers are there. */
const begin = async (url: string): Promise<IncomingMessage> => {
  const sent = request(url, {
    method: 'POST',
    headers: { ...signed('monitoring'), 'x-amz-target': `${monitoring}.DescribeAlarms` },
  });
  sent.end('{}');
  const [response] = await once(sent, 'response');
  return response;
};

describe('an answer', () => {
  test('silent: its headers and half of its body, and no end', async () => {
    const { server } = await faulty({ silent: 1 });
    const response = await begin(server.url);
    const [chunk] = await once(response, 'data');
    expect(response.statusCode).toBe(200);
    expect(chunk.length).toBe(Math.floor(Number(response.headers['content-length']) / 2));
    expect(response.complete).toBe(false);
    response.destroy();
  });

  test('drip: a byte a second of the clock', async () => {
    const clock = manualClock();
    const { server } = await faulty({ drip: 1 }, { clock });
    const response = await begin(server.url);
    let text = '';
    response.on('data', (chunk: Buffer) => {
      text += String(chunk);
    });
    for (const length of [1, 2, 3]) {
      while (text.length < length) await once(response, 'data');
      expect(text).toHaveLength(length);
      while (clock.sleepers() === 0) await clock.advance(0);
      await clock.advance(1000);
    }
    expect('{"MetricAlarms"'.startsWith(text.slice(0, 3))).toBe(true);
    response.destroy();
  });

  test('null: one field differs, and always the same ones for the same seed', async () => {
    const well = JSON.parse((await ask((await faulty({})).server.url)).text);
    const run = async (seed: number) => {
      const { server } = await faulty({ null: 1 }, { seed });
      const texts: string[] = [];
      for (let nth = 0; nth < 40; nth++) texts.push((await ask(server.url)).text);
      return texts;
    };
    const texts = await run(3);
    expect(await run(3)).toEqual(texts);
    expect(await run(4)).not.toEqual(texts);
    for (const text of texts) expect(JSON.parse(text)).not.toEqual(well);
    expect(new Set(texts).size).toBeGreaterThan(25);
    expect(texts.some((text) => /:null|\[null|,null/.test(text))).toBe(true);
  });

  test('empty: 200 and 204, without a byte', async () => {
    const { server } = await faulty({ empty: 1 });
    const answers = [];
    for (let nth = 0; nth < 20; nth++) answers.push(await ask(server.url));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 204]));
    expect(answers.every(({ text }) => text === '')).toBe(true);
  });

  test('html: the page of a proxy', async () => {
    const { server } = await faulty({ html: 1 });
    const answers = [];
    for (let nth = 0; nth < 20; nth++) answers.push(await ask(server.url));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 403, 502]));
    expect(answers.every(({ type, text }) => type?.startsWith('text/html') && text.includes('<html>'))).toBe(
      true,
    );
  });

  test('loop: the page leads to itself for ever', async () => {
    const { server } = await faulty({ loop: 1 });
    const first = await ask(server.url);
    const { NextToken } = JSON.parse(first.text);
    expect(NextToken).toMatch(/./);
    expect(await ask(server.url, { NextToken })).toEqual(first);
    const listed = JSON.parse((await ask(server.url, {}, `${streams}.ListStreams`)).text);
    const again = JSON.parse(
      (
        await ask(
          server.url,
          {
            ExclusiveStartStreamArn:
              'arn:aws:dynamodb:eu-west-1:210987654321:table/T/stream/2026-01-01T00:00:00.000',
          },
          `${streams}.ListStreams`,
        )
      ).text,
    );
    expect(listed.Streams).toBeDefined();
    expect(again.LastEvaluatedStreamArn ?? again.message).toMatch(/./);
  });

  test('an error stays an error', async () => {
    for (const fault of ['empty', 'html', 'null', 'loop'] as const) {
      const { server } = await faulty({ [fault]: 1 });
      expect((await ask(server.url, { MaxRecords: 'x' })).status).toBe(400);
    }
  });
});
