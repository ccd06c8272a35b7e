import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../src/observation/streams.ts';
import { transitionRow } from '../../src/output/alarm-row.ts';
import { alarmStrip } from '../../src/output/alarm-strip.ts';
import { changeRow, gapRow, whatChanged } from '../../src/output/change-row.ts';
import { failureLine } from '../../src/output/failure-line.ts';
import { rowLine } from '../../src/output/text.ts';
import { shortKey, shortValue } from '../../src/output/values.ts';
import { alarmColumns, alarmRow } from '../../src/pipeline/alarm-row.ts';
import {
  alarmActions,
  alarmBadges,
  alarmCondition,
  alarmCount,
  reasonWords,
} from '../../src/pipeline/alarm-words.ts';
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import type { Row } from '../../src/terminal/row.ts';
import { alarm, change, gap, noon, transition, utc, utcAscii } from './observations.ts';

const textOf = (row: Row): string => row.map(({ text }) => text).join('');

describe('a change in one row', () => {
  const options = { keyWidth: 8, withTable: false };

  test('says when, what, which item, and what is different', () => {
    expect(textOf(changeRow(change(), utc, options))).toBe('12:00:00 MODIFY ORD-1     status PAID → FAILED');
    expect(textOf(changeRow(change(), utcAscii, { ...options, withTable: true }))).toBe(
      '12:00:00 MODIFY Orders ORD-1     status PAID > FAILED',
    );
  });

  test('tells what came and what went', () => {
    const changed = [
      { path: 'reason', new: { S: 'timeout' } },
      { path: 'items[2]', old: { L: [{ N: '1' }, { N: '2' }] } },
    ];
    expect(textOf(whatChanged(change({ changed }), utc))).toBe('reason + timeout · items[2] - [1, 2]');
  });

  test('names the status first, then what is short, and leaves out the key', () => {
    const item = {
      orderId: { S: 'ORD-1' },
      items: { L: [{ S: 'a' }] },
      total: { N: '59.90' },
      status: { S: 'PLACED' },
    };
    const inserted = change({ eventName: 'INSERT', new: item, changed: [] });
    expect(textOf(whatChanged(inserted, utc))).toBe('status PLACED · total 59.90 · items [1]');
  });

  test('bounds what it tells', () => {
    const changed = Array.from({ length: 40 }, (_, i) => ({ path: `a${i}`, new: { N: `${i}` } }));
    expect(textOf(whatChanged(change({ changed }), utc))).toMatch(/· 28 more$/);
  });

  test('says what a stream does not hold, and a write that changed nothing', () => {
    const { old: _old, new: _new, ...keysOnly } = change({ changed: [], viewType: 'KEYS_ONLY' });
    expect(textOf(whatChanged(keysOnly, utc))).toBe('stream holds KEYS_ONLY');
    expect(textOf(whatChanged(change({ changed: [] }), utc))).toBe('written, nothing changed');
  });

  test('a change without a time is not of 1970', () => {
    const timeless = change({ at: 0, timeless: true });
    expect(textOf(changeRow(timeless, utc, options))).toBe('--:--:-- MODIFY ORD-1     status PAID → FAILED');
  });

  test('marks what time to live removed', () => {
    const { new: _, ...removed } = change({ eventName: 'REMOVE', ttl: true, changed: [] });
    expect(textOf(whatChanged(removed, utc))).toBe('by TTL · status PAID');
  });

  test('draws a gap in its place', () => {
    expect(textOf(gapRow(gap(), utc))).toBe(
      '12:00:00 ┄┄ gap · shard …abcdef trimmed before it was read · 2 m ┄┄',
    );
    const lost = gap({ source: 'logs', scope: '/app', reason: 'sampled', count: 7 });
    expect(textOf(gapRow(lost, utcAscii))).toBe('12:00:00 ~~ gap . /app sampled by AWS . 7 lost ~~');
  });
});

describe('values in few words', () => {
  test.each<readonly [AttributeValue, string]>([
    [{ S: 'PAID' }, 'PAID'],
    [{ S: '' }, '""'],
    [{ S: 'x'.repeat(500) }, `${'x'.repeat(200)}…`],
    [{ N: '12345678901234567890123456789012345678' }, '12345678901234567890123456789012345678'],
    [{ BOOL: false }, 'false'],
    [{ NULL: true }, 'null'],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, '[2]'],
    [{ M: { a: { S: 'a' } } }, '{1}'],
    [{ SS: ['red', 'blue'] }, '{red, blue}'],
    [{ NS: ['1', '2'] }, '{1, 2}'],
    [{ B: 'AAAAAAAAAAAAAAAA' }, '12 bytes'],
    [{ BS: ['AA=='] }, '{1 binaries}'],
  ])('%o', (value, text) => {
    expect(shortValue(value)).toBe(text);
  });

  test('a composite key is both its parts', () => {
    expect(shortKey({ orderId: { S: 'ORD-1' }, line: { N: '2' } })).toBe('ORD-1 2');
  });
});

