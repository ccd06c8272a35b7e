/** A search of lines that does not get them all says so. */

import type { FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/aws/call.ts';
import { searchLogs } from '../../src/backend/aws/log-search.ts';
import { noon } from '../output/observations.ts';

const clock = { now: () => noon, sleep: async () => {} };
const search = { group: { region: 'eu-west-1', group: '/g' }, filter: 'x', from: noon - 1000, to: noon };
const { signal } = new AbortController();
const event = (nth: number) => ({ eventId: String(nth), timestamp: noon, message: 'm', logStreamName: 's' });

type Page = Answer<FilterLogEventsCommandOutput>;
const $metadata = {};
const pagesOf = (pageOf: (nth: number) => Page) => {
  let nth = 0;
  return {
    clientsFor: () => ({
      filterLogEvents: async () => {
        nth += 1;
        return pageOf(nth);
      },
    }),
    clock,
  };
};
const denied = { kind: 'access', code: 'AccessDenied', message: 'no', hint: '' } as const;

test('all pages are found, and nothing is missing', async () => {
  const pages = pagesOf((nth) => ({
    ok: true,
    value: { $metadata, events: [event(nth)], ...(nth < 3 ? { nextToken: String(nth) } : {}) },
  }));
  const found = await searchLogs(search, pages, signal);
  expect(found.ok && [found.value.lines.length, found.value.missing]).toEqual([3, undefined]);
});

test('a page that cannot be read, and more pages than are read, are told with what was found', async () => {
  const cut = await searchLogs(
    search,
    pagesOf((nth) =>
      nth < 3
        ? { ok: true, value: { $metadata, events: [event(nth)], nextToken: 't' } }
        : { ok: false, failure: denied },
    ),
    signal,
  );
  expect(cut.ok && [cut.value.lines.length, cut.value.missing]).toEqual([2, denied]);
  const endless = await searchLogs(
    search,
    pagesOf((nth) => ({ ok: true, value: { $metadata, events: [event(nth)], nextToken: String(nth) } })),
    signal,
  );
  expect(endless.ok && [endless.value.lines.length, endless.value.missing?.code]).toEqual([
    20,
    'TooManyLines',
  ]);
  const none = await searchLogs(
    search,
    pagesOf(() => ({ ok: false, failure: denied })),
    signal,
  );
  expect(none).toEqual({ ok: false, failure: denied });
});
