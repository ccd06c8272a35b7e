/** An alarm that is open: what it says, in which order, and the tree of a composite's rule. */
import { describe, expect, test } from 'vitest';
import { type AcknowledgedTransitions, noneAcknowledged } from '../../components/alarms/acknowledged.ts';
import { alarmDetail } from '../../components/alarms/detail.ts';
import type { Look } from '../../components/frame/layout.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm, noon, transition, utc, utcAscii } from '../output/observations.ts';

const hour = 3_600_000;
const historyMs = 24 * hour;

const open = (
  one: Alarm,
  others: readonly Observation[] = [],
  size = { width: 120, height: 38 },
  look: Look = utc,
  acknowledged: AcknowledgedTransitions = noneAcknowledged,
): string => {
  const store = createStore({ startedAt: noon });
  store.apply([one, ...others], noon);
  const rows = alarmDetail(
    { alarm: one, snapshot: store.snapshot(noon), stage: 'payments', historyMs, acknowledged },
    size,
    look,
  );
  return rows
    .map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
};

const named = (name: string, different: Partial<Alarm> = {}): Alarm =>
  alarm({ name, arn: `arn:aws:cloudwatch:eu-west-1:1:alarm:${name}`, ...different });
const composite = (name: string, metric: string, different: Partial<Alarm> = {}): Alarm => {
  const {
    threshold: _,
    comparison: __,
    evaluationPeriods: ___,
    datapointsToAlarm: ____,
    ...rest
  } = named(name, {
    kind: 'composite',
    recentValues: [],
    metric,
    ...different,
  });
  return rest;
};

const query = {
  kind: 'metric',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  dimensions: {},
  stat: 'Maximum',
} as const;

