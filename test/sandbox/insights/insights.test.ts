import { describe, expect, test } from 'vitest';
import type { SandboxLogEvent } from '../../../src/sandbox/account.ts';
import { parseQuery } from '../../../src/sandbox/insights/query.ts';
import { startRun } from '../../../src/sandbox/insights/run.ts';
import { logEvent } from '../wire/handmade-account.ts';

/** Cases after "Logs Insights QL" in the CloudWatch Logs user guide: its commands, functions and sample queries. */

const start = Date.UTC(2026, 0, 15, 12, 0, 0);
const event = (seconds: number, message: string | object, change: Partial<SandboxLogEvent> = {}) =>
  logEvent(seconds, typeof message === 'string' ? message : JSON.stringify(message), {
    at: start + seconds * 1000,
    ingestedAt: start + seconds * 1000 + 250,
    ...change,
  });

/** Rows as objects, without their `@ptr`. */
const run = (text: string, events: readonly SandboxLogEvent[], group = '/ecs/api') => {
  const parsed = parseQuery(text);
  if ('error' in parsed) throw new Error(parsed.error.message);
  const query = startRun(parsed.query, 10_000);
  for (const each of events) {
    query.add({ event: each, group, accountId: '123456789012', pointer: () => `ptr-${each.eventId}` });
  }
  return query
    .results()
    .map((row) =>
      Object.fromEntries(
        row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]),
      ),
    );
};

const requests = [
  event(0, { level: 'INFO', route: '/orders', ms: 12, status: 200, user: { id: 'u1' } }),
  event(10, { level: 'ERROR', route: '/orders', ms: 950, status: 500, user: { id: 'u2' } }),
  event(70, { level: 'INFO', route: '/health', ms: 1, status: 200 }),
  event(80, { level: 'WARN', route: '/orders', ms: 300, status: 404, user: { id: 'u1' } }),
  event(90, 'plain text: user=ann, method:GET, latency := 17'),
];
const column = (text: string, name: string) => run(text, requests).map((row) => row[name]);

describe('fields and display', () => {
  test('without them a row is its time and message, the newest first', () => {
    expect(run('filter status = 500', requests)).toEqual([
      { '@timestamp': '2026-01-15 12:00:10.000', '@message': requests[1]?.message },
    ]);
    expect(run('limit 1', requests)[0]?.['@message']).toBe(requests[4]?.message);
  });

  test('rows of events end with @ptr', () => {
    const parsed = parseQuery('fields level | limit 1');
    if ('error' in parsed) throw new Error();
    const query = startRun(parsed.query, 10);
    query.add({ event: event(1, { level: 'X' }), group: 'g', accountId: '1', pointer: () => 'here' });
    expect(query.results()).toEqual([
      [
        { field: 'level', value: 'X' },
        { field: '@ptr', value: 'here' },
      ],
    ]);
  });

  test('expressions get a name, or are named as written; what is absent is left out', () => {
    expect(
      run('fields ms/1000 as seconds, ms + 1, user.id, `user.id`, @log | filter status = 404', requests),
    ).toEqual([{ seconds: '0.3', 'ms + 1': '301', 'user.id': 'u1', '@log': '123456789012:/ecs/api' }]);
    expect(run('fields user.id, level | filter route = "/health"', requests)).toEqual([{ level: 'INFO' }]);
  });

  test('display has the last word', () => {
    expect(run('fields @timestamp, ms * 2 as twice | display twice | filter status=500', requests)).toEqual([
      { twice: '1900' },
    ]);
  });
});

describe('filter', () => {
  test.each<[string, number[]]>([
    ['status = 200', [70, 0]],
    ['status != 200 and ispresent(status)', [80, 10]],
    ['(ms > 10 and ms < 900)', [80, 0]],
    ['ms >= 300 or route = "/health"', [80, 70, 10]],
    ['not (level = "INFO") and ispresent(level)', [80, 10]],
    ['level in ["WARN", "ERROR"]', [80, 10]],
    ['level not in ["WARN", "ERROR"] and ispresent(level)', [70, 0]],
    ['status in [404, 500]', [80, 10]],
    ['@message like /orders/', [80, 10, 0]],
    ['@message like /(?i)ORDERS/', [80, 10, 0]],
    ['@message like "health"', [70]],
    ['@message not like /level/', [90]],
    ['@message =~ /WARN|ERROR/', [80, 10]],
    ['strcontains(route, "heal")', [70]],
    ['user.id = "u1"', [80, 0]],
    ['ms % 100 = 0', [80]],
    ['@timestamp >= 1768478470000', [90, 80, 70]],
    ['ms > 10 # a comment | with words', [80, 10, 0]],
  ])('%s', (condition, seconds) => {
    expect(column(`fields @timestamp | filter ${condition}`, '@timestamp')).toEqual(
      seconds.map((second) =>
        new Date(start + second * 1000).toISOString().replace('T', ' ').replace('Z', ''),
      ),
    );
  });
});

