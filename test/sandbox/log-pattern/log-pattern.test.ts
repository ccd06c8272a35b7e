import { describe, expect, test } from 'vitest';
import { parseLogPattern } from '../../../src/sandbox/log-pattern/pattern.ts';

/** After "Filter pattern syntax" in the CloudWatch Logs user guide. */
const matching = (pattern: string, messages: readonly string[]): readonly number[] => {
  const parsed = parseLogPattern(pattern);
  if ('error' in parsed) throw new Error(parsed.error);
  return messages.flatMap((message, nth) => (parsed.matches(message) ? [nth] : []));
};

describe('lines of columns', () => {
  const lines = [
    '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
    '127.0.0.1 Prod frank [10/Oct/2000:13:35:22 -0700] "GET /about.html HTTP/1.0" 500 5324',
    '127.0.0.1 Prod frank [10/Oct/2000:13:50:35 -0700] "GET /img.gif HTTP/1.0" 200 4355',
    'too short',
  ];
  test.each<[string, number[]]>([
    ['[ip, user, username, timestamp, request, status_code, bytes]', [0, 1, 2]],
    ['[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]', [0]],
    [
      '[ip, user, username, timestamp, request = *html*, status_code = 4* || status_code = 5*, bytes]',
      [0, 1],
    ],
    ['[..., status_code = 500, bytes]', [1]],
    ['[ip, ..., bytes >= 4355]', [1, 2]],
    ['[..., (status_code >= 200 && status_code < 500), bytes]', [0, 2]],
    ['[w1 = too, w2 != long]', [3]],
    ['[ip = %^127\\.%, ...]', [0, 1, 2]],
    ['[]', []],
  ])('%s', (pattern, expected) => {
    expect(matching(pattern, lines)).toEqual(expected);
  });
});

describe('terms', () => {
  const lines = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    '[INFO] ok',
  ];
  test.each<[string, number[]]>([
    ['ERROR', [0, 1, 2]],
    ['ERROR ARGUMENTS', [2]],
    ['?ERROR ?INFO', [0, 1, 2, 3]],
    ['?ARGUMENTS ?ok', [2, 3]],
    ['ERROR -REQUEST', [2]],
    ['"[INFO]"', [3]],
    ['ERROR ?BAD', [0, 1, 2]],
    ['%4\\d9%', [2]],
    ['error', []],
  ])('%s', (pattern, expected) => {
    expect(matching(pattern, lines)).toEqual(expected);
  });
});

test.each([
  '{ $.a = ',
  '{ $.a ~ 3 }',
  '{ $.a > x }',
  '{ a = 1 }',
  '{ ($.a = 1 }',
  '[a, b',
  '[a = 1, ..., b, ...]',
  '[a <> 3]',
  'a"b',
  '{ $.a = %(x)% }',
  'ERR*R',
])('%s is refused', (pattern) => {
  expect(parseLogPattern(pattern)).toHaveProperty('error');
});
