/** `orders:` of the pipeline file (issue 14, "Bad input"): the line, what was found, what is allowed. */
import { describe, expect, it } from 'vitest';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';

const stages = `stages:
  - { name: Orders, kind: dynamodb, table: Orders }
  - { name: worker, kind: lambda }
`;
const parse = (orders: string) =>
  parsePipelineFile(`name: shop\n${stages}orders:\n${orders}`, { file: 'p.yaml', regions: ['eu-west-1'] });
const errorsOf = (orders: string): readonly string[] => {
  const result = parse(orders);
  return result.ok ? [] : result.errors;
};

describe('orders: of the pipeline file', () => {
  it('is a table, paths, statuses and objectives', () => {
    const parsed = parse(`  table: Orders
  where: type=='ORDER'
  id: order.id
  status: status
  done: [DELIVERED, 7]
  failed: [FAILED]
  objectives: { PLACED: 60s, PAID: 10m }
  value: total
  currency: '"price.currency"'
`);
    expect(parsed.ok && parsed.value[0].orders).toEqual({
      table: 'Orders',
      where: "type=='ORDER'",
      id: 'order.id',
      status: 'status',
      done: ['DELIVERED', '7'],
      failed: ['FAILED'],
      objectives: { PLACED: 60_000, PAID: 600_000 },
      value: 'total',
      currency: '"price.currency"',
    });
  });

  it.each([
    [
      '  table: Order\n  id: a\n  status: s',
      'p.yaml:6: orders.table: found "Order", needs a table of a stage: Orders',
    ],
    ['  id: a\n  status: s', 'p.yaml:6: orders.table: found nothing, needs the name of a table'],
    [
      '  table: Orders\n  id: a..b\n  status: s',
      'p.yaml:7: orders.id: found "a..b", needs a path in the item such as orderId, order.id or items[0].price',
    ],
    [
      '  table: Orders\n  id: a\n  status: s\n  done: [OK, BAD]\n  failed: [BAD]',
      'p.yaml:10: orders.failed[0]: "BAD" is in done already: an order is finished well or it is not',
    ],
    [
      '  table: Orders\n  id: a\n  status: s\n  done: [OK]\n  objectives: { OK: 60s }',
      'p.yaml:10: orders.objectives.OK: "OK" is in done: an order that is finished cannot be late',
    ],
    [
      '  table: Orders\n  id: a\n  status: s\n  objectives: { PLACED: soon }',
      'p.yaml:9: orders.objectives.PLACED: found "soon", needs a duration such as 800ms, 30s or 10m',
    ],
    [
      "  table: Orders\n  id: a\n  status: s\n  where: type='ORDER'",
      'p.yaml:9: orders.where: to compare, write ==, at character 5',
    ],
    [
      '  table: Orders\n  id: a\n  state: s\n  status: s',
      'p.yaml:8: orders: unknown key "state"; allowed: table, where, id, status, done, failed, objectives, value, currency',
    ],
  ])('%s', (orders, error) => {
    expect(errorsOf(orders)).toEqual([error]);
  });
});
