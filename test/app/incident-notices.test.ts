/** `--notify` with a pipeline: a notice an incident. */
import { expect, test } from 'vitest';
import { createIncidentNotices } from '../../src/app/alarms/incident-notices.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Story } from '../../src/story/story.ts';
import { alarm, noon, transition } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { breachOf, storyOf } from '../story/stories.ts';

const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('lambda', { name: 'payment-worker', dimensions: { FunctionName: 'payment-worker' } }),
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' } }),
  ],
};
const ready: Observation = {
  type: 'ready',
  source: 'alarms',
  scope: 'eu-west-1',
  origin: { region: 'eu-west-1' },
  at: noon,
};
const onWorker = alarm({ name: 'worker', arn: 'arn:worker', dimensions: { FunctionName: 'payment-worker' } });
const stranger = alarm({ name: 'stranger', arn: 'arn:stranger', dimensions: { QueueName: 'other' } });
const queue = breachOf({ stage: 'payments', sign: 'age', why: 'oldest message 3 m > 1 m' });
const calm = storyOf({ incident: null, cause: null, health: 'ok' });
const worker = storyOf();
const both = storyOf({ effects: [{ ...queue, explainedBy: 'payment-worker' }] });
const queueAlone = storyOf({ stage: 'payments', cause: queue });

const titlesOf = (
  ...steps: readonly (readonly [readonly Observation[], readonly Story[]])[]
): readonly string[][] => {
  const noticesOf = createIncidentNotices(pipeline, true);
  const alarms = { alarms: [onWorker, stranger] };
  return steps.map(([batch, stories]) =>
    noticesOf(batch, { stories, at: noon, alarms }).map(({ title }) => title),
  );
};

test('one when it begins, none of its effects, one when it is over', () => {
  const rings = transition({ name: 'worker' });
  expect(
    titlesOf([[ready], [calm]], [[rings], [worker]], [[], [both]], [[], [both]], [[], [calm]], [[], []]),
  ).toEqual([[], ['payment-worker fails'], [], [], ['over: payment-worker failed'], []]);
});

test('one when the cause turns out to be another', () => {
  expect(titlesOf([[ready], []], [[], [queueAlone]], [[], [both]])).toEqual([
    [],
    ['payments backs up'],
    ['corrected: payment-worker fails'],
  ]);
});

test('a cause that is well again leaves its effects behind: no other cause, and over when they are', () => {
  expect(titlesOf([[ready], []], [[], [both]], [[], [queueAlone]], [[], []])).toEqual([
    [],
    ['payment-worker fails'],
    [],
    ['over: payment-worker failed'],
  ]);
});

test('what was on before is no news; that it is over is', () => {
  expect(
    titlesOf([[], [worker]], [[ready], [both]], [[], [both]], [[], [storyOf({ trend: 'over' })]]),
  ).toEqual([[], [], [], ['over: payment-worker failed']]);
});

test('an alarm that watches no stage rings by itself', () => {
  expect(
    titlesOf([[ready], []], [[transition({ name: 'stranger' }), transition({ name: 'worker' })], []]),
  ).toEqual([[], ['ALARM stranger']]);
});

test('says why and what followed', () => {
  const noticesOf = createIncidentNotices(pipeline, true);
  noticesOf([ready], { stories: [], at: noon, alarms: { alarms: [] } });
  expect(noticesOf([], { stories: [both], at: noon, alarms: { alarms: [] } })).toMatchObject([
    {
      title: 'payment-worker fails',
      body: expect.stringMatching(/^error rate 43 % > 2 %, .*payments backs up/),
    },
  ]);
});
