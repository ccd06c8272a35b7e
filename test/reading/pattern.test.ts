import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../src/reading/log-lines.ts';
import { patternOf, patternOfLine } from '../../src/reading/pattern.ts';

const ofLine = (message: string): string => patternOfLine(readLogLine(message));

describe('the pattern of a line', () => {
  it.each([
    ['charge failed ORD-17 gateway timeout after 3000 ms', 'charge failed … gateway timeout after … ms'],
    ['at 2026-11-27T01:52:10.123Z it fell over', 'at … it fell over'],
    ['Fri Nov 27 01:52:10 UTC 2026 it broke', '… it broke'],
    ['connect 10.0.0.1:443 refused', 'connect … refused'],
    ['invocation 8f5a0000-ab12-4000-8000-0123456789ab ended', 'invocation … ended'],
    ['key 2f7Kd9aQx1 missing', 'key … missing'],
    ['orders ORD-1, ORD-2, ORD-3 failed', 'orders … failed'],
    ['no user \'bob\' in "Orders"', 'no user … in …'],
    ["can't reach the gateway", "can't reach the gateway"],
    ['mail to bob@example.com bounced', 'mail to … bounced'],
    ['denied on arn:aws:sqs:eu-west-1:123456789012:payments', 'denied on arn:aws:sqs:…:payments'],
    ['{"orderId":"ORD-1","attempt":5}', '{"orderId":…,"attempt":…}'],
    [
      'ProvisionedThroughputExceededException from DynamoDB',
      'ProvisionedThroughputExceededException from DynamoDB',
    ],
    ['token AqICaHhXyZbQwErTyUiO refused', 'token … refused'],
    ['HTTP2 GOAWAY, S3 p99 4.1s', 'HTTP2 GOAWAY, S3 p99 …'],
    ['temperature -5 and +7', 'temperature … and …'],
    ['', ''],
  ])('of %j is %j', (text, pattern) => {
    expect(patternOf(text)).toBe(pattern);
  });

  it('of JSON is that of its message and error, whatever stands beside them', () => {
    const line = (orderId: string, error: string): string =>
      JSON.stringify({ level: 'ERROR', message: 'charge failed', orderId, customer: `${orderId}x`, error });
    expect(ofLine(line('ORD-1', 'gateway timeout'))).toBe(ofLine(line('alice', 'gateway timeout')));
    expect(ofLine(line('ORD-1', 'gateway timeout'))).not.toBe(ofLine(line('ORD-1', 'card declined')));
  });

  it('tells two failures apart, and no two orders', () => {
    const line = (order: number, words: string): string =>
      `2026-01-15T12:00:0${order % 10}.000Z\t8f5a0000-0000-4000-8000-00000000000${order % 10}\tERROR\tcharge failed ORD-${order} ${words}`;
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        expect(ofLine(line(one, 'gateway timeout'))).toBe(ofLine(line(other, 'gateway timeout')));
        expect(ofLine(line(one, 'gateway timeout'))).not.toBe(ofLine(line(one, 'card declined')));
      }),
    );
  });

  const piece = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      ...[
        '…',
        ' ',
        '  ',
        '"',
        "'",
        '`',
        '-',
        '_',
        '+',
        '.',
        ':',
        ', ',
        'Fri',
        'Nov',
        'UTC',
        '5',
        'ORD-1',
        'abc',
        'a1',
        '@',
        '=',
        '/',
        '\t',
        '\n',
        'x'.repeat(60),
        '😀',
      ],
    ),
  );
  const texts = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 900 }),
  );

  it('of a pattern is the pattern, short and without digits but in names', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const pattern = patternOf(text);
        expect(pattern.length).toBeLessThanOrEqual(161);
        expect(patternOf(pattern)).toBe(pattern);
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes no longer for a hostile text than for its length', () => {
    const hostile = ["'a ", '"', '-', 'a-', '1.', 'Fri ', '… ', '`', 'a@', '(', '\\'];
    const started = performance.now();
    for (const text of hostile) patternOf(text.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
