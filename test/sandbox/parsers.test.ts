import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAlarmRule } from '../../src/sandbox/alarm-rule.ts';
import { parseFaults } from '../../src/sandbox/faults.ts';
import { parseQuery } from '../../src/sandbox/insights/query.ts';
import { parseLogPattern } from '../../src/sandbox/log-pattern/pattern.ts';
import { parseSelect } from '../../src/sandbox/metric-math/metrics-insights.ts';
import { parseExpression } from '../../src/sandbox/metric-math/parse.ts';
import { parseSearch } from '../../src/sandbox/metric-math/search.ts';

/** Text that looks like one of the languages, and text that does not. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...'( ) [ ] { } , | = != < >= + - * / ^ " \' % $ . ? ... && || @message $.a[0].* "x" %y% 12 5m'.split(
      ' ',
    ),
    ...'fields filter parse stats sort limit dedup display by as in not and or like bin(1m) count(*) /x/'.split(
      ' ',
    ),
    ...'ALARM(a) OK("b") NOT AND OR TRUE SUM(a) METRICS() IF FILL SEARCH SELECT FROM SCHEMA WHERE GROUP BY ORDER LIMIT'.split(
      ' ',
    ),
    'throttle=0.1',
    'latency=1-2',
  ),
  fc.string({ maxLength: 6 }),
);
const text = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(' '));

test.each<[string, (text: string) => unknown]>([
  ['Insights', parseQuery],
  ['log patterns', parseLogPattern],
  ['metric math', parseExpression],
  ['SEARCH', parseSearch],
  ['Metrics Insights', parseSelect],
  ['alarm rules', parseAlarmRule],
  ['faults', parseFaults],
])('%s: any text is read or refused, never thrown at', (_name, parse) => {
  fc.assert(
    fc.property(text, (input) => {
      expect(parse(input)).toBeDefined();
    }),
    { numRuns: 400 },
  );
});

test('a mistake in a query lies within it', () => {
  fc.assert(
    fc.property(text, (input) => {
      const parsed = parseQuery(input);
      if (!('error' in parsed)) return;
      expect(parsed.error.start).toBeGreaterThanOrEqual(0);
      expect(parsed.error.start).toBeLessThanOrEqual(input.length);
      expect(parsed.error.end).toBeGreaterThan(parsed.error.start);
    }),
    { numRuns: 400 },
  );
});
