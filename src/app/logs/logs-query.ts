/** `orders-watch logs query`: one question to CloudWatch Logs Insights, its rows as a table or as NDJSON. */
import type { Backend } from '../../backend/backend.ts';
import { namesItsGroups, type QueryLanguage, splitSources } from '../../pipeline/queries/query-source.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import { createBill } from '../shared/bill.ts';
import { cutShort, onInterrupt, stopWith } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { readTime } from '../shared/time-flag.ts';
import { resolveGroups } from './logs-groups.ts';
import { chooseQuery, type LogsQueryOptions, readQueryFlags } from './logs-query-flags.ts';
import { listHistory, listQueries } from './logs-query-list.ts';
import { printAnswer } from './logs-query-print.ts';
import { openQueryHistory } from './query-history.ts';
import type { BoundedQuery, QueryContext } from './run-insights.ts';

type Prepared = BoundedQuery & {
  readonly matched: readonly string[];
  readonly name: string | undefined;
  readonly of: readonly string[];
};

type Groups = Pick<Prepared, 'groups' | 'origins'> & { readonly matched: readonly string[] };

/** Its log groups; none where the query names them itself, which AWS takes alone only. */
const groupsOfQuery = async (
  query: string,
  language: QueryLanguage,
  of: readonly string[],
  pipeline: Pipeline | undefined,
  backend: Backend,
): Promise<Result<Groups>> => {
  if (!namesItsGroups(query, language)) return resolveGroups(of, pipeline, backend);
  if (of.length === 0) return succeed({ groups: [], origins: backend.origins, matched: [] });
  const message = 'the query names its log groups itself: AWS takes no others beside them';
  return fail(usageFailure('BadUsage', message, 'Leave out --group, or what the query says of log groups'));
};

/** The query, its log groups and its window; fails for what is not there. */
const prepare = async (options: LogsQueryOptions, backend: Backend): Promise<Result<Prepared>> => {
  const flags = readQueryFlags(options);
  if (!flags.ok) return flags;
  const loaded = await backend.pipelines();
  if (!loaded.ok) return loaded;
  const pipeline = loaded.value?.[0];
  const query = chooseQuery(flags.value, pipeline);
  if (!query.ok) return query;
  const named = [...options.group, ...options.groups];
  const { language } = flags.value;
  // As a dashboard's widget has it: SOURCE '/aws/lambda/a' | fields @message.
  const split =
    language === 'cwli' ? splitSources(query.value.query) : { groups: [], query: query.value.query };
  const of = [named, split.groups].find(({ length }) => length > 0) ?? query.value.of;
  const groups = await groupsOfQuery(split.query, language, of, pipeline, backend);
  if (!groups.ok) return groups;
  const now = backend.clock.now();
  const from = readTime('--since', options.since, { now, utc: options.utc });
  if (!from.ok) return from;
  return succeed({
    ...query.value,
    query: split.query,
    of,
    ...groups.value,
    language,
    from: from.value,
    to: now,
    limit: flags.value.limit,
    maxScanBytes: flags.value.maxScanBytes,
    isStrict: of.length > 0,
  });
};

export const logsQuery = async (options: LogsQueryOptions, runtime: Runtime): Promise<number> => {
  if (options.list) return listQueries(options, runtime);
  if (options.history) return listHistory(options, runtime);
  const flags = readQueryFlags(options);
  if (!flags.ok) return refuse(flags.failure, options, runtime);
  const interrupt = onInterrupt(runtime);
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const question = await prepare(options, backend);
  if (!question.ok) {
    await close();
    return refuse(question.failure, options, runtime);
  }
  const out = openOutput(runtime);
  const stop = stopWith(interrupt.signal, out.gone);
  const isPerson = runtime.stdin.isTTY && runtime.stderr.isTTY;
  const queryContext: QueryContext = {
    backend,
    runtime,
    interactive: isPerson && !options.json,
    say: (line) => runtime.stderr.write(`${line}\n`),
  };
  const { query, name, of, matched } = question.value;
  for (const line of matched) queryContext.say(line);
  // What scripts ask is in the scripts.
  if (isPerson) openQueryHistory(runtime).add({ query, name, of, at: backend.clock.now() });
  const failure = await printAnswer(question.value, queryContext, { out, options, runtime }, stop.signal);
  if (options.json) {
    out.write(bill.line(backend.clock.now()));
    await out.flush();
  }
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  return failure === undefined ? exitCode.done : refuse(failure, options, runtime);
};
