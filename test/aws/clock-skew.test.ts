/** A machine whose clock is wrong: AWS refuses its first signature, and the calls go on all the same. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createClockWatch } from '../../src/aws/clock-skew.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { type LoopbackAws, type Reached, startLoopbackAws } from '../helpers/loopback-aws.ts';

const minuteMs = 60_000;
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
let aws: LoopbackAws;
/** AWS's clock before this machine's. */
let aheadMs: number;

const signedAt = ({ headers }: Reached): number => {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const iso = `${date}`.replace(/(....)(..)(..)/, '$1-$2-$3');
  return Date.parse(`${iso}T${`${time}`.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
};

beforeEach(async () => {
  aheadMs = 20 * minuteMs;
  // As AWS: five minutes are allowed (Signature Version 4, "Troubleshooting").
  aws = await startLoopbackAws({
    answer: (reached) => {
      const now = Date.now() + aheadMs;
      const headers = { date: new Date(now).toUTCString() };
      return Math.abs(signedAt(reached) - now) > 5 * minuteMs
        ? {
            status: 403,
            headers,
            body: '{"__type":"InvalidSignatureException","message":"Signature expired"}',
          }
        : { headers, body: '{"MetricAlarms":[]}' };
    },
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

describe("a clock that is not AWS's", () => {
  it('is allowed for at once, told once, and once more when it is right', async () => {
    const told: (string | undefined)[] = [];
    const clients = createClients({
      region: 'us-east-1',
      endpointUrl: aws.http,
      credentials,
      env: {},
      onClock: (failure: Failure | undefined) => told.push(failure?.message),
    });
    expect((await clients.describeAlarms({})).ok).toBe(true);
    expect(aws.reached.length).toBe(2);
    expect((await clients.describeAlarms({})).ok).toBe(true);
    expect(aws.reached.length).toBe(3);
    aheadMs = 0;
    expect((await clients.describeAlarms({})).ok).toBe(true);
    expect(told).toEqual(["this machine's clock is 20 m behind AWS's", undefined]);
    clients.close();
  });

  it('is not told by a call that took long: over a sleep, through a stalled network', () => {
    const told: (Failure | undefined)[] = [];
    const watch = createClockWatch({ now: () => 60 * minuteMs }, (failure) => told.push(failure));
    watch.served(30 * minuteMs, 20 * minuteMs);
    expect(told).toEqual([]);
    watch.served(10 * minuteMs, 20 * minuteMs);
    watch.served(80 * minuteMs, 60 * minuteMs);
    expect(told.map((failure) => failure?.message)).toEqual(["this machine's clock is 10 m ahead of AWS's"]);
  });

  it('that is ahead is called so', async () => {
    aheadMs = -20 * minuteMs;
    const told: (string | undefined)[] = [];
    const clients = createClients({
      region: 'us-east-1',
      endpointUrl: aws.http,
      credentials,
      env: {},
      onClock: (failure: Failure | undefined) => told.push(failure?.message),
    });
    expect((await clients.describeAlarms({})).ok).toBe(true);
    expect(told).toEqual(["this machine's clock is 20 m ahead of AWS's"]);
    clients.close();
  });

  it('is not blamed for a secret key that is wrong', async () => {
    await aws.close();
    aws = await startLoopbackAws({
      answer: () => ({
        status: 403,
        headers: { date: new Date().toUTCString() },
        body: '{"__type":"InvalidSignatureException","message":"The request signature we calculated does not match"}',
      }),
    });
    const clients = createClients({ region: 'us-east-1', endpointUrl: aws.http, credentials, env: {} });
    expect(await clients.describeAlarms({})).toMatchObject({ ok: false, failure: { kind: 'access' } });
    expect(aws.reached.length).toBe(1);
    clients.close();
  });
});
