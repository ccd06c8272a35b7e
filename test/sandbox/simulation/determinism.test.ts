import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../src/sandbox/account.ts';
import { accountAt, logsOf, minuteMs, recordsOf, startAt } from './helpers.ts';

const stats = ['Sum', 'Maximum', 'Minimum', 'SampleCount', 'p99'];

/** A digest of all that a client can read, by kind. */
const fingerprint = (account: Account) => {
  const digest = (values: Iterable<unknown>) => {
    const hash = createHash('md5');
    for (const value of values) hash.update(JSON.stringify(value));
    return hash.digest('hex');
  };
  return {
    records: account.tables
      .list()
      .map((table) => [
        table.name,
        table.itemCount,
        table.streams.length === 0 ? '' : digest(recordsOf(account, table.name)),
        digest(table.streams.flatMap(({ arn }) => account.tables.shards(arn))),
      ]),
    logs: account.logs.groups().map(({ name }) => [name, digest(logsOf(account, name))]),
    metrics: digest(
      account.metrics
        .list()
        .flatMap((metric) =>
          stats.map((stat) => account.metrics.read(metric, stat, 60, 0, startAt + 1000 * minuteMs)),
        ),
    ),
    alarms: digest([account.alarms.list(), account.alarms.history()]),
  };
};

describe('the embedded account from one seed', () => {
  for (const scenario of ['calm', 'incident', 'chaos'] as const) {
    it(`is the same (${scenario}) whether advanced in one step or in many, read in between or not`, () => {
      const inOne = accountAt({ scenario, historyMs: 3 * minuteMs });
      inOne.to(2 * minuteMs + 123);
      const inMany = accountAt({ scenario, historyMs: 3 * minuteMs });
      for (let ms = 0, step = 1; ms < 2 * minuteMs + 123; ms += step, step = (step * 7 + 13) % 4_973) {
        inMany.to(ms);
        if (step % 50 === 0) logsOf(inMany.account, '/ecs/fulfilment', startAt + ms - 5000);
      }
      inMany.to(2 * minuteMs + 123);
      expect(fingerprint(inMany.account)).toEqual(fingerprint(inOne.account));
    });
  }

  it('is another one with another seed', () => {
    const one = fingerprint(accountAt({ historyMs: 2 * minuteMs }).account);
    const other = fingerprint(accountAt({ historyMs: 2 * minuteMs, seed: 8 }).account);
    expect(other.metrics).not.toBe(one.metrics);
    expect(other.logs).not.toEqual(one.logs);
  });
});

describe('its clock', () => {
  it('stands still when the machine goes back in time', () => {
    const { to } = accountAt({ historyMs: minuteMs });
    expect(to(5000)).toBe(startAt + 5000);
    expect(to(2000)).toBe(startAt + 5000);
  });

  it('runs faster from the start on when asked to', () => {
    const { account, to } = accountAt({ historyMs: minuteMs, speed: 30 });
    expect(account.advance()).toBe(startAt);
    expect(to(2000)).toBe(startAt + 60_000);
  });
});