const wentOff = (name: string): string =>
  `arn:aws:cloudwatch:eu-west-1:1:alarm:${name} transitioned to ALARM at Thursday 15 January, 2026 11:54:17 UTC`;

describe('a reason in few words', () => {
  const at = '(15/01/26 11:57:00)';
  test.each([
    [
      `Threshold Crossed: 3 out of the last 3 datapoints [138.25711 ${at}, 106.0 ${at}, 82.0 ${at}] were greater than or equal to the threshold (60.0) (minimum 3 datapoints for OK -> ALARM transition).`,
      '3 of 3 points >= 60: 82, 106, 138',
    ],
    [
      `Threshold Crossed: 1 out of the last 5 datapoints [1.0E-4 ${at}] was not less than the threshold (0.01) (minimum 1 datapoint for ALARM -> OK transition).`,
      '1 of 5 points not < 0.01: 1.0e-4',
    ],
    [
      `Threshold Crossed: 1 datapoint [1500.0 ${at}] was greater than the threshold (1000.0).`,
      '1 of 1 point > 1.0 k: 1.5 k',
    ],
    [
      `Thresholds Crossed: 2 out of the last 2 datapoints [9.0 ${at}, 8.0 ${at}] were greater than the upper thresholds [5.0, 5.0] (minimum 2 datapoints for OK -> ALARM transition).`,
      '2 of 2 points above the band: 8, 9',
    ],
    [
      `Thresholds Crossed: 1 out of the last 1 datapoints [9.0 ${at}] was less than the lower thresholds [1.0] or greater than the upper thresholds [5.0] (minimum 1 datapoint for OK -> ALARM transition).`,
      '1 of 1 point outside the band: 9',
    ],
    [
      'Threshold Crossed: no datapoints were received for 5 periods and 5 missing datapoints were treated as [Breaching].',
      'no data for 5 points, which counts as beyond',
    ],
    [
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
      'no data for 1 point, which counts as well',
    ],
    ['Insufficient Data: 3 datapoints were unknown.', 'no data for 3 points'],
    [wentOff('a b: c'), 'a b: c went to ALARM'],
    ['Unchecked: Initial alarm creation', 'Unchecked: Initial alarm creation'],
    ['set by hand to 5.123456789', 'set by hand to 5.1235'],
    ['', ''],
  ])('%s', (reason, words) => {
    expect(reasonWords({ reason })).toBe(words);
  });
});

