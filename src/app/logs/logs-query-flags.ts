/** What `logs query` is told: checked before anything is asked of AWS. */
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { queryName } from '../../pipeline/queries/named-query.ts';
import { mostRowsOf, type QueryLanguage } from '../../pipeline/queries/query-source.ts';
import {
  fillPlaceholders,
  inQuotesHint,
  placeholdersOf,
  quotedPlaceholders,
} from '../../pipeline/queries/query-text.ts';
import { type SavedQuery, savedQueries } from '../../pipeline/queries/saved-queries.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { timeMistake } from '../shared/time-flag.ts';
import { notASize, parseBytes } from './run-insights.ts';

export type LogsQueryOptions = CommonOptions &
  SandboxOptions & {
    readonly query: string | undefined;
    readonly group: readonly string[];
    readonly groups: readonly string[];
    readonly since: string;
    readonly 'max-scan': string;
    readonly limit: number | undefined;
    readonly language: QueryLanguage;
    readonly param: readonly string[];
    readonly list: boolean;
    readonly history: boolean;
  };

export type QueryFlags = {
  /** As it was given: a query, or the name of one. */
  readonly given: string;
  readonly maxScanBytes: number;
  readonly limit: number | undefined;
  readonly language: QueryLanguage;
  readonly values: Readonly<Record<string, string>>;
};

const bad = (message: string, hint: string): Result<never> => fail(usageFailure('BadUsage', message, hint));

const valuesOf = (params: readonly string[]): Result<Readonly<Record<string, string>>> => {
  const values: Record<string, string> = {};
  for (const param of params) {
    const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(param) ?? [];
    if (name === undefined || value === undefined) {
      return bad(`--param "${param}" is no value`, 'Write it as name=value: --param id=ORD-10432');
    }
    values[name] = value;
  }
  return succeed(values);
};

export const readQueryFlags = (options: LogsQueryOptions): Result<QueryFlags> => {
  const { query = '', since, 'max-scan': maxScan, limit, language, param } = options;
  const mostRows = mostRowsOf(language);
  if (query.trim() === '') {
    return bad('there is no query', "Give one in Insights' language, or a name of --list");
  }
  const mistake = timeMistake('--since', since);
  if (mistake !== undefined) return fail(mistake);
  const maxScanBytes = parseBytes(maxScan);
  if (maxScanBytes === undefined) return fail(notASize(maxScan));
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= mostRows)) {
    return bad(`--limit ${limit} is no number of rows`, `AWS gives 1 to ${mostRows}`);
  }
  const values = valuesOf(param);
  if (!values.ok) return values;
  return succeed({ given: query.trim(), maxScanBytes, limit, language, values: values.value });
};

export type ChosenQuery = Pick<SavedQuery, 'query' | 'of'> & { readonly name: string | undefined };

/** The query that was given, or the one that its name stands for, with its values in it. */
export const chooseQuery = (
  { given, language, values }: QueryFlags,
  pipeline: Pipeline | undefined,
): Result<ChosenQuery> => {
  if (language !== 'cwli') {
    if (Object.keys(values).length > 0) {
      return bad(`--param is not for --language ${language}`, 'Write the value into the query');
    }
    return succeed({ query: given, of: [], name: undefined });
  }
  const known = savedQueries(pipeline);
  const named = known.find(({ name }) => name === given);
  if (named === undefined && queryName.test(given)) {
    const names = known.map(({ name }) => name).join(', ');
    return bad(`there is no query called "${given}"`, `Names: ${names}`);
  }
  const called = named === undefined ? 'the query' : `the query ${named.name}`;
  const { query, of, name } = named ?? { query: given, of: [], name: undefined };
  const wanted = placeholdersOf(query);
  const inQuotes = quotedPlaceholders(query).find(
    (one) => !wanted.includes(one.name) && Object.hasOwn(values, one.name),
  );
  if (inQuotes !== undefined) {
    return bad(`${called} has {${inQuotes.name}} in quotes, where it is text`, inQuotesHint(inQuotes.name));
  }
  const missing = wanted.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) {
    const hint = `Give it: --param ${missing.map((name) => `${name}=VALUE`).join(' --param ')}`;
    return bad(`${called} needs a value of ${missing.join(', ')}`, hint);
  }
  const unknown = Object.keys(values).find((name) => !wanted.includes(name));
  if (unknown !== undefined) {
    const hint = wanted.length === 0 ? 'It takes none' : `It takes ${wanted.join(', ')}`;
    return bad(`${called} has no {${unknown}}`, hint);
  }
  return succeed({ query: fillPlaceholders(query, values), of, name });
};
