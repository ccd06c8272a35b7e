/** How log groups are named: by ARNs in any partition, with `*` (issue 13; awslogs 406, cw 195). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPattern, matchesPattern, narrowing, readGroupArn } from '../../src/pipeline/group-pattern.ts';

test.each([
  'arn:aws:logs:eu-west-1:222233334444:log-group:/aws/lambda/orders',
  'arn:aws-cn:logs:cn-north-1:222233334444:log-group:/aws/lambda/orders',
  'arn:aws-us-gov:logs:us-gov-west-1:222233334444:log-group:/aws/lambda/orders',
])('%s keeps its account, with and without :*', (arn) => {
  const read = { arn, region: arn.split(':')[3], accountId: '222233334444', name: '/aws/lambda/orders' };
  expect(readGroupArn(arn)).toEqual(read);
  expect(readGroupArn(`${arn}:*`)).toEqual(read);
  expect(isPattern(`${arn}:*`)).toBe(false);
  expect(isPattern(`${arn.slice(0, -6)}*`)).toBe(true);
});

test('a name is no ARN', () => {
  expect(readGroupArn('/aws/lambda/orders')).toBeUndefined();
  expect(readGroupArn('arn:aws:lambda:eu-west-1:222233334444:function:f')).toBeUndefined();
});

test.each([
  ['/ecs/orders-*', '/ecs/orders-api', true],
  ['/ecs/orders-*', '/ecs/orders', false],
  ['*orders*', '/aws/lambda/orders', true],
  ['/a*b*c', '/abc', true],
  ['/a*b*c', '/abcb', false],
  ['/a*a', '/a', false],
  ['/aws/lambda/a', '/aws/lambda/ab', false],
])('%s and %s: %s', (pattern, name, expected) => expect(matchesPattern(pattern, name)).toBe(expected));

test('matches what the same glob does as a regular expression, and AWS narrows to no less', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
  fc.assert(
    fc.property(word, name, (pattern, text) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
      expect(matchesPattern(pattern, text)).toBe(expected);
      const { prefix = '', piece = '' } = narrowing(pattern);
      if (expected) expect(text.startsWith(prefix) && text.includes(piece)).toBe(true);
    }),
  );
});