describe('parse', () => {
  test('a glob gives a field for each wildcard', () => {
    const text =
      'parse @message "user=*, method:*, latency := *" as @user, @method, @latency | display @user, @method, @latency';
    expect(run(`${text} | limit 1`, requests)).toEqual([
      { '@user': 'ann', '@method': 'GET', '@latency': '17' },
    ]);
    expect(run(text, requests)).toHaveLength(5);
  });

  test('so do the named groups of a regular expression; its fields show beside the others', () => {
    expect(
      run(
        'fields @timestamp | parse @message /user=(?<who>\\w+), (method):(?<method>\\w+)/ | filter ispresent(who)',
        requests,
      ),
    ).toEqual([{ '@timestamp': '2026-01-15 12:01:30.000', who: 'ann', method: 'GET' }]);
    expect(
      run('parse /latency := (?<latency>\\d+)/ | filter latency > 16 | display latency', requests),
    ).toEqual([{ latency: '17' }]);
  });

  test('what was extracted can be parsed again, and counted', () => {
    const lines = ['/api/v1/users/7', '/api/v2/users/8', '/api/v2/users/9'].map((url, nth) =>
      event(nth, `GET url=${url}`),
    );
    expect(
      run(
        'parse @message "url=*" as url | parse url "/api/*/users/*" as version, user | stats count(*) as n by version | sort n desc',
        lines,
      ),
    ).toEqual([
      { version: 'v2', n: '2' },
      { version: 'v1', n: '1' },
    ]);
  });
});

describe('stats', () => {
  test('counts and sums, over all or by a field', () => {
    expect(
      run('stats count(*), sum(ms), avg(ms), min(ms), max(ms), count(ms), count_distinct(route)', requests),
    ).toEqual([
      {
        'count(*)': '5',
        'sum(ms)': '1263',
        'avg(ms)': '315.75',
        'min(ms)': '1',
        'max(ms)': '950',
        'count(ms)': '4',
        'count_distinct(route)': '2',
      },
    ]);
    expect(run('stats count(*) as n, max(ms) as worst by route | sort n desc', requests)).toEqual([
      { route: '/orders', n: '3', worst: '950' },
      { route: '/health', n: '1', worst: '1' },
      { n: '1' },
    ]);
  });

  test('by bin, the newest first; two keys', () => {
    expect(run('stats count(*) by bin(1m)', requests)).toEqual([
      { 'bin(1m)': '2026-01-15 12:01:00.000', 'count(*)': '3' },
      { 'bin(1m)': '2026-01-15 12:00:00.000', 'count(*)': '2' },
    ]);
    expect(
      run('filter ispresent(level) | stats count(*) as n by bin(1h) as hour, level | sort level', requests),
    ).toEqual(
      [
        ['ERROR', '1'],
        ['INFO', '2'],
        ['WARN', '1'],
      ].map(([level, n]) => ({ hour: '2026-01-15 12:00:00.000', level, n })),
    );
  });

  test('percentiles, deviation, first and last', () => {
    const values = Array.from({ length: 100 }, (_, nth) => event(nth, { v: nth + 1 }));
    expect(
      run(
        'stats pct(v, 50) as p50, pct(v, 99) as p99, median(v) as m, stddev(v) as d, earliest(v) as e, latest(v) as l, sortsFirst(v) as f',
        values,
      ),
    ).toEqual([{ p50: '50.5', p99: '99.01', m: '50.5', d: '28.8661', e: '1', l: '100', f: '1' }]);
  });

  test('expressions of aggregates, and of names given before', () => {
    expect(
      run(
        'stats sum(strcontains(@message, "ERROR"))/count(*) * 100 as share, max(ms) as most, min(ms) as least, most - least as spread',
        requests,
      ),
    ).toEqual([{ share: '20', most: '950', least: '1', spread: '949' }]);
  });

  test('a second stats works on the first', () => {
    expect(
      run('stats count(*) as n by bin(1m) | stats max(n) as busiest, avg(n) as usual', requests),
    ).toEqual([{ busiest: '3', usual: '2.5' }]);
  });

  test('nothing in, nothing out', () => {
    expect(run('filter level = "FATAL" | stats count(*)', requests)).toEqual([]);
  });
});

describe('sort, limit and dedup', () => {
  test('sort by several keys, numbers by size, absent ones last', () => {
    expect(column('fields ms | sort ms', 'ms')).toEqual(['1', '12', '300', '950', undefined]);
    expect(column('fields ms | sort by ms desc', 'ms')).toEqual(['950', '300', '12', '1', undefined]);
    expect(column('fields level, ms | sort level asc, ms desc | limit 3', 'ms')).toEqual(['950', '12', '1']);
    expect(run('stats count(*) by level | sort count(*) desc | limit 1', requests)).toEqual([
      { level: 'INFO', 'count(*)': '2' },
    ]);
  });

  test('dedup keeps the first of each, in the order of the sort; the newest where there is none; absent ones all', () => {
    expect(column('fields @timestamp, ms, user.id | sort ms desc | dedup user.id', 'ms')).toEqual([
      '950',
      '300',
      '1',
      undefined,
    ]);
    expect(column('fields ms, level | filter ispresent(level) | dedup level', 'ms')).toEqual([
      '300',
      '1',
      '950',
    ]);
  });
});

