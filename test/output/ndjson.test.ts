import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { changeJson } from '../../src/output/change-json.ts';
import { jsonOfCost, jsonOfFailure, jsonOfStage, ndjson, observationLine } from '../../src/output/ndjson.ts';
import { pointLines } from '../../src/output/point-json.ts';
import { readLines } from '../helpers/contract.ts';
import { spec } from '../sources/metrics/fake-metrics.ts';
import { alarm, change, gap, noon, transition } from './observations.ts';

describe('NDJSON', () => {
  test('has the fields of the contract for all that is observed', () => {
    const log = {
      type: 'log',
      group: '/aws/lambda/x',
      stream: 's',
      at: noon,
      ingestedAt: noon + 1,
      message: 'm',
      eventId: 'e',
      late: false,
      region: 'eu-west-1',
    } as const;
    const lines = [change(), gap(), gap({ source: 'logs', scope: '/app' }), alarm(), transition(), log].map(
      observationLine,
    );
    expect(readLines(lines.join('')).map(({ type }) => type)).toEqual([
      'change',
      'gap',
      'gap',
      'alarm',
      'alarmHistory',
      'log',
    ]);
    expect(readLines(lines[2] ?? '')).toMatchObject([{ group: '/app', from: '2026-01-15T11:58:00.000Z' }]);
  });

  test('names a point by its series, one that a search found by its label as well', () => {
    const points = [{ at: noon, value: 1, settled: true }];
    const series = spec('worker.depth');
    const idsOf = (of: SeriesSpec) =>
      readLines([...pointLines({ series: of, points })].join('')).map((line) => 'id' in line && line.id);
    expect(idsOf(series)).toEqual(['worker.depth']);
    expect(idsOf({ ...series, found: 'queue@5' })).toEqual(['worker.depth/queue@5']);
  });

  test('has all fields of an alarm', () => {
    const one = alarm({
      namespace: 'Shop/Host',
      metricName: 'disk_used',
      metric: 'Shop/Host/disk_used',
      dimensions: { Host: 'a' },
      stat: 'Average',
      periodSeconds: 60,
      unit: 'Percent',
      treatMissingData: 'missing',
      suppressedBy: 'Alarm',
    });
    expect(readLines(observationLine(one))).toEqual([
      {
        type: 'alarm',
        name: 'payments-age',
        arn: one.arn,
        kind: 'metric',
        state: 'ALARM',
        since: '2026-01-15T11:56:00.000Z',
        reason: 'Threshold Crossed',
        namespace: 'Shop/Host',
        metric: 'disk_used',
        dimensions: { Host: 'a' },
        stat: 'Average',
        period: 60,
        unit: 'Percent',
        comparison: 'GreaterThanThreshold',
        threshold: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissingData: 'missing',
        actionsEnabled: true,
        suppressedBy: 'Alarm',
        mutedBy: null,
        flapping: false,
        region: 'eu-west-1',
      },
    ]);
    const composite = alarm({ kind: 'composite', metric: 'AT_LEAST(2, ALARM, (a, b))' });
    expect(readLines(observationLine(composite))).toMatchObject([{ metric: 'AT_LEAST(2, ALARM, (a, b))' }]);
  });

  test('has them for failures, stages and cost', () => {
    const failure = { kind: 'access', code: 'C', message: 'm', hint: 'h', region: 'eu-west-1' } as const;
    const stage = {
      name: 's',
      kind: 'sqs',
      region: 'eu-west-1',
      health: 'bad',
      why: 'w',
      headline: 'not told',
    } as const;
    const cost = { calls: 1, billedMetrics: 2, bytesScanned: 3, dollars: 4 };
    const text = [jsonOfFailure(failure), jsonOfStage(stage), jsonOfCost(cost)].map(ndjson).join('');
    expect(readLines(text)).toEqual([
      { type: 'error', code: 'C', message: 'm', hint: 'h', region: 'eu-west-1' },
      { type: 'stage', name: 's', kind: 'sqs', health: 'bad', why: 'w', since: null, region: 'eu-west-1' },
      { type: 'cost', calls: 1, billedMetrics: 2, bytesScanned: 3, dollars: 4 },
    ]);
  });

  test('is one line of harmless characters that reads back as what it was, whatever the text', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2028', '\ufeff', '\n', '"', '\\'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const line = observationLine(transition({ reason: text }));
        expect(line.slice(0, -1)).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
        );
        expect(line.endsWith('\n')).toBe(true);
        expect(JSON.parse(line)).toMatchObject({ reason: text });
      }),
    );
  });

  test('writes a change by hand as JSON.stringify would', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
        (name, text, number) => {
          const item = {
            orderId: { S: text },
            n: { N: `${number}` },
            [`a${name}`]: { L: [{ S: text }, { NULL: true }] },
          };
          const one = change({ new: item, changed: [{ path: name, new: { S: text } }] });
          expect(JSON.parse(observationLine(one))).toEqual(JSON.parse(JSON.stringify(changeJson(one))));
        },
      ),
    );
  });
});
