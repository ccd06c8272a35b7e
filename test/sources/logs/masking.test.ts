/** Asterisks of a data protection policy are told from those that were written. */
import { expect, it } from 'vitest';
import type { LogEvent } from '../../../src/observation/logs.ts';
import type { GroupLookup } from '../../../src/sources/logs/describe-group.ts';
import { createMarkMasked } from '../../../src/sources/logs/masking.ts';

const { signal } = new AbortController();

const line = (group: string, message: string): LogEvent => ({
  type: 'log',
  region: 'eu-west-1',
  group,
  stream: 's',
  at: 1,
  ingestedAt: 1,
  message,
  eventId: message,
  late: false,
});

const account = (fails?: 'throttled' | 'access') => {
  const asked: string[] = [];
  const lookUp: GroupLookup = async (group) => {
    asked.push(group);
    if (fails !== undefined)
      return { ok: false, failure: { kind: fails, code: fails, message: fails, hint: '' } };
    return {
      ok: true,
      value: {
        logGroupName: group,
        ...(group === 'own' ? { dataProtectionStatus: 'ACTIVATED' } : {}),
        ...(group === 'of-account' ? { inheritedProperties: ['ACCOUNT_DATA_PROTECTION'] } : {}),
        ...(group === 'ended' ? { dataProtectionStatus: 'DISABLED' } : {}),
      },
    };
  };
  return { asked, mark: createMarkMasked(lookUp) };
};

it('marks what a policy of the group, or of the account, has masked, and asks of each group once', async () => {
  const { asked, mark } = account();
  const lines = ['own', 'of-account', 'ended', 'none'].flatMap((group) => [
    line(group, 'mail to *************'),
    line(group, 'paid ** 12'),
  ]);
  const marked = await mark(lines, signal);
  expect(marked.map(({ group, masked }) => [group, masked])).toEqual([
    ['own', true],
    ['own', undefined],
    ['of-account', true],
    ['of-account', undefined],
    ['ended', undefined],
    ['ended', undefined],
    ['none', undefined],
    ['none', undefined],
  ]);
  await mark(lines, signal);
  expect(asked).toEqual(['own', 'of-account', 'ended', 'none']);
});

it('asks nothing for lines without asterisks, and again only where the failure passes', async () => {
  const { asked, mark } = account('throttled');
  await mark([line('own', 'plain')], signal);
  expect(asked).toEqual([]);
  const lines = [line('own', '****')];
  expect(await mark(lines, signal)).toEqual(lines);
  await mark(lines, signal);
  expect(asked).toEqual(['own', 'own']);
  const denied = account('access');
  await denied.mark(lines, signal);
  await denied.mark(lines, signal);
  expect(denied.asked).toEqual(['own']);
});
