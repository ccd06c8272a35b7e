/** An account whose logs can be asked for long: a query over `/endless` runs until it is stopped. */
import type { Account, SandboxLogEvent } from '../../src/sandbox/account.ts';
import { handmadeAccount, logEvent } from '../sandbox/wire/handmade-account.ts';

export const workerGroup = '/aws/lambda/payment-worker';
export const endlessGroup = '/endless';
/** Of which it is told that more is stored than anybody wants to scan. */
export const largeGroup = '/large';

/** A line each millisecond, made when it is read. */
function* endless(from: number, to: number): Generator<SandboxLogEvent> {
  for (let at = from; at <= to; at += 1) {
    yield logEvent(at, `tick ${at}`, { at, ingestedAt: at });
  }
}

/** `at` is the account's clock; the worker has logged a line each second for the last 20 minutes, every tenth an error. */
export const insightsAccount = (now: () => number, seconds = 1200): Account => {
  const begin = now() - seconds * 1000;
  const events = Array.from({ length: seconds }, (_, nth) => {
    const at = begin + nth * 1000;
    const level = nth % 10 === 0 ? 'ERROR' : 'INFO';
    return logEvent(nth, JSON.stringify({ level, n: nth, orderId: `ORD-${nth}` }), { at, ingestedAt: at });
  });
  const made = handmadeAccount({
    now,
    logs: { [workerGroup]: events, [endlessGroup]: [], [largeGroup]: [] },
  });
  const { logs } = made;
  return {
    ...made,
    logs: {
      ...logs,
      groups: () =>
        logs.groups().map((group) => ({
          ...group,
          createdAt: now() - 24 * 3_600_000,
          storedBytes: group.name === largeGroup ? 24e12 : 24_000,
        })),
      events: (group, from, to) =>
        group === endlessGroup ? endless(from, Math.min(to, now())) : logs.events(group, from, to),
    },
  };
};
