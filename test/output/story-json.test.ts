/** The `story` line of the command line's contract. */
import { expect, test } from 'vitest';
import { ndjson } from '../../src/output/ndjson.ts';
import { jsonOfStory } from '../../src/output/story-json.ts';
import { linesOf } from '../helpers/contract.ts';
import { breachOf, storyOf } from '../story/stories.ts';
import { noon } from './observations.ts';

const lineOf = (story: Parameters<typeof jsonOfStory>[0]) => linesOf(ndjson(jsonOfStory(story)), 'story')[0];

test('an incident has every field of the contract, percentages as shares and times in ISO 8601', () => {
  const at = noon - 60_000;
  const story = storyOf({
    effects: [
      {
        ...breachOf({ stage: 'payments', sign: 'age', why: 'age 10 m > 60 s', since: at, unit: 's' }),
        explainedBy: 'payment-worker',
      },
    ],
    changes: [{ region: 'eu-west-1', stage: 'payment-worker', what: 'version 42', at }],
    messages: [
      {
        stage: 'payment-worker',
        pattern: 'charge failed … gateway timeout after … ms',
        count: 684,
        share: 0.88,
        since: at,
        isNew: true,
        example: 'charge failed ORD-1 gateway timeout after 3000 ms',
      },
    ],
    orders: { late: 1640, failed: 110, values: [{ currency: 'EUR', value: 81_000 }], knownSince: at },
    next: [{ text: 'redrive', command: 'aws sqs start-message-move-task' }],
  });
  expect(lineOf(story)).toEqual({
    type: 'story',
    incident: 'payment-worker/2026-01-15T11:51:00.000Z',
    pipeline: 'orders',
    region: 'eu-west-1',
    regions: ['eu-west-1'],
    health: 'bad',
    stage: 'payment-worker',
    since: '2026-01-15T11:51:00.000Z',
    why: 'error rate 43 % > 2 %',
    cause: {
      stage: 'payment-worker',
      rule: 'errors',
      value: 0.43,
      limit: 0.02,
      since: '2026-01-15T11:51:00.000Z',
    },
    effects: [{ stage: 'payments', rule: 'age', why: 'age 10 m > 60 s', since: '2026-01-15T11:59:00.000Z' }],
    changes: [{ stage: 'payment-worker', what: 'version 42', at: '2026-01-15T11:59:00.000Z' }],
    messages: [
      {
        stage: 'payment-worker',
        pattern: 'charge failed … gateway timeout after … ms',
        count: 684,
        share: 0.88,
        since: '2026-01-15T11:59:00.000Z',
        isNew: true,
      },
    ],
    orders: {
      late: 1640,
      failed: 110,
      values: [{ currency: 'EUR', value: 81_000 }],
      knownSince: '2026-01-15T11:59:00.000Z',
    },
    trend: 'worse',
    next: [{ text: 'redrive', command: 'aws sqs start-message-move-task', link: null }],
    text: 'payment-worker fails since 11:51 (9 min): error rate 43 % > 2 %',
  });
});

test('a figure that is no percentage is in the unit of its series', () => {
  expect(lineOf(storyOf({ cause: breachOf({ unit: 's', value: 600, limit: 60 }) }))?.cause).toMatchObject({
    value: 600,
    limit: 60,
  });
});

test('where several Regions have each stage, a stage has its name in the file', () => {
  const stage = 'payment-worker@eu-west-1';
  const line = lineOf(storyOf({ stage, cause: breachOf({ stage }) }));
  expect([line?.stage, line?.cause?.stage]).toEqual(['payment-worker', 'payment-worker']);
});

test('none says that there is none', () => {
  const none = storyOf({ incident: null, health: 'ok', stage: null, since: null, cause: null, trend: null });
  expect(lineOf(none)).toMatchObject({ incident: null, stage: null, since: null, cause: null, trend: null });
});