describe('an alarm that is open', () => {
  test('says what decides how it is judged', () => {
    const text = open(
      named('disk', {
        state: 'INSUFFICIENT_DATA',
        stat: 'p99',
        unit: 'Percent',
        treatMissingData: 'notBreaching',
        lowSamples: 'ignore',
        recentValues: [],
      }),
    );
    expect(text).toMatch(/condition +no data {2}2 of 3 {2}p99 {2}unit Percent/);
    expect(text).toMatch(
      /missing points +count as well \(notBreaching\); a percentile of too few samples changes nothing/,
    );
  });

  test('answers what, since when, why and by how much before anything else', () => {
    const text = open(
      alarm({
        query,
        description: 'Orders wait. Runbook: https://wiki/payments',
        stat: 'Maximum',
        periodSeconds: 60,
        reason:
          'Threshold Crossed: 2 out of the last 3 datapoints [190.0 (15/01/26 11:57:00), 120.25711 (15/01/26 11:56:00)] were greater than the threshold (60.0) (minimum 2 datapoints for OK -> ALARM transition).',
      }),
      [],
      { width: 80, height: 22 },
    );
    const rows = text.split('\n');
    const graph = rows.findIndex((row) => row.includes('╌ > 60'));
    const above = rows.slice(0, graph).join('\n');
    expect(above).toContain('✖ ALARM  payments-age  eu-west-1');
    expect(above).toContain('Runbook: https://wiki/payments');
    expect(above).toMatch(/since +01-15 11:56:00 UTC, 4 m/);
    expect(above).toMatch(/condition +190 s then, limit 60 s {2}2 of 3 {2}Maximum {2}60 s/);
    expect(above).toMatch(/reason +2 of 3 points > 60: 120, 190/);
    // All of it and the graph with its axis on a small screen.
    expect(rows.findIndex((row) => / UTC .*\d\d:\d\d/.test(row))).toBeLessThan(21);
    expect(text).toMatch(/in full +Threshold Crossed: 2 out of the last 3 datapoints \[190\.0/);
  });

  test('names each action, what keeps it quiet, and what is odd', () => {
    const text = open(
      composite('late', 'ALARM("payments-age")', {
        actions: [
          { kind: 'sns', name: 'on-call' },
          { kind: 'autoscaling', name: 'add-tasks' },
        ],
        actionsEnabled: false,
        suppressor: 'arn:aws:cloudwatch:eu-west-1:1:alarm:outage',
        suppressedBy: 'Alarm',
        suppressedReason: 'Actions suppressed by outage which is in ALARM',
      }),
    );
    expect(text).toMatch(/actions +SNS on-call, Auto Scaling add-tasks/);
    expect(text).toMatch(/kept quiet +by outage: Actions suppressed by outage which is in ALARM/);
    expect(text).toMatch(/note +actions off, suppressed/);
    const one = alarm();
    const noteOf = (since: number): string => open(one, [], undefined, utc, new Map([[one.arn, since]]));
    expect(noteOf(one.since)).toMatch(/note +acknowledged/);
    expect(noteOf(one.since - 1)).not.toContain('acknowledged');
  });

  test('tells its own history, newest first, with the day, and draws it', () => {
    const history = [
      transition({ at: noon - 20 * hour, from: 'ALARM', to: 'OK' }),
      transition({ at: noon - hour, reason: 'Insufficient Data: 3 datapoints were unknown.' }),
      transition({ at: noon - hour, name: 'another' }),
    ];
    const text = open(alarm({ since: noon - hour }), history, { width: 120, height: 38 }, utcAscii);
    expect(text.slice(text.indexOf(' history'))).toBe(
      [
        ' history',
        ' 01-15 11:00:00 X OK > ALARM  no data for 3 points',
        ' 01-14 16:00:00 o ALARM > OK  Threshold Crossed',
      ].join('\n'),
    );
    expect(text).toMatch(/last 1 d +#+-+#+\n/);
  });
});

describe('the tree of a rule', () => {
  const treeOf = (one: Alarm, others: readonly Observation[], width = 70): readonly string[] => {
    const rows = open(one, others, { width, height: 38 }).split('\n');
    const from = rows.indexOf(' rule') + 1;
    return rows.slice(from, rows.indexOf('', from));
  };

  test('shows each child with its state, since when, and why', () => {
    const tree = treeOf(composite('outage', 'ALARM(errors) AND (ALARM("age") OR NOT OK("gone"))'), [
      named('errors'),
      named('age', { state: 'OK', since: noon - 2 * hour }),
    ]);
    expect(tree).toEqual([
      '   all of',
      '     ✖ errors  4 m  190 then, limit 60',
      '     any of',
      '       ● age  2 h  > 60',
      '       not',
      '         gone is OK  not seen',
    ]);
  });

  test('shows how many of how many must be in which state', () => {
    const tree = treeOf(composite('most', 'AT_LEAST(60%, NOT OK, (errors, age, gone))'), [
      named('errors'),
      named('age', { state: 'OK' }),
    ]);
    expect(tree).toEqual([
      '   at least 2 of 3 (60%)',
      '     ✖ errors is not OK  4 m  190 then, limit 60',
      '     ● age is not OK  4 m  > 60',
      '     gone is not OK  not seen',
    ]);
  });

  test('opens a shared child once, and an alarm that contains itself never again', () => {
    const tree = treeOf(composite('top', 'ALARM("a") OR ALARM("b") OR ALARM("top")'), [
      composite('a', 'ALARM("shared")'),
      composite('b', 'ALARM("shared") AND ALARM("a")'),
      composite('shared', 'ALARM("leaf") OR ALARM("b")'),
      named('leaf'),
    ]);
    expect(tree.map((row) => row.trim())).toEqual([
      'any of',
      '✖ a  4 m  composite',
      '✖ shared  4 m  composite',
      'any of',
      '✖ leaf  4 m  190 then, limit 60',
      '✖ b  4 m  composite',
      'all of',
      '✖ shared  4 m  composite  contains itself',
      '✖ a  4 m  composite  contains itself',
      '✖ b  4 m  composite  as above',
      '✖ top  4 m  composite  contains itself',
    ]);
  });

  test('draws what each child did where there is room, and ends however large the rule is', () => {
    const history = [transition({ name: 'errors', at: noon - 6 * hour })];
    const [row = ''] = treeOf(composite('outage', 'ALARM("errors")'), [named('errors'), ...history], 120);
    expect(row).toMatch(/✖ errors {2}4 m {2}190 then, limit 60 +─{36}█{12}$/);
    const wide = Array.from({ length: 5_000 }, (_, nth) => `ALARM("a${nth}")`).join(' OR ');
    expect(treeOf(composite('wide', wide), [])).toHaveLength(300);
    expect(treeOf(composite('broken', 'ALARM(a OR', {}), [])).toEqual(['   ALARM(a OR']);
  });
});
