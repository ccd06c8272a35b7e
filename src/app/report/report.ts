/** `orders-watch report`: an incident report of a window, written into a folder. */
import { failedOrderIds } from '../../../components/report/orders-part.ts';
import { reportFiles } from '../../../components/report/report.ts';
import type { Backend } from '../../backend/backend.ts';
import { parseDuration } from '../../format.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import { ndjson } from '../../output/ndjson.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { TimeRange } from '../../ranges.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { dashboardOf } from '../dashboard/open-dashboard.ts';
import { createBill } from '../shared/bill.ts';
import { type EvidenceAt, type EvidenceAtOptions, evidenceAt, linesIn } from '../shared/evidence-at.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { isNothingMeasured, nothingMeasured } from '../shared/nothing-measured.ts';
import { openOutput } from '../shared/output.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { readTime } from '../shared/time-flag.ts';
import { codeOfTroubles, distinctFailures, givenUp, sayTroubles } from '../shared/troubles.ts';
import { placeMistake, writeReport } from './write-report.ts';

export type ReportOptions = CommonOptions &
  SandboxOptions & {
    readonly out: string | undefined;
    readonly since: string;
    readonly until: string | undefined;
  };

/** The window that is asked for: a duration before its end, or a time. */
const windowOf = ({ since, until, utc }: ReportOptions, now: number): Result<TimeRange> => {
  const end = until === undefined ? succeed(now) : readTime('--until', until, { now, utc });
  if (!end.ok) return end;
  const to = end.value;
  const rangeMs = parseDuration(since);
  const start = rangeMs === undefined ? readTime('--since', since, { now, utc }) : succeed(to - rangeMs);
  if (!start.ok) return start;
  if (start.value < to) return succeed({ from: start.value, to });
  return fail({
    kind: 'usage',
    code: 'BadUsage',
    message: `--since "${since}" is not before the end of the window`,
    hint: 'Durations look like 30m, 2h, 1d',
  });
};

/** What of the command line reads the same account again. */
const flagsOf = (options: ReportOptions): readonly string[] => {
  const named = (['profile', 'region', 'endpoint-url', 'config'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  return [...named, ...(options.sandbox ? ['--sandbox'] : []), ...(options.utc ? ['--utc'] : [])];
};

/** With the lines of a few orders that failed, wherever they were written; the story is told without them. */
const withOrders = async (evidence: EvidenceAt, options: EvidenceAtOptions): Promise<EvidenceAt> => {
  const { pipeline, store, snapshot } = evidence;
  const { window } = options;
  const groups = groupsOf(pipeline.stages);
  const ids = failedOrderIds(snapshot, pipeline).filter((id) => !/["\\]/.test(id));
  const troubles = [...evidence.troubles];
  if (ids.length > 0) {
    const filter = ids.map((id) => `?"${id}"`).join(' ');
    const told = await linesIn({ groups, filter, isRare: true, ...window }, options);
    store.apply(told.observations, window.to);
    troubles.push(...told.troubles);
  }
  const { stories } = snapshot;
  return { ...evidence, snapshot: { ...store.snapshot(window.to), stories }, troubles };
};

const elsewhere = 'Look at another window with --since and --until';

type Gathered = {
  readonly evidence: EvidenceAt;
  readonly window: TimeRange;
  readonly names: readonly string[];
};

const gather = async (
  options: ReportOptions,
  backend: Backend,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<Result<Gathered>> => {
  const pipelines = await backend.pipelines();
  if (!pipelines.ok) return pipelines;
  const [first] = pipelines.value ?? [];
  if (first === undefined) return fail(noPipeline(runtime));
  const window = windowOf(options, backend.clock.now());
  if (!window.ok) return window;
  const reading = { backend, window: window.value, signal };
  const evidence = await evidenceAt(first, reading);
  if (isNothingMeasured(evidence.snapshot, window.value)) {
    const [trouble] = distinctFailures(evidence.troubles);
    return fail(trouble ?? nothingMeasured(window.value, options.utc, elsewhere));
  }
  const { names } = dashboardOf(backend, first);
  return succeed({ evidence: await withOrders(evidence, reading), window: window.value, names });
};

export const report = async (options: ReportOptions, runtime: Runtime): Promise<number> => {
  const { cwd, stderr } = runtime;
  const mistake = await placeMistake({ cwd, out: options.out });
  if (mistake !== undefined) return refuse(mistake, options, runtime);
  const interrupt = onInterrupt();
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const gathered = await gather(options, backend, runtime, interrupt.signal);
  await close();
  if (interrupt.signal.aborted) return interrupt.code;
  if (!gathered.ok) return refuse(gathered.failure, options, runtime);
  const { evidence, window, names } = gathered.value;
  const { snapshot, pipeline } = evidence;
  const troubles = distinctFailures(evidence.troubles).map(givenUp);
  const files = reportFiles({
    snapshot,
    pipeline,
    window,
    utc: options.utc,
    names,
    flags: flagsOf(options),
    version: runtime.version,
    unread: troubles.map(failureLine),
  });
  const written = await writeReport(files, { cwd, out: options.out, at: window.to });
  const errors = sayTroubles(troubles, options, (line) => stderr.write(`${line}\n`));
  if (!written.ok) return refuse(written.failure, options, runtime);
  const out = openOutput(runtime);
  const told = ndjson({ type: 'report', path: written.value, files: files.map(({ name }) => name) });
  out.write(options.json ? `${told}${errors}${bill.line(backend.clock.now())}` : `${written.value}\n`);
  await out.flush();
  return codeOfTroubles(troubles);
};
