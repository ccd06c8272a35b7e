import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createStateKeeper, loadOrdersState } from '../../src/app/orders/orders-state.ts';
import { changeOf, choice, foldOf, noon, orderItem } from './changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'orders-watch-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = { now: () => noon, sleep: async () => {} };

it('is written with the positions that it matches, and goes on from nothing else', async () => {
  const path = join(folder, 'F');
  const fold = foldOf();
  let after = 0;
  const tell = (status: string) => {
    after += 1;
    fold.apply(
      changeOf({
        sequence: after,
        seconds: after,
        new: orderItem(`O${after}`, status, '12345678901234567890.5'),
      }),
    );
  };
  const keeper = await createStateKeeper({
    path,
    choice,
    clock,
    positions: () => [
      {
        table: 'Orders',
        region: 'eu-west-1',
        streamArn: 'arn',
        shards: new Map([['s', { state: 'reading', after: String(after) }]]),
      },
    ],
    tables: () => [{ region: 'eu-west-1', state: fold.save() }],
  });
  expect(await loadOrdersState(path, choice)).toEqual({ tables: [], lost: undefined });
  for (const status of ['PLACED', 'FAILED', 'DELIVERED']) {
    tell(status);
    expect(await keeper.save()).toBeUndefined();
  }
  const loaded = await loadOrdersState(path, choice);
  expect(loaded.lost).toBeUndefined();
  const [table] = loaded.tables;
  if (table === undefined) throw new Error('nothing was kept');
  expect(foldOf({ saved: table.state }).snapshot(noon + 90_000)).toEqual(fold.snapshot(noon + 90_000));

  expect((await loadOrdersState(path, { ...choice, status: 'state' })).lost).toMatch(
    /another orders: of the pipeline file/,
  );
  // Killed between the two files: the checkpoint names the one before, which is there.
  const whole = readFileSync(path, 'utf8');
  tell('PLACED');
  await keeper.save();
  writeFileSync(path, whole);
  expect((await loadOrdersState(path, choice)).tables[0]?.state.orders).toHaveLength(3);
  // Somebody else's file under its name.
  renameSync(`${path}.orders-b`, `${path}.orders-a`);
  expect((await loadOrdersState(path, choice)).lost).toMatch(/of other positions than the checkpoint/);
});
