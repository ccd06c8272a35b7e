/** The queries that can be run by name, and those that were run before. */
import { resolveRegions } from '../../aws/region.ts';
import { formatClock, formatDay } from '../../format.ts';
import { type JsonLine, ndjson } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import type { PastQuery } from '../../pipeline/queries/named-query.ts';
import { onOneLine, placeholdersOf } from '../../pipeline/queries/query-text.ts';
import { fromWords, type SavedQuery, savedQueries } from '../../pipeline/queries/saved-queries.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { Result } from '../../result.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import { pad, textWidth } from '../../terminal/width.ts';
import { openOutput } from '../shared/output.ts';
import { firstOf, loadPipelines } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import type { LogsQueryOptions } from './logs-query-flags.ts';
import { openQueryHistory } from './query-history.ts';

/** A list of names is worth having without an account: stages that name no Region need one for nothing here. */
const anyRegion = ['us-east-1'] as const;

const pipelineOf = async (
  options: LogsQueryOptions,
  runtime: Runtime,
): Promise<Result<Pipeline | undefined>> => {
  if (!options.sandbox) {
    const found = resolveRegions(options.region, runtime.env, undefined);
    const regions = found.ok ? found.value : anyRegion;
    const place = { regions, account: '', isRegionAsked: false, demoPipeline: undefined };
    return firstOf(await loadPipelines(options, place, runtime));
  }
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return session;
  const { backend, close } = session.value;
  await close();
  return firstOf(await backend.pipelines());
};

const nameWithValues = ({ name, query }: SavedQuery): string =>
  [name, ...placeholdersOf(query).map((value) => `{${value}}`)].join(' ');

const queryLines = (queries: readonly SavedQuery[]): string[] => {
  const width = Math.max(...queries.map((query) => textWidth(nameWithValues(query))));
  return queries.map((query) =>
    rowLine([
      {
        text: `${pad(nameWithValues(query), width)}  ${pad(fromWords[query.from], 13)}  ${query.title}`,
      },
    ]),
  );
};

const jsonOfQuery = ({ name, title, query, of, from }: SavedQuery): JsonLine => ({
  type: 'query',
  name,
  title,
  query,
  of,
  from,
});

/** `logs query --list`. */
export const listQueries = async (options: LogsQueryOptions, runtime: Runtime): Promise<number> => {
  const pipeline = await pipelineOf(options, runtime);
  if (!pipeline.ok) return refuse(pipeline.failure, options, runtime);
  const queries = savedQueries(pipeline.value);
  return print(options.json ? queries.map(jsonOfQuery).map(ndjson) : queryLines(queries), runtime);
};

const pastLine = ({ at, name, query }: PastQuery, utc: boolean): string =>
  rowLine([
    {
      text: [
        `${formatDay(at, utc)} ${formatClock(at, { utc })}`,
        ...(name === undefined ? [] : [`[${name}]`]),
        onOneLine(query),
      ].join('  '),
    },
  ]);

/** `logs query --history`, newest first. */
export const listHistory = async ({ json, utc }: LogsQueryOptions, runtime: Runtime): Promise<number> => {
  const past = await openQueryHistory(runtime).read;
  const lines = json
    ? past.map(({ at, ...query }) => ndjson({ type: 'query', ...query, at: new Date(at).toISOString() }))
    : past.map((query) => pastLine(query, utc));
  return print(lines, runtime);
};

const print = async (lines: readonly string[], runtime: Runtime): Promise<number> => {
  const out = openOutput(runtime);
  out.write(lines.join(''));
  await out.flush();
  return exitCode.done;
};
