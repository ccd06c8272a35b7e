/** `orders-watch report`: an incident report of a window, written into a folder. */
import { reportFiles } from '../../../components/report/report.ts';
import type { Backend } from '../../backend/backend.ts';
import { parseDuration } from '../../format.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { ndjson } from '../../output/ndjson.ts';
import type { TimeRange } from '../../ranges.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { createBill } from '../shared/bill.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { readTime } from '../shared/time-flag.ts';
import { codeOfTroubles, sayTroubles } from '../shared/troubles.ts';
import { flagsAgain } from './flags-again.ts';
import { type GatheredReport, gatherReport } from './gather-report.ts';
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
  const message = `--since "${since}" is not before the end of the window`;
  return fail(usageFailure('BadUsage', message, 'Durations look like 30m, 2h, 1d'));
};

const gather = async (
  options: ReportOptions,
  backend: Backend,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<Result<GatheredReport>> => {
  const pipelines = await backend.pipelines();
  if (!pipelines.ok) return pipelines;
  const [first, ...others] = pipelines.value ?? [];
  if (first === undefined) return fail(noPipeline(runtime));
  const window = windowOf(options, backend.clock.now());
  if (!window.ok) return window;
  const { utc } = options;
  const { version } = runtime;
  return gatherReport(first, {
    backend,
    others,
    window: window.value,
    utc,
    flags: flagsAgain(options),
    version,
    signal,
  });
};

export const report = async (options: ReportOptions, runtime: Runtime): Promise<number> => {
  const { cwd, stderr } = runtime;
  const mistake = await placeMistake({ cwd, out: options.out });
  if (mistake !== undefined) return refuse(mistake, options, runtime);
  const interrupt = onInterrupt(runtime);
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const gathered = await gather(options, backend, runtime, interrupt.signal);
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!gathered.ok) return refuse(gathered.failure, options, runtime);
  const { input, troubles } = gathered.value;
  const files = reportFiles(input);
  const written = await writeReport(files, { cwd, out: options.out, at: input.window.to });
  const errors = sayTroubles(troubles, options, (line) => stderr.write(`${line}\n`));
  if (!written.ok) return refuse(written.failure, options, runtime);
  const out = openOutput(runtime);
  const told = ndjson({ type: 'report', path: written.value, files: files.map(({ name }) => name) });
  out.write(options.json ? `${told}${errors}${bill.line(backend.clock.now())}` : `${written.value}\n`);
  await out.flush();
  return codeOfTroubles(troubles);
};
