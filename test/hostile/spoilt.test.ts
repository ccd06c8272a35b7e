/**
 * Single fields of answers, spoilt on their way to whole commands (issue 15): a sample of what `npm run bench -- spoil` does with all of
 * them. No command crashes, is silent about it, or takes it for a mistake of the user's.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../scripts/bench/hostile.ts';
import { type SpoiltAccount, startSpoiltAccount } from '../../scripts/bench/spoil/account.ts';
import { fieldsOf, pathText } from '../../scripts/bench/spoil/fields.ts';
import { allCases, type Case, operations, runCase } from '../../scripts/bench/spoil/runs.ts';
import { spoil, ways } from '../../scripts/bench/spoil/ways.ts';
import { services } from '../../src/aws/services/services.ts';

let spoilt: SpoiltAccount;
let cases: readonly Case[];

/** Each of them ends in a tenth of a second. */
const quick =
  /^(alarms|metrics \S+ --dim|logs query|logs tail|tail-stream|dashboard --(list|cloudwatch payments)|doctor|why --json|init)/;

beforeAll(async () => {
  spoilt = await startSpoiltAccount();
  cases = await allCases(spoilt, ({ args }) => quick.test(args.join(' ')));
}, 60_000);
afterAll(() => spoilt.close());

const nameOf = ({ whole, field, way }: Case): string =>
  `${whole.command.args.join(' ')}: ${field.operation} ${pathText(field.path)}, ${way}`;

/** One of each command and operation, and others: by a seed, so that every run takes the same. */
const sample = (seed: number, size: number): readonly (Case & { readonly nth: number })[] => {
  const random = seededRandom(seed);
  const ranked = cases
    .map((one) => ({ ...one, rank: random(), nth: Math.floor(random() * 1000) }))
    .toSorted((a, b) => a.rank - b.rank);
  const seen = new Set<string>();
  const first = ranked.filter(({ whole, field }) => {
    const key = `${whole.command.args.join(' ')} ${field.operation}`;
    return !seen.has(key) && seen.add(key);
  });
  return [...first, ...ranked.filter((one) => !first.includes(one))].slice(0, size);
};

describe('a field that is spoilt', () => {
  test('is every field of every operation that the tool calls', () => {
    const called = services.flatMap(({ operations: rows }) => Object.keys(rows));
    expect(operations).toHaveLength(called.length);
    // Prometheus' answer is in no model of AWS.
    const known = operations.filter((operation) => operation !== 'QueryMetrics');
    expect(known.filter((operation) => fieldsOf(operation).length === 0)).toEqual([]);
    const alarms = fieldsOf('DescribeAlarms').map(({ path }) => pathText(path));
    expect(alarms).toContain('MetricAlarms[].Metrics[].MetricStat.Metric.Dimensions[].Value');
  });

  test('is spoilt in six ways, and alone', () => {
    const field = fieldsOf('DescribeAlarms').find(
      ({ path }) => pathText(path) === 'MetricAlarms[].StateValue',
    );
    if (field === undefined) throw new Error('no StateValue');
    const answer = { MetricAlarms: [{ AlarmName: 'a', StateValue: 'OK' }, { AlarmName: 'b' }] };
    const [one, other] = answer.MetricAlarms;
    expect(ways.map((way) => spoil(answer, field, way, 0))).toEqual([
      { MetricAlarms: [{ ...one, StateValue: 7 }, other] },
      { MetricAlarms: [{ ...one, StateValue: null }, other] },
      { MetricAlarms: [{ AlarmName: 'a' }, other] },
      { MetricAlarms: [{ ...one, StateValue: 'SPOILT' }, other] },
      { MetricAlarms: [{ ...one, StateValue: '+275760-09-13T00:00:00Z' }, other] },
      { MetricAlarms: [one, one, other] },
    ]);
  });

  test('neither crashes a command nor passes in silence, whichever command and field', async () => {
    const found: string[] = [];
    for (const one of sample(1, 100)) {
      const result = await runCase(spoilt, one, one.nth);
      for (const { kind, what } of result?.faults ?? []) found.push(`${kind}: ${nameOf(one)}: ${what}`);
    }
    expect(found).toEqual([]);
  }, 120_000);
});
