/** The state of orders in flight as the text of a file: a head, then a line an order. */
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { harmless } from '../harmless-json.ts';
import type { OrdersChoice } from '../pipeline/stage.ts';
import type { Result } from '../result.ts';
import type { SavedOrders } from './saved-orders.ts';

/** One table at one place. */
export type SavedTable = { readonly region: string; readonly state: SavedOrders };

const format = 'orders-watch orders in flight';
const version = 1;

const count = z.number().nonnegative();
const pairs = z.array(z.tuple([z.number(), count]));
const flow = z.strictObject({
  status: z.string(),
  currency: z.string().optional(),
  in: pairs,
  out: pairs,
  spent: z.array(z.tuple([z.number(), pairs])),
});
const failedOrder = z
  .strictObject({
    orderId: z.string(),
    status: z.string(),
    since: z.number(),
    value: z.number().optional(),
    currency: z.string().optional(),
  })
  .transform((one) => ({ ...one, value: one.value, currency: one.currency }));
const head = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  generation: z.string(),
  checksum: z.string(),
  paths: z.string(),
  tables: z.array(
    z.strictObject({
      region: z.string(),
      knownSince: z.number(),
      evicted: count,
      orders: count,
      flows: z.array(flow),
      failed: z.array(failedOrder),
    }),
  ),
});
const order = z.tuple([
  z.string().min(1),
  z.string().regex(/^\d{1,42}$/),
  z.string().nullable(),
  z.string().nullable(),
  z.number(),
  z.boolean(),
  z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
  z.int().min(-201).max(200),
]);

/** What a state depends on: read by other paths it would tell of other things. */
const pathsOf = ({ table, where, id, status, value, currency }: OrdersChoice): string =>
  JSON.stringify([table, where, id, status, value, currency]);

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');

export const formatSavedOrders = (
  tables: readonly SavedTable[],
  choice: OrdersChoice,
  generation: string,
): string => {
  const rows = tables.flatMap(({ state }) => state.orders.map((row) => harmless(JSON.stringify(row))));
  const body = rows.map((row) => `${row}\n`).join('');
  const first = {
    format,
    version,
    generation,
    checksum: checksumOf(body),
    paths: pathsOf(choice),
    tables: tables.map(({ region, state: { orders, ...state } }) => ({
      region,
      ...state,
      orders: orders.length,
    })),
  };
  return `${harmless(JSON.stringify(first))}\n${body}`;
};

/** `why` completes "the state …". */
export const parseSavedOrders = (
  text: string,
  choice: OrdersChoice,
  generation: string,
): Result<readonly SavedTable[], { readonly why: string }> => {
  const end = text.indexOf('\n');
  const bad = (why: string) => ({ ok: false as const, why });
  try {
    const first = head.safeParse(JSON.parse(text.slice(0, end)));
    if (!first.success) return bad('is none of this tool, or is damaged');
    if (first.data.generation !== generation) return bad('is of other positions than the checkpoint');
    if (first.data.paths !== pathsOf(choice)) return bad('was read by another orders: of the pipeline file');
    const body = text.slice(end + 1);
    if (checksumOf(body) !== first.data.checksum) return bad('is damaged: its checksum is wrong');
    const rows = body === '' ? [] : body.trimEnd().split('\n');
    let from = 0;
    const tables = first.data.tables.map(({ region, orders, ...state }): SavedTable => {
      const own = rows.slice(from, from + orders).map((row) => order.parse(JSON.parse(row)));
      from += orders;
      return { region, state: { ...state, orders: own } };
    });
    return from === rows.length ? { ok: true, value: tables } : bad('is damaged: orders are missing');
  } catch {
    return bad('is damaged');
  }
};