describe('an alarm in one row', () => {
  test('says its state, its name, since when, why, and what it does', () => {
    const columns = { name: 14, origin: 0, condition: 10, count: 8 };
    const actions = [
      { kind: 'sns', name: 'on-call' },
      { kind: 'ec2', name: 'reboot' },
    ] as const;
    const row = alarmRow(alarm({ actions }), { now: noon, ascii: true, columns });
    expect(textOf(row)).toBe('X payments-age      4 m  190 > 60    2 of 3  SNS on-call +1');
    const known = alarmRow(alarm(), { now: noon, ascii: true, columns, acknowledged: true });
    expect(textOf(known)).toBe('X payments-age      4 m  190 > 60    2 of 3  acknowledged');
  });

  test.each([
    [alarm(), '190 > 60'],
    [alarm({ recentValues: [] }), '> 60'],
    [alarm({ state: 'OK' }), '> 60'],
    [alarm({ recentValues: [], state: 'INSUFFICIENT_DATA' }), 'no data'],
    [alarm({ kind: 'composite' }), 'composite'],
    [alarm({ kind: 'composite', reason: wentOff('payments age') }), 'by payments age'],
    [alarm({ kind: 'composite', reason: wentOff('payments age'), state: 'OK' }), 'composite'],
    [alarm({ comparison: 'LessThanLowerOrGreaterThanUpperThreshold' }), '190 outside band 60'],
  ])('its condition %#', (seen, condition) => {
    expect(alarmCondition(seen)).toBe(condition);
  });

  test('M of N, where there is one', () => {
    expect(alarmCount(alarm())).toBe('2 of 3');
    const { evaluationPeriods: _, ...composite } = alarm({ kind: 'composite' });
    expect(alarmCount(composite)).toBe('');
  });

  test('badges for what deserves one', () => {
    const clock = { now: 0, utc: true };
    expect(alarmBadges(alarm(), clock)).toEqual([]);
    const noisy = alarm({
      judged: { flapping: true },
      actionsEnabled: false,
      suppressedBy: 'Alarm',
      evaluation: 'PARTIAL_DATA',
    });
    expect(alarmBadges(noisy, clock).map(({ text }) => text)).toEqual([
      'flapping',
      'actions off',
      'suppressed',
      'partial data',
    ]);
    expect(alarmActions(alarm())).toBe('');
  });

  test('columns leave room for the rest, whatever the name', () => {
    const { name, condition, count } = alarmColumns([alarm({ name: 'n'.repeat(300) })], 80);
    expect(name).toBeLessThan(60);
    expect(condition).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(0);
    expect(alarmColumns([], 80).name).toBeGreaterThan(0);
  });

  test('names the Region where there are several', () => {
    const alarms = [alarm(), alarm({ region: 'us-east-1' }), alarm({ profile: 'billing' })];
    const originCells = originCellsOf(alarms);
    const columns = alarmColumns(alarms, 80, originCells);
    const rows = alarms.map((one) => textOf(alarmRow(one, { now: noon, ascii: true, columns })).trimEnd());
    expect(rows).toEqual([
      'X payments-age euw1            4 m  190 > 60    2 of 3',
      'X payments-age use1            4 m  190 > 60    2 of 3',
      'X payments-age euw1 billing    4 m  190 > 60    2 of 3',
    ]);
    expect(textOf(transitionRow(transition(), { ...utc, originCells, day: true }))).toBe(
      '01-15 12:00:00 ✖ payments-age euw1         OK → ALARM  Threshold Crossed',
    );
  });

  test('a name keeps its room: M of N gives way, then a long condition', () => {
    const [age, band] = ['order-dispatch-iterator-age', 'payment-worker-invocations'];
    const comparison = 'GreaterThanUpperThreshold';
    const alarms = [alarm({ name: age }), alarm({ name: band, comparison, recentValues: [1800] })];
    const rowsIn = (width: number): string[] => {
      const columns = alarmColumns(alarms, width);
      return alarms.map((one) => textOf(alarmRow(one, { now: noon, ascii: true, columns })).trimEnd());
    };
    expect(rowsIn(80)).toEqual([
      'X order-dispatch-iterator-age    4 m  190 > 60             2 of 3',
      'X payment-worker-invocations     4 m  1.8 k above band 60  2 of 3',
    ]);
    expect(rowsIn(52)).toEqual([
      'X order-dispatch-iterator-age    4 m  190 > 60',
      'X payment-worker-invocations     4 m  1.8 k above ~',
    ]);
    expect(rowsIn(40)).toEqual([
      'X order-dispatch-it~    4 m  190 > 60',
      'X payment-worker-in~    4 m  1.8 k abo~',
    ]);
  });

  test('a transition says from where to where', () => {
    expect(textOf(transitionRow(transition(), utc))).toBe(
      '12:00:00 ✖ payments-age OK → ALARM  Threshold Crossed',
    );
  });
});

describe('the strip of an alarm', () => {
  const hour = 3_600_000;
  const knownFrom = Number.NEGATIVE_INFINITY;
  const window = { from: noon - 4 * hour, to: noon, knownFrom, width: 8, ascii: true };
  const stripOf = (...parameters: Parameters<typeof alarmStrip>) => textOf(alarmStrip(...parameters));

  test('shows each cell in the worst state of its time', () => {
    const history = [
      transition({ at: noon - 3 * hour, from: 'OK', to: 'ALARM' }),
      transition({ at: noon - 2.9 * hour, from: 'ALARM', to: 'INSUFFICIENT_DATA' }),
      transition({ at: noon - hour, from: 'INSUFFICIENT_DATA', to: 'OK' }),
    ];
    expect(stripOf(alarm({ state: 'OK' }), history, window)).toBe('--#???--');
  });

  test('is blank where nothing is known', () => {
    expect(stripOf(alarm({ since: noon - hour }), [], window)).toBe('      ##');
    expect(stripOf(alarm(), [], { ...window, width: 0 })).toBe('');
    const history = [transition({ at: noon - hour })];
    expect(stripOf(alarm(), history, { ...window, knownFrom: noon - 2 * hour })).toBe('    --##');
  });
});

describe('a failure in one line', () => {
  const failure = { kind: 'access', code: 'AccessDenied', message: 'not allowed', hint: '' } as const;

  test('says what failed, where, and what to do next', () => {
    expect(
      failureLine({ ...failure, operation: 'GetRecords', region: 'eu-west-1', hint: 'Ask for it' }),
    ).toBe('GetRecords in eu-west-1: not allowed (AccessDenied). Ask for it.');
  });

  test('is one line and one full stop, whatever it is made of', () => {
    expect(failureLine({ ...failure, message: 'first\nsecond. ' })).toBe('first second (AccessDenied).');
    expect(failureLine({ ...failure, hint: 'Really?' })).toBe('not allowed (AccessDenied). Really?');
  });
});

test('a line of text has one end, no blanks before it, and nothing that acts on a terminal', () => {
  expect(rowLine([{ text: 'a ' }, { text: '  ' }])).toBe('a\n');
  const line = rowLine([{ text: 'x\u001b[2J\u0007\u009b\u202ey\nz' }]);
  expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
});
