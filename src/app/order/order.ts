/** `orders-watch order ID`: one order through every stage, as a waterfall or as NDJSON. */

import { orderRows } from '../../../components/order/order-rows.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { frameAnsi } from '../../output/frame-text.ts';
import { observationLine } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { colourDepth, defaultTheme } from '../../terminal/capabilities.ts';
import { createPainter } from '../../terminal/painter.ts';
import type { Printable } from '../../text-out.ts';
import { type OrderTrace, observationsOf, orderTrace } from '../../trace/order-trace.ts';
import { originsOfPipeline } from '../dashboard/dashboard-sources.ts';
import { chooseGroups } from '../logs/logs-groups.ts';
import { notASize, parseBytes, type QueryContext } from '../logs/run-insights.ts';
import { createBill } from '../shared/bill.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { readTime, timeMistake } from '../shared/time-flag.ts';
import { codeOfTroubles, distinctFailures, givenUp, sayTroubles } from '../shared/troubles.ts';
import { alarmsSince, changesOfOrder, type Found, findLines } from './order-sources.ts';

export type OrderOptions = CommonOptions &
  SandboxOptions & {
    readonly id: string;
    readonly since: string;
    readonly 'max-scan': string;
    readonly 'scan-stream': boolean;
  };

/** Changes of the order's first line may have been written a little before it. */
const beforeMs = 60_000;

export const order = async (options: OrderOptions, runtime: Runtime): Promise<number> => {
  const wrong = checkFlags(options);
  if (wrong !== undefined) return refuse(wrong, options, runtime);
  const interrupt = onInterrupt(runtime);
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const known = await gather(options, backend, runtime, interrupt.signal);
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!known.ok) return refuse(known.failure, options, runtime);
  const trace = orderTrace(known.value);
  const out = openOutput(runtime);
  const troubles = distinctFailures(known.value.troubles);
  const errors = sayTroubles(troubles.map(givenUp), options, (line) => runtime.stderr.write(`${line}\n`));
  if (trace.events.length === 0) {
    out.write(errors);
    await out.flush();
    const code = await refuse(notFound(options), options, runtime);
    return troubles.length === 0 ? code : codeOfTroubles(troubles);
  }
  const spent = bill.line(backend.clock.now());
  const lines = (): string => observationsOf(known.value).map(observationLine).join('');
  out.write(options.json ? `${lines()}${errors}${spent}` : textOf(trace, options, runtime));
  await out.flush();
  return codeOfTroubles(troubles);
};

const checkFlags = ({ id, since, 'max-scan': maxScan }: OrderOptions): Failure | undefined => {
  if (id.trim() === '') return usageFailure('BadUsage', 'the id is empty', 'Give one: order ORD-10432');
  const mistake = timeMistake('--since', since);
  if (mistake !== undefined) return mistake;
  return parseBytes(maxScan) === undefined ? notASize(maxScan) : undefined;
};

const notFound = ({ id, since, 'scan-stream': scanned }: OrderOptions): Failure => ({
  kind: 'not-found',
  code: 'NoSuchOrder',
  message: `nothing names ${id} since ${since}`,
  hint: scanned ? 'Check the id, or look further back with --since' : 'Try --since 24h, or --scan-stream',
});

type Known = Parameters<typeof orderTrace>[0] & Pick<Found<never>, 'troubles'>;

/** Everything that is known of the order, and what could not be read. */
const gather = async (
  options: OrderOptions,
  backend: Backend,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<Result<Known>> => {
  const { id: orderId, since, 'max-scan': maxScan, 'scan-stream': scanStream } = options;
  const say = (line: string) => runtime.stderr.write(`${line}\n`);
  const queryContext: QueryContext = {
    backend,
    runtime,
    interactive: runtime.stdin.isTTY && runtime.stderr.isTTY && !options.json,
    say,
  };
  const chosen = await chooseGroups([], backend);
  if (!chosen.ok) return chosen;
  const { groups, pipeline } = chosen.value;
  if (pipeline === undefined) return fail(noPipeline(runtime));
  const to = backend.clock.now();
  const start = readTime('--since', since, { utc: options.utc, now: to });
  if (!start.ok) return start;
  const from = start.value;
  const maxScanBytes = parseBytes(maxScan) ?? 0;
  const window = { groups, from, to, maxScanBytes, isStrict: false };
  const found = await findLines(orderId, window, queryContext, signal);
  if (!found.ok) return found;
  const lines = found.value.found;
  const oldest = lines.length === 0 ? undefined : Math.min(...lines.map(({ at }) => at)) - beforeMs;
  const changes = scanStream
    ? await changesOfOrder(orderId, pipeline, oldest, { backend, say }, signal)
    : succeed({ found: [], troubles: [] });
  if (!changes.ok) return changes;
  const known = await alarmsSince(backend, originsOfPipeline(backend, pipeline), from, signal);
  const troubles = [...found.value.troubles, ...changes.value.troubles, ...known.troubles];
  return succeed({ orderId, pipeline, now: to, lines, changes: changes.value.found, ...known, troubles });
};

const textOf = (trace: OrderTrace, options: OrderOptions, { stdout, env }: Runtime): Printable => {
  const { utc, ascii } = options;
  const width = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
  const rows = orderRows(trace, width, { utc, ascii });
  if (!stdout.isTTY) return rows.map(rowLine).join('');
  const painter = createPainter(defaultTheme(env), colourDepth(env, options.color));
  return frameAnsi(rows, width, rows.length, { painter, ascii });
};
