import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { alarmHome, orderAlarms } from '../../src/story/alarm-order.ts';
import type { RuleBreach, Story } from '../../src/story/story.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const lambda = (name: string) => stageOf('lambda', { name, dimensions: { FunctionName: name } });
const pipeline: Pipeline = {
  name: 'orders',
  stages: ['intake', 'dispatch', 'payments', 'worker', 'events'].map(lambda),
};

const on = (name: string, stage: string, minutesAgo: number, over: Partial<Alarm> = {}): Alarm =>
  alarm({
    name,
    arn: `arn:${name}`,
    state: 'ALARM',
    since: noon - minutesAgo * 60_000,
    dimensions: { FunctionName: stage },
    ...over,
  });

const breach = (stage: string): RuleBreach => ({
  profile: undefined,
  region: 'eu-west-1',
  stage,
  beside: [],
  series: 'errors',
  sign: 'errors',
  level: 'bad',
  since: noon,
  isOlder: false,
  until: undefined,
  value: 1,
  valueAtOnset: 1,
  limit: 0,
  comparison: '>',
  unit: 'percent',
  why: '',
  alarms: [],
});

type Told = Pick<Story, 'incident' | 'cause' | 'effects' | 'trend'>;
const incident = (cause: string, effects: readonly string[], trend: Told['trend'] = 'worse'): Told => ({
  incident: `${cause}/x`,
  cause: breach(cause),
  effects: effects.map((stage) => ({ ...breach(stage), explainedBy: cause })),
  trend,
});

const names = (alarms: readonly Alarm[]) => alarms.map(({ name }) => name);
const alarms = [
  on('dispatch-lag', 'dispatch', 4),
  on('payments-age', 'payments', 5),
  on('worker-errors', 'worker', 6),
  on('worker-duration', 'worker', 5),
  on('intake-ok', 'intake', 1, { state: 'OK' }),
  on('worker-ok', 'worker', 1, { state: 'OK' }),
  on('events-silent', 'events', 9, { state: 'INSUFFICIENT_DATA' }),
  on('intake-other', 'intake', 1),
  on('stray', 'elsewhere', 60),
  on('late', '', 3, {
    kind: 'composite',
    dimensions: {},
    metric: 'ALARM("payments-age") OR ALARM("dispatch-lag")',
  }),
];

describe('alarms in the order of the story', () => {
  const told = [incident('worker', ['payments', 'dispatch'])];

  test('the cause, its effects as they followed, then the others by state and place', () => {
    expect(names(orderAlarms(alarms, pipeline, told))).toEqual([
      'worker-errors',
      'worker-duration',
      'payments-age',
      'late',
      'dispatch-lag',
      'intake-other',
      'stray',
      'events-silent',
      'intake-ok',
      'worker-ok',
    ]);
  });

  test('without a story by state, place and time; what is over has no say', () => {
    const plain = names(orderAlarms(alarms, pipeline, []));
    expect(plain.slice(0, 3)).toEqual(['intake-other', 'dispatch-lag', 'payments-age']);
    expect(names(orderAlarms(alarms, pipeline, [incident('worker', [], 'over')]))).toEqual(plain);
  });

  test('two incidents do not mix', () => {
    const two = [incident('worker', ['payments']), incident('intake', ['dispatch'])];
    expect(names(orderAlarms(alarms, pipeline, two)).slice(0, 5)).toEqual([
      'worker-errors',
      'worker-duration',
      'payments-age',
      'intake-other',
      'dispatch-lag',
    ]);
  });

  test('whatever order they come in, none is lost', () => {
    const wanted = names(orderAlarms(alarms, pipeline, told));
    fc.assert(
      fc.property(fc.shuffledSubarray(alarms, { minLength: alarms.length }), (shuffled) => {
        expect(names(orderAlarms(shuffled, pipeline, told))).toEqual(wanted);
      }),
    );
  });
});

describe('a composite alarm stands under', () => {
  const late = alarms.find(({ name }) => name === 'late') ?? on('late', '', 0);
  test('its stage, or the first in the story of the one incident that those below it are of', () => {
    const story = [incident('worker', ['payments', 'dispatch'])];
    expect(alarmHome(late, alarms, pipeline, story)).toBe('payments');
    const one = { ...late, metric: 'ALARM("payments-age")' };
    expect(alarmHome(one, alarms, pipeline, [])).toBe('payments');
  });
  test('no stage where those below it have nothing to do with each other', () => {
    expect(alarmHome(late, alarms, pipeline, [])).toBeUndefined();
    expect(
      alarmHome(late, alarms, pipeline, [incident('payments', []), incident('dispatch', [])]),
    ).toBeUndefined();
  });
});
