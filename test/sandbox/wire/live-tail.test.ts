import { StartLiveTailCommand, type StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { SandboxLogEvent } from '../../../src/sandbox/account.ts';
import { type FaultOptions, noFaults } from '../../../src/sandbox/faults.ts';
import { manualClock } from '../../helpers/clock.ts';
import { serve } from './clients.ts';
import { accountId, handmadeAccount, logEvent, now, region } from './handmade-account.ts';

const group = '/aws/lambda/payment-worker';
const groupArn = `arn:aws:logs:${region}:${accountId}:log-group:${group}`;

const tail = async (
  events: readonly SandboxLogEvent[],
  {
    pattern,
    faults = {},
    seed = 1,
  }: { pattern?: string; faults?: Partial<FaultOptions>; seed?: number } = {},
) => {
  const clock = manualClock(now);
  const account = handmadeAccount({ logs: { [group]: events }, now: clock.now });
  const { logs } = await serve(account, { clock, seed, faults: { ...noFaults, ...faults } });
  const answer = await logs.send(
    new StartLiveTailCommand({
      logGroupIdentifiers: [groupArn],
      ...(pattern === undefined ? {} : { logEventFilterPattern: pattern }),
    }),
  );
  const iterator = answer.responseStream?.[Symbol.asyncIterator]();
  /** The stream's next event; lets a second pass where the server waits for one. */
  const next = async (passMs = 0): Promise<StartLiveTailResponseStream | undefined> => {
    if (passMs > 0) {
      while (clock.sleepers() === 0) await clock.advance(0);
      await clock.advance(passMs);
    }
    const { value, done } = (await iterator?.next()) ?? { value: undefined, done: true };
    return done === true ? undefined : value;
  };
  return { next, clock };
};

const inSeconds = (at: number, ingested: number, message: string) =>
  logEvent(1, message, {
    at: now + at * 1000,
    ingestedAt: now + ingested * 1000,
    eventId: String(1_000_000 + Math.round(ingested * 1000)),
  });

test('a session starts, then tells each second what was ingested, late events too', async () => {
  const { next } = await tail([
    inSeconds(-10, -9, 'before the session'),
    inSeconds(-8, 1.5, 'late'),
    inSeconds(0.2, 0.4, 'ERROR one'),
    inSeconds(1.1, 1.2, 'two'),
  ]);
  expect((await next())?.sessionStart).toMatchObject({ logGroupIdentifiers: [groupArn] });
  expect((await next(1000))?.sessionUpdate).toEqual({
    sessionMetadata: { sampled: false },
    sessionResults: [
      {
        logStreamName: 'stream-1',
        logGroupIdentifier: `${accountId}:${group}`,
        message: 'ERROR one',
        timestamp: now + 200,
        ingestionTime: now + 400,
      },
    ],
  });
  const second = (await next(1000))?.sessionUpdate?.sessionResults;
  expect(second?.map((event) => event.message)).toEqual(['two', 'late']);
  expect((await next(1000))?.sessionUpdate?.sessionResults).toEqual([]);
});

test('a pattern narrows; over 500 events a second are sampled, and it says so', async () => {
  const burst = Array.from({ length: 1200 }, (_, nth) =>
    logEvent(nth, nth % 2 === 0 ? `ERROR ${nth}` : `INFO ${nth}`, { at: now + 100, ingestedAt: now + 200 }),
  );
  const { next } = await tail(burst, { pattern: 'ERROR' });
  await next();
  const update = (await next(1000))?.sessionUpdate;
  expect(update?.sessionMetadata).toEqual({ sampled: true });
  expect(update?.sessionResults).toHaveLength(500);
  expect(update?.sessionResults?.every((event) => event.message?.startsWith('ERROR'))).toBe(true);
  expect((await next(1000))?.sessionUpdate?.sessionMetadata).toEqual({ sampled: false });
});

test('a session ends with a timeout', async () => {
  const { next } = await tail([], { faults: { liveTailLifeMs: 1500 } });
  await next();
  expect((await next(1000))?.sessionUpdate).toBeDefined();
  expect((await next(500))?.sessionUpdate).toBeDefined();
  await expect(next()).rejects.toMatchObject({ name: 'SessionTimeoutException' });
});

test('a network that fails cuts a session too', async () => {
  const { next } = await tail([], { faults: { reset: 0.3 }, seed: 1 });
  const session = async () => {
    await next();
    for (;;) await next(1000);
  };
  await expect(session()).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test.each<[string, object, string, Partial<FaultOptions>]>([
  ['a name in place of an ARN', { logGroupIdentifiers: [group] }, 'InvalidParameterException', {}],
  ['an unknown group', { logGroupIdentifiers: [`${groupArn}x`] }, 'ResourceNotFoundException', {}],
  ['eleven groups', { logGroupIdentifiers: Array(11).fill(groupArn) }, 'InvalidParameterException', {}],
  ['a denied user', { logGroupIdentifiers: [groupArn] }, 'AccessDeniedException', { denyLiveTail: true }],
])('%s is refused before the session', async (_name, input, name, faults) => {
  const { logs } = await serve(handmadeAccount({ logs: { [group]: [] } }), {
    faults: { ...noFaults, ...faults },
  });
  await expect(
    logs.send(new StartLiveTailCommand({ logGroupIdentifiers: [], ...input })),
  ).rejects.toMatchObject({ name });
});

/** Names and words of how a session ends, from its first message on. */
const endOf = async (faults: Partial<FaultOptions>, seed: number): Promise<string> => {
  try {
    const { next } = await tail([], { faults, seed });
    let part = await next();
    for (let second = 0; second < 60 && (part?.sessionStart ?? part?.sessionUpdate) !== undefined; second++) {
      part = await next(1000);
    }
    return Object.keys(part ?? {}).join(' ');
  } catch (error) {
    return String(error);
  }
};

test.each<[string, Partial<FaultOptions>, RegExp]>([
  ['throttle', { throttle: 0.3 }, /^(SessionTimeoutException|ThrottlingException)/],
  ['error', { error: 0.3 }, /^(SessionStreamingException|ServiceUnavailableException)/],
  ['reset', { reset: 0.3 }, /aborted|ECONNRESET/],
  ['html', { html: 0.3 }, /Truncated event message|Deserialization|Bad Gateway|Access Denied|Unknown/],
  ['null', { null: 0.3 }, /checksum|Cannot read|is not|^$/],
])('%s strikes it, at its start and in mid-session', async (_name, faults, words) => {
  for (const seed of [1, 2, 3, 4, 5, 6]) expect(await endOf(faults, seed)).toMatch(words);
});