test.each<[string, string]>([
  ['abs(-3)', '3'],
  ['2 ^ 3', '8'],
  ['10 % 3', '1'],
  ['greatest(1, 9, 4)', '9'],
  ['least(1, 9, 4)', '1'],
  ['floor(1.7)', '1'],
  ['sqrt(16)', '4'],
  ['coalesce(nothing, level, "none")', 'INFO'],
  ['concat(level, "-", status)', 'INFO-200'],
  ['toupper("abc")', 'ABC'],
  ['strlen("hello")', '5'],
  ['substr("hello", 1, 3)', 'ell'],
  ['replace("a.b.c", ".", "-")', 'a-b-c'],
  ['trim("  x ")', 'x'],
  ['isempty("")', '1'],
  ['datefloor(@timestamp, 1h)', '2026-01-15 12:00:00.000'],
  ['dateceil(@timestamp, 1d)', '2026-01-16 00:00:00.000'],
  ['datefloor(@timestamp, 1mo)', '2026-01-01 00:00:00.000'],
  ['datefloor(@timestamp, 1y)', '2026-01-01 00:00:00.000'],
  ['toMillis(@timestamp)', String(start)],
  ['fromMillis(0)', '1970-01-01 00:00:00.000'],
  ['bin(15min)', '2026-01-15 12:00:00.000'],
])('%s is %s', (expression, expected) => {
  expect(run(`fields ${expression} as it`, requests.slice(0, 1))).toEqual([{ it: expected }]);
});

describe('what Insights finds by itself', () => {
  const id = '3f0e1c9a-4b58-4c6d-9a01-22b7c8d9e0f1';
  const lambda = [
    event(0, `START RequestId: ${id} Version: $LATEST`),
    event(1, `2026-01-15T12:00:01.000Z\t${id}\tERROR\tpayment failed`),
    event(2, `END RequestId: ${id}`),
    event(
      3,
      `REPORT RequestId: ${id}\tDuration: 102.25 ms\tBilled Duration: 103 ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB\tInit Duration: 180.5 ms\t`,
    ),
  ];

  test('the fields of Lambda: over-provisioned memory, cold starts, lines of one request', () => {
    const ask = (text: string) => run(text, lambda, '/aws/lambda/payment-worker');
    expect(
      ask(`filter @type = "REPORT"
        | stats max(@memorySize / 1000 / 1000) as provisonedMemoryMB, max(@maxMemoryUsed / 1000 / 1000) as maxMemoryUsedMB,
          provisonedMemoryMB - maxMemoryUsedMB as overProvisionedMB`),
    ).toEqual([{ provisonedMemoryMB: '512', maxMemoryUsedMB: '88', overProvisionedMB: '424' }]);
    expect(
      ask('filter ispresent(@initDuration) | stats count(*) as cold, avg(@initDuration) as init by bin(5m)'),
    ).toEqual([{ 'bin(5m)': '2026-01-15 12:00:00.000', cold: '1', init: '180.5' }]);
    expect(ask(`fields @message | filter @requestId = "${id}"`)).toHaveLength(4);
    expect(ask('fields @billedDuration, @duration | filter @type="REPORT"')).toEqual([
      { '@billedDuration': '103', '@duration': '102.25' },
    ]);
  });

  test('lists in JSON are flattened too', () => {
    expect(run('fields items.0.sku, items.1.qty', [event(0, { items: [{ sku: 'A' }, { qty: 2 }] })])).toEqual(
      [{ 'items.0.sku': 'A', 'items.1.qty': '2' }],
    );
  });
});

test.each<[string, string, number, number]>([
  ['', 'the query is empty', 0, 1],
  ['feilds @message', 'feilds', 0, 6],
  ['fields @message | fliter x = 1', 'fliter', 18, 24],
  ['fields @message | filter (x = 1', 'expected )', 31, 32],
  ['fields foo(@message)', 'unknown function foo', 7, 10],
  ['filter x like /(/', 'invalid regular expression', 14, 17],
  ['fields count(*)', 'stats only', 7, 12],
  ['stats count(*) by bin(5x)', 'invalid time period 5x', 22, 24],
  ['parse @message "a=* b=*" as a', '2 wildcards for 1 names', 15, 24],
  ['limit ten', 'expected a number', 6, 9],
  ['fields @message limit 3', 'expected |', 16, 21],
  ['filter x not 3', 'expected like or in', 13, 14],
  ['fields a ; b', 'unexpected symbol found ;', 9, 10],
])('a mistake has its place: %s', (text, words, from, to) => {
  const parsed = parseQuery(text);
  expect('error' in parsed ? parsed.error : undefined).toMatchObject({ start: from, end: to });
  expect('error' in parsed ? parsed.error.message : '').toContain(words);
});
