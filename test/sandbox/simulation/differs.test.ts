/** The demo's outage hits one way of payment; elsewhere there is nothing to find (issue 14). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AttributeValue, ItemChange } from '../../../src/observation/streams.ts';
import type { SandboxRecord } from '../../../src/sandbox/account.ts';
import type { Scenario } from '../../../src/sandbox/simulation/scenario.ts';
import { differencesOf } from '../../../src/story/differs.ts';
import { accountAt, minuteMs, recordsOf, startAt } from './helpers.ts';

const item = z.record(z.string(), z.custom<AttributeValue>());

const changeOf = (record: SandboxRecord): ItemChange => ({
  type: 'change',
  region: 'eu-west-1',
  table: 'Orders',
  streamArn: 'stream',
  shardId: 'shard',
  sequenceNumber: record.sequenceNumber,
  eventId: record.eventId,
  eventName: record.eventName,
  at: record.at,
  keys: item.parse(record.keys),
  ...(record.oldImage === undefined ? {} : { old: item.parse(record.oldImage) }),
  ...(record.newImage === undefined ? {} : { new: item.parse(record.newImage) }),
  changed: [],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: record.ttl,
  sizeBytes: record.sizeBytes,
});

const differencesIn = (scenario: Scenario) => {
  const { account, to } = accountAt({ scenario, historyMs: 10 * minuteMs });
  to(8 * minuteMs);
  const changes = recordsOf(account, 'Orders')
    .map(changeOf)
    .sort((a, b) => a.at - b.at);
  return differencesOf({ since: startAt - 9 * minuteMs, changes });
};

describe('what differs between the orders of the demo that fail and the others', () => {
  it('is that they are paid by card, in the incident', () => {
    const [first, ...others] = differencesIn('incident');
    expect(others).toEqual([]);
    expect(first).toMatchObject({ field: 'paymentMethod', value: 'card' });
    expect((first?.rest.count ?? 0) / (first?.rest.of ?? 1)).toBeLessThan(0.75);
    expect(first?.failing.of).toBeGreaterThan(100);
  });

  it.each(['calm', 'chaos'] as const)('is nothing in %s', (scenario) => {
    expect(differencesIn(scenario)).toEqual([]);
  });
});
