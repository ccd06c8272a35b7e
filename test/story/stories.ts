/** Stories for tests of what is made of them. */
import type { RuleBreach, Story } from '../../src/story/story.ts';
import { noon } from '../output/observations.ts';

export const breachOf = (different: Partial<RuleBreach> = {}): RuleBreach => ({
  region: 'eu-west-1',
  stage: 'payment-worker',
  series: 'errorRate',
  sign: 'errors',
  level: 'bad',
  since: noon - 9 * 60_000,
  isOlder: false,
  until: undefined,
  value: 43,
  valueAtOnset: 12,
  limit: 2,
  comparison: '>',
  unit: 'percent',
  why: 'error rate 43 % > 2 %',
  beside: [],
  alarms: [],
  ...different,
});

/** An incident of payment-worker, nine minutes old at noon. */
export const storyOf = (different: Partial<Story> = {}): Story => ({
  incident: 'payment-worker/2026-01-15T11:51:00.000Z',
  pipeline: 'orders',
  region: 'eu-west-1',
  regions: ['eu-west-1'],
  health: 'bad',
  stage: 'payment-worker',
  since: noon - 9 * 60_000,
  why: 'error rate 43 % > 2 %',
  cause: breachOf(),
  explains: true,
  isCorrected: false,
  effects: [],
  changes: [],
  messages: [],
  orders: null,
  differs: [],
  trend: 'worse',
  next: [],
  text: 'payment-worker fails since 11:51 (9 min): error rate 43 % > 2 %',
  ...different,
});
