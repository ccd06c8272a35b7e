/** `orders-watch logs query`: one question to CloudWatch Logs Insights, its rows as a table or as NDJSON. */
import { parseTime } from '../format.ts';
import type { Failure } from '../observation.ts';
import type { CommonOptions, SandboxOptions } from '../options.ts';
import { createLineWriter, type LineWriter } from '../output/line-writer.ts';
import { jsonOfQueryRow, queryTable } from '../output/log-table.ts';
import { ndjson } from '../output/ndjson.ts';
import { rowLine } from '../output/text.ts';
import { builtInQueries } from '../sources/logs/built-in-queries.ts';
import type { InsightsRow, InsightsStatistics } from '../sources/logs/insights.ts';
import { createBill } from './bill.ts';
import { onInterrupt } from './interrupt.ts';
import { type Asker, askInsights, parseBytes, progressText, type Question } from './logs-ask.ts';
import { chooseGroups } from './logs-groups.ts';
import { refuse } from './refuse.ts';
import { exitCode, fail, type Result, type Runtime, succeed, usageFailure } from './runtime.ts';
import { openSession } from './session.ts';

export type LogsQueryOptions = CommonOptions &
  SandboxOptions & {
    readonly query: string | undefined;
    readonly group: readonly string[];
    readonly groups: readonly string[];
    readonly since: string;
    readonly 'max-scan': string;
    readonly list: boolean;
  };

export const logsQuery = async (options: LogsQueryOptions, runtime: Runtime): Promise<number> => {
  const out = createLineWriter(runtime.stdout.fd);
  if (options.list) {
    const lines = builtInQueries.map((query) =>
      options.json ? ndjson({ type: 'query', ...query }) : `${query.name.padEnd(18)}${query.title}\n`,
    );
    out.write(lines.join(''));
    await out.flush();
    return exitCode.done;
  }
  const flags = readFlags(options);
  if (!flags.ok) return refuse(flags.failure, options, runtime);
  const interrupt = onInterrupt();
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { clock } = session.value;
  const named = [...options.group, ...options.groups];
  const chosen = await chooseGroups(named, options, session.value, runtime);
  if (!chosen.ok) return refuse(chosen.failure, options, runtime);
  const stop = new AbortController();
  for (const signal of [interrupt.signal, out.gone]) {
    signal.addEventListener('abort', () => stop.abort(), { once: true });
  }
  const question: Question = {
    ...flags.value,
    groups: chosen.value.groups,
    from: parseTime(options.since, clock.now()) ?? clock.now(),
    to: clock.now(),
    isStrict: named.length > 0,
  };
  const asker: Asker = {
    session: session.value,
    runtime,
    interactive: runtime.stdin.isTTY && runtime.stderr.isTTY && !options.json,
    say: (line) => runtime.stderr.write(`${line}\n`),
  };
  const width = runtime.stdout.isTTY ? runtime.stdout.columns : undefined;
  const failure = await printAnswer(question, asker, { out, json: options.json, width }, stop.signal);
  if (options.json) {
    out.write(bill.line(clock.now()));
    await out.flush();
  }
  await session.value.close();
  if (interrupt.signal.aborted) return interrupt.code;
  return failure === undefined ? exitCode.done : refuse(failure, options, runtime);
};

/** The query that a name stands for, and how much may be scanned. Checked before anything is asked of AWS. */
const readFlags = ({
  query,
  since,
  'max-scan': maxScan,
}: LogsQueryOptions): Result<Pick<Question, 'query' | 'maxScanBytes'>> => {
  const bad = (message: string, hint: string) => fail(usageFailure('BadUsage', message, hint));
  const names = builtInQueries.map(({ name }) => name).join(', ');
  if (query === undefined || query.trim() === '') {
    return bad('there is no query', `Give one in Insights' language, or a name: ${names}`);
  }
  if (parseTime(since, 0) === undefined) {
    return bad(`--since "${since}" is no time`, 'Use 10m, 3h or an ISO 8601 time');
  }
  const maxScanBytes = parseBytes(maxScan);
  if (maxScanBytes === undefined) return bad(`--max-scan "${maxScan}" is no size`, 'Use 500MB, 5GB, 1TB');
  const builtIn = builtInQueries.find(({ name }) => name === query.trim());
  if (builtIn === undefined && /^[a-z]+(?:-[a-z]+)*$/.test(query.trim())) {
    return bad(`there is no query called "${query}"`, `Names: ${names}`);
  }
  return succeed({ query: builtIn?.query ?? query, maxScanBytes });
};

type Printing = {
  readonly out: LineWriter;
  readonly json: boolean;
  /** Cells of the terminal; absent for pipes and files, where nothing is cut. */
  readonly width: number | undefined;
};

/** Prints the rows, and what they cost; gives what went wrong. */
export const printAnswer = async (
  question: Question,
  asker: Asker,
  { out, json, width }: Printing,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  const table: InsightsRow[] = [];
  let said = '';
  const sayStatistics = (rows: number, statistics: InsightsStatistics): void => {
    const text = progressText(rows, statistics);
    if (text !== said) asker.say(text);
    said = text;
  };
  for await (const event of askInsights(question, asker, signal)) {
    switch (event.type) {
      case 'running':
        sayStatistics(event.rows.length, event.statistics);
        break;
      case 'rows':
        if (json) await out.write(event.rows.map((row) => ndjson(jsonOfQueryRow(row))).join(''));
        else table.push(...event.rows);
        break;
      case 'failed':
        return event.failure;
      case 'finished': {
        const { bytesScanned, recordsScanned, recordsMatched, dollars } = event.statistics;
        if (json) {
          out.write(
            ndjson({ type: 'queryStatistics', bytesScanned, recordsScanned, recordsMatched, dollars }),
          );
        } else {
          await out.write(queryTable(table, width).map(rowLine).join(''));
          asker.say(
            `${table.length} rows, ${recordsMatched} of ${recordsScanned} records matched, ${progressText(table.length, event.statistics).replace(/^.*?, /, '')}`,
          );
        }
        await out.flush();
      }
    }
  }
  return undefined;
};
