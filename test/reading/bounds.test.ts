import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pickFields } from '../../src/output/log-fields.ts';
import { foldLines } from '../../src/reading/fold.ts';
import { readLogLine, readWholeLine } from '../../src/reading/log-lines.ts';

const mostChars = 2_000;

/** Pieces of which the formats are made, in any order, and whatever else there is. */
const piece = fc.oneof(
  fc.constantFrom(
    '2026-01-15T12:00:00.123Z',
    '8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b',
    'ERROR',
    'error',
    '[',
    ']',
    '{',
    '}',
    '{"level":',
    '"message":',
    'level=',
    '"',
    "'",
    '\t',
    '\n',
    '\r',
    ' ',
    ': ',
    'REPORT RequestId: ',
    'Duration: ',
    ' ms',
    '<11>',
    'E0115 12:00:00.1 1 a.go:1] ',
    '"POST /orders HTTP/1.1" 503',
    '\u001b[31m',
    '    at x',
    '(node:1) Warning: ',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const record = fc.object({
  key: fc.oneof(
    fc.constantFrom(
      'level',
      'message',
      'msg',
      'error',
      'log',
      'fields',
      'status',
      'httpMethod',
      'path',
      'record',
      'type',
      '_aws',
      'details',
      'execution_arn',
      '__proto__',
    ),
    fc.string({ maxLength: 6 }),
  ),
  maxDepth: 6,
});

describe('reading a line', () => {
  test('never throws, gives one line of bounded length, and something wherever there is something', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          record.map((one) => JSON.stringify(one)),
        ),
        (message) => {
          const read = readLogLine(message);
          expect(read.text).not.toMatch(/[\n\r]/);
          expect(read.text.length).toBeLessThanOrEqual(mostChars);
          if (message.startsWith('{"')) expect(read.text).not.toBe('');
          expect(typeof pickFields(read, ['level', 'message', 'a.b'])).toBe('string');
          expect(readWholeLine(message).level).toBe(read.level);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a plain sentence that mentions an error has no level', () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/);
    const mention = fc.constantFrom('error', 'errors', 'warning', 'failure', 'fatal', 'critical');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        mention,
        fc.array(word, { maxLength: 6 }),
        (before, named, after) => {
          expect(readLogLine([...before, named, ...after].join(' ')).level).toBeUndefined();
        },
      ),
    );
  });

  test('keeps every line of a text that is no stack', () => {
    const words = fc.stringMatching(/^ {0,6}[b-z]{3,9}[b-z ]{0,9}$/);
    fc.assert(
      fc.property(fc.array(words, { minLength: 2, maxLength: 12 }), (lines) => {
        for (const ending of ['\n', '\r\n', '\r']) {
          const folded = foldLines(lines.join(ending));
          for (const one of lines) expect(folded).toContain(one.trim());
        }
      }),
    );
  });

  test.each([
    [
      'JSON with a long text',
      JSON.stringify({ level: 'error', msg: 'charge failed', body: 'y'.repeat(1e6) }),
      'ERROR',
    ],
    [
      'JSON with many parts',
      JSON.stringify({ level: 'error', items: Array.from({ length: 20_000 }, (_, sku) => ({ sku })) }),
      'ERROR',
    ],
    ['JSON nested without end', `{"level":"error","a":${'['.repeat(2e5)}${']'.repeat(2e5)}}`, 'ERROR'],
    ['a text', `ERROR ${'word '.repeat(2e5)}`, 'ERROR'],
    ['many lines', `ERROR\n${'    at a line of it\n'.repeat(5e4)}`, 'ERROR'],
    ['blanks', ' '.repeat(1e6), undefined],
    ['brackets', '[ '.repeat(5e5), undefined],
    ['pairs', Array.from({ length: 1e5 }, (_, index) => `a${index}=b`).join(' '), undefined],
    ['an open quote', `a=b c="${'\\'.repeat(1e6)}`, undefined],
    ['braces', '{"a":'.repeat(2e5), undefined],
    ['words of a class', `${'a.'.repeat(5e5)}Error`, undefined],
  ])('of a megabyte is quick: %s', (_, message, level) => {
    const began = performance.now();
    const read = readLogLine(message);
    // Some milliseconds; what grows with the square of a megabyte takes minutes.
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(read.level).toBe(level);
    expect(read.text.length).toBeLessThanOrEqual(mostChars);
    // What is cut says so.
    if (message.trim().length > mostChars) expect(read.text).toMatch(/…|more lines?\)$/);
  });

  test('for a pipe cuts nothing', () => {
    const long = 'word '.repeat(2_000);
    expect(readWholeLine(`2026-01-15T12:00:00Z ERROR ${long}end`).text).toBe(`${long}end`);
    const body = 'y'.repeat(33_000);
    expect(readWholeLine(JSON.stringify({ level: 'error', msg: 'failed', body })).text).toBe(
      `failed body=${body}`,
    );
  });
});
