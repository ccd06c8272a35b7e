/** `orders-watch orders`: orders in flight by status, and those that are late, as a table or NDJSON: printed once. */
import {
  flowHeading,
  flowRow,
  lateRow,
  ordersHead,
  sortedFlows,
} from '../../../components/orders/order-flow-rows.ts';
import type { OrdersSnapshot } from '../../orders/orders.ts';
import { jsonOfFlow, jsonOfLateOrder } from '../../output/flow-json.ts';
import { frameAnsi } from '../../output/frame-text.ts';
import { ndjson } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { fail, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { colourDepth, defaultTheme } from '../../terminal/capabilities.ts';
import { fitRow } from '../../terminal/paint.ts';
import { createPainter } from '../../terminal/painter.ts';
import { line, type Row } from '../../terminal/row.ts';
import type { Printable } from '../../text-out.ts';
import { tablesOf } from '../dashboard/dashboard-sources.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { codeOfTroubles, distinctFailures, givenUp, sayTroubles } from '../shared/troubles.ts';
import { followOrders } from './follow-orders.ts';
import { type OrdersOptions, readOrdersFlags } from './orders-settings.ts';

/** Below the table the worst stand; `--late` lists as many as are kept. */
const mostLateRows = 20;

const noOrders = usageFailure(
  'NoOrders',
  'the pipeline file does not say how orders are told',
  'Add orders: { table: Orders, id: orderId, status: status, done: [DELIVERED] }; the README has all of it',
);

const shownOf = (snapshot: OrdersSnapshot, { late, status }: OrdersOptions): OrdersSnapshot => ({
  ...snapshot,
  flows: late
    ? []
    : sortedFlows(snapshot.flows.filter((flow) => status === undefined || flow.status === status)),
  late: snapshot.late.filter((order) => status === undefined || order.status === status),
});

const jsonText = (snapshots: readonly OrdersSnapshot[], now: number): string =>
  snapshots
    .flatMap((of) => [
      ...of.flows.map((flow) => ndjson(jsonOfFlow(flow, of, now))),
      ...of.late.map((late) => ndjson(jsonOfLateOrder(late, of, now))),
    ])
    .join('');

const textOf = (
  snapshots: readonly { readonly whole: OrdersSnapshot; readonly shown: OrdersSnapshot }[],
  now: number,
  options: OrdersOptions,
  { stdout, env }: Runtime,
  isWhole: boolean,
): Printable => {
  const { utc, ascii } = options;
  const look = { utc, ascii };
  const most = options.late ? Number.POSITIVE_INFINITY : mostLateRows;
  const rows = snapshots.flatMap(({ whole, shown }): readonly Row[] => [
    // Nothing read is not nothing there: no zeros of a table that could not be read.
    ...(isWhole || whole.flows.length > 0 ? [ordersHead(whole, look)] : []),
    ...(isWhole ? [] : [line(' not all was read: there are more orders than these', 'warn')]),
    ...(shown.flows.length === 0 ? [] : [flowHeading, ...shown.flows.map((flow) => flowRow(flow, now))]),
    ...(shown.late.length === 0
      ? []
      : [[], ...shown.late.slice(0, most).map((late) => lateRow(late, now, look))]),
    ...(shown.late.length <= most ? [] : [line(` the worst ${most}: --late lists more`, 'dim')]),
  ]);
  if (!stdout.isTTY) return rows.map(rowLine).join('');
  const painter = createPainter(options.theme ?? defaultTheme(env), colourDepth(env, options.color));
  const width = stdout.columns;
  return frameAnsi(
    rows.map((row) => fitRow(row, width)),
    width,
    rows.length,
    { painter, ascii },
  );
};

export const orders = async (options: OrdersOptions, runtime: Runtime): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const say = (line: string) => runtime.stderr.write(`${line}\n`);
  const run = async () => {
    const settings = readOrdersFlags(options, backend.clock.now());
    if (!settings.ok) return settings;
    const loaded = await backend.pipelines();
    if (!loaded.ok) return loaded;
    const pipeline = loaded.value?.[0];
    if (pipeline === undefined) return fail(noPipeline(runtime));
    const choice = pipeline.orders;
    if (choice === undefined) return fail(noOrders);
    const tables = tablesOf(pipeline.stages).filter(({ table }) => table === choice.table);
    if (settings.value.from === 'latest' && runtime.stderr.isTTY) {
      say(
        `watching ${choice.table} for ${settings.value.durationMs / 1000} s: orders that move in it (--from trim-horizon reads the day before)`,
      );
    }
    return followOrders({
      choice,
      tables,
      settings: settings.value,
      backend,
      say,
      signal: interrupt.signal,
      stalls: runtime.stalls,
    });
  };
  const followed = await run();
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!followed.ok) return refuse(followed.failure, options, runtime);
  const now = backend.clock.now();
  const out = openOutput(runtime);
  const snapshots = followed.value.folds.map((fold) => {
    const whole = fold.snapshot(now);
    return { whole, shown: shownOf(whole, options) };
  });
  const troubles = distinctFailures(followed.value.troubles.map((failure) => ({ failure })));
  const errors = sayTroubles(troubles.map(givenUp), options, say);
  out.write(
    options.json
      ? `${jsonText(
          snapshots.map(({ shown }) => shown),
          now,
        )}${errors}`
      : textOf(snapshots, now, options, runtime, troubles.length === 0),
  );
  await out.flush();
  return codeOfTroubles(troubles);
};
