/** Rules of composite alarms; examples from "Composite alarms" of CloudWatch's guide and what the CDK writes. */
import { describe, expect, it, test } from 'vitest';
import { leastCount, parseAlarmRule } from '../../src/pipeline/alarm-rule.ts';

describe('AT_LEAST', () => {
  it.each([
    [
      'AT_LEAST(2, ALARM, (WebServer1CPU, WebServer2CPU, WebServer3CPU, WebServer4CPU))',
      { count: 2 },
      'ALARM',
      false,
      ['WebServer1CPU', 'WebServer2CPU', 'WebServer3CPU', 'WebServer4CPU'],
    ],
    ['AT_LEAST(50%, OK, (a, "b, or (c)"))', { percent: 50 }, 'OK', false, ['a', 'b, or (c)']],
    [
      'AT_LEAST(60%, NOT OK, ("arn:aws:cloudwatch:us-east-1:1:alarm:x", arn:aws:cloudwatch:us-east-1:1:alarm:y))',
      { percent: 60 },
      'OK',
      true,
      ['arn:aws:cloudwatch:us-east-1:1:alarm:x', 'arn:aws:cloudwatch:us-east-1:1:alarm:y'],
    ],
    [
      'at_least ( "50%" , not insufficient_data , ( a,b ) )',
      { percent: 50 },
      'INSUFFICIENT_DATA',
      true,
      ['a', 'b'],
    ],
  ])('%s', (text, least, state, negated, alarms) => {
    expect(parseAlarmRule(text)).toEqual({
      kind: 'atLeast',
      least,
      state,
      alarms,
      ...(negated ? { negated } : {}),
    });
  });

  it('stands among other conditions', () => {
    expect(
      parseAlarmRule(
        'AT_LEAST(2, ALARM, (AZ1Health, AZ2Health, AZ3Health)) AND NOT ALARM(MaintenanceWindow)',
      ),
    ).toMatchObject({
      kind: 'and',
      parts: [{ kind: 'atLeast' }, { kind: 'not', part: { alarm: 'MaintenanceWindow' } }],
    });
  });

  it('is so many of so many alarms', () => {
    expect(leastCount({ count: 2 }, 5)).toBe(2);
    expect(leastCount({ percent: 50 }, 5)).toBe(3);
    expect(leastCount({ percent: 50 }, 4)).toBe(2);
  });
});

test.each([
  'AT_LEAST(2, ALARM, ())',
  'AT_LEAST(2, (a, b))',
  'AT_LEAST(two, ALARM, (a))',
  'AT_LEAST(2, ALARM, (a, b)',
  'AT_LEAST(2, ALARM, (a b))',
  'ALARM(a, b)',
])('%s is no rule', (text) => {
  expect(parseAlarmRule(text)).toBeUndefined();
});
