/** `orders` and `queries` of the pipeline file: what is asked of a table and of logs. */
import * as z from 'zod';
import { mostQueryChars, queryName } from './queries/named-query.ts';
import { duration, durationNeeds, text } from './schema-parts.ts';

const queryNeeds = "a query in Logs Insights' language";
export const query = z.strictObject({
  name: text('a name').regex(queryName, { error: 'a name of letters, digits and dashes: slow-payments' }),
  title: text('a text').optional().describe('What it answers, in a few words'),
  query: text(queryNeeds)
    .max(mostQueryChars, { error: `${queryNeeds}, of ${mostQueryChars} characters at the most` })
    .describe('{id} stands for a value that is asked for'),
  groups: z.array(text('the name of a log group'), { error: 'a list of log groups' }).optional(),
  stages: z
    .array(text('the name of a stage'), { error: 'a list of stages: [payment-worker]' })
    .optional()
    .describe("Stages whose log groups it asks; all of the pipeline's where neither is given"),
});

const statusNeeds = 'a status such as PLACED';
const status = z.union([text(statusNeeds), z.number().transform(String)], { error: statusNeeds });
const statuses = z.array(status, { error: 'a list of statuses: [DELIVERED, CANCELLED]' }).default([]);

export const orders = z.strictObject({
  table: text('the name of a table').describe('The table of one of the stages; its stream is read'),
  where: text("JMESPath over an item, such as type=='ORDER'")
    .optional()
    .describe('Which items are orders, where the table holds more than these'),
  id: text('a path in the item such as orderId').describe("Path of an order's id in its item"),
  status: text('a path in the item such as status').describe('Path of its status'),
  done: statuses.describe('Statuses of orders that are finished'),
  failed: statuses.describe('Statuses of orders that failed, and are finished, too'),
  objectives: z
    .record(
      z.string().min(1, { error: statusNeeds }),
      duration.refine((ms) => ms > 0, { error: durationNeeds }),
      { error: 'a duration by status: { PLACED: 60s }' },
    )
    .default({})
    .describe('An order that is in a status for longer than this is late'),
  value: text('a path in the item such as total').optional().describe('Path of what it is worth, a number'),
  currency: text('a path in the item such as currency')
    .optional()
    .describe("Path of the value's currency: sums of different currencies never mix"),
});
