/** The fold against what the simulation itself knows: every minute of an hour. */
import { expect, it } from 'vitest';
import type { Item, ItemChange } from '../../src/observation/streams.ts';
import type { OrdersSnapshot } from '../../src/orders/orders.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { SandboxRecord } from '../../src/sandbox/account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { accountAt, minuteMs, recordsOf, startAt } from '../sandbox/simulation/helpers.ts';
import { changeOf, foldOf, noon } from './changes.ts';

/** Of an item what orders are told by: to make plain data of all of it would be most of the work. */
const told = ['orderId', 'status', 'total', 'currency'];
const asItem = (item: SandboxRecord['keys']): Item =>
  JSON.parse(
    JSON.stringify(item, (key, value) =>
      key === '' || told.includes(key) || /^[SN]$/.test(key) ? value : undefined,
    ),
  );

const asChange = (record: SandboxRecord): ItemChange => ({
  ...changeOf({
    sequence: record.sequenceNumber,
    seconds: (Math.floor(record.at / 1000) * 1000 - noon) / 1000,
    ...(record.oldImage === undefined ? {} : { old: asItem(record.oldImage) }),
    ...(record.newImage === undefined ? {} : { new: asItem(record.newImage) }),
    keys: asItem(record.keys),
  }),
  eventName: record.eventName,
});

const countsOf = ({ flows }: OrdersSnapshot) =>
  Object.fromEntries(flows.filter(({ count }) => count > 0).map(({ status, count }) => [status, count]));

it('counts by status are those of the simulation, every minute for an hour, from one run or two', () => {
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: ['eu-west-1'] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const { orders: choice } = parsed.value[0];
  if (choice === undefined) throw new Error('the demo says nothing of orders');
  const { account, to } = accountAt({ seed: 11 });
  const truth = Array.from({ length: 61 }, (_, minute) => {
    to(minute * minuteMs);
    return { at: startAt + minute * minuteMs, counts: account.orderCounts() };
  });
  const records = [...recordsOf(account, 'Orders')].sort((a, b) => a.at - b.at);
  let fold = foldOf({ choice, startedAt: startAt });
  let next = 0;
  for (const [minute, { at, counts }] of truth.entries()) {
    for (let record = records[next]; record !== undefined && record.at <= at; record = records[next]) {
      fold.apply(asChange(record));
      next += 1;
    }
    expect(countsOf(fold.snapshot(at)), `minute ${minute}`).toEqual(counts);
    if (minute === 30)
      fold = foldOf({ choice, startedAt: startAt, saved: JSON.parse(JSON.stringify(fold.save())) });
  }
  const last = fold.snapshot(startAt + 60 * minuteMs);
  expect(last.flows.every(({ currency }) => currency === 'EUR')).toBe(true);
  expect(next).toBeGreaterThan(3_000);
  expect(last.evicted).toBe(0);
}, 60_000);
