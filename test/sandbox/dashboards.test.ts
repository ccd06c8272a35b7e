import { GetDashboardCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoDashboards } from '../../src/sandbox/dashboards.ts';
import { noFaults } from '../../src/sandbox/faults.ts';
import { manualClock } from '../helpers/clock.ts';
import { serve } from './wire/clients.ts';
import { accountId, handmadeAccount, region } from './wire/handmade-account.ts';

test('dashboards are listed, narrowed and paged, and fetched by name', async () => {
  const { cloudwatch, clientsIn } = await serve(handmadeAccount(), { faults: { ...noFaults, pageSize: 2 } });
  const first = await cloudwatch.send(new ListDashboardsCommand({}));
  const second = await cloudwatch.send(new ListDashboardsCommand({ NextToken: first.NextToken }));
  const entries = [...(first.DashboardEntries ?? []), ...(second.DashboardEntries ?? [])];
  expect(entries.map((entry) => entry.DashboardName)).toEqual(['orders', 'payments', 'platform']);
  const narrowed = await cloudwatch.send(new ListDashboardsCommand({ DashboardNamePrefix: 'pa' }));
  expect(narrowed.DashboardEntries?.map((entry) => entry.DashboardName)).toEqual(['payments']);
  const found = await cloudwatch.send(new GetDashboardCommand({ DashboardName: 'payments' }));
  const elsewhere = await clientsIn('us-east-1').cloudwatch.send(
    new GetDashboardCommand({ DashboardName: 'payments' }),
  );
  expect(elsewhere.DashboardBody).toBe(found.DashboardBody);
  expect(found.DashboardArn).toBe(`arn:aws:cloudwatch::${accountId}:dashboard/payments`);
  expect(found.DashboardBody).toHaveLength(entries[1]?.Size ?? 0);
  await expect(cloudwatch.send(new GetDashboardCommand({ DashboardName: 'none' }))).rejects.toMatchObject({
    // The query protocol's name of it, which the client takes from the header.
    name: 'ResourceNotFound',
  });
});

const bodyShape = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.object({
        region: z.string().optional(),
        metrics: z.array(z.unknown()).optional(),
        alarms: z.array(z.string()).optional(),
        query: z.string().optional(),
      }),
    }),
  ),
});

/** A row of `metrics` with its `.` and `...` filled in from the row above. */
const filled = (row: readonly string[], above: readonly string[]): readonly string[] =>
  row[0] === '...' ? above : row.map((part, nth) => (part === '.' ? (above[nth] ?? '') : part));

test('all that the dashboards draw is there in the demo', () => {
  const clock = manualClock();
  const account = createAccount({
    seed: 1,
    scenario: 'calm',
    startAt: clock.now(),
    historyMs: 600_000,
    clock,
  });
  const alarms = new Set(account.alarms.list().map((alarm) => alarm.arn));
  const groups = new Set(account.logs.groups().map((group) => group.name));
  const missing: unknown[] = [];
  for (const dashboard of demoDashboards(account.accountId, account.region)) {
    for (const { type, properties } of bodyShape.parse(JSON.parse(dashboard.body)).widgets) {
      let above: readonly string[] = [];
      for (const row of type === 'metric' ? (properties.metrics ?? []) : []) {
        const parts = z
          .array(z.unknown())
          .parse(row)
          .filter((part) => typeof part === 'string');
        if (parts.length === 0) continue;
        above = filled(parts, above);
        const [namespace = '', name = '', ...rest] = above;
        const dimensions = Object.fromEntries(
          rest.flatMap((part, nth) => (nth % 2 === 0 ? [[part, rest[nth + 1] ?? '']] : [])),
        );
        if (account.metrics.find({ namespace, name, dimensions }) === undefined) missing.push(above);
      }
      missing.push(...(properties.alarms ?? []).filter((arn) => !alarms.has(arn)));
      const sources = [...(properties.query ?? '').matchAll(/SOURCE '([^']+)'/g)].map(
        ([, group]) => group ?? '',
      );
      missing.push(...sources.filter((group) => !groups.has(group)));
      expect(properties.region ?? account.region).toBe(region);
    }
  }
  expect(missing).toEqual([]);
});
