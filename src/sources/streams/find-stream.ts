/** From a table's name to its streams (rule 1). */
import type { Failure } from '../../observation/health-of-sources.ts';
import { type Origin, originName, originOf } from '../../origin.ts';
import type { StreamSummary, StreamsAnswer, StreamsApi } from './streams-api.ts';

/** All streams of a table, the oldest first: the last is the live one, where the table has one. */
export const streamsOfTable = async (
  api: StreamsApi,
  table: string | undefined,
  signal: AbortSignal,
  mostPages = Number.POSITIVE_INFINITY,
): Promise<StreamsAnswer<readonly StreamSummary[]>> => {
  const found: StreamSummary[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await api.listStreams(
      { ...(table === undefined ? undefined : { table }), ...(after === undefined ? undefined : { after }) },
      signal,
    );
    if (!answer.ok) return answer;
    found.push(...answer.value.streams);
    // A page that names its own start as the next one would never end.
    if (answer.value.next === undefined || answer.value.next === after) break;
    after = answer.value.next;
  }
  // Servers that ignore TableName list every table's; labels are ISO 8601, so text order is the order of time.
  const own = found.filter((stream) => table === undefined || stream.table === table);
  return { ok: true, value: own.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)) };
};

/** Tables that a hint names at most, and pages of a hundred streams that are looked through for them. */
const mostNear = 4;
const mostPages = 5;

/** Another account's streams are not listed: those of its tables are read with its own credentials. */
const ofOtherAccount = (table: string, origin: Origin, accountId: string): Failure => ({
  kind: 'not-found',
  code: 'NoStream',
  message: `table ${table} in ${originName(origin)} is not of account ${accountId}`,
  operation: 'ListStreams',
  ...originOf(origin),
  hint: `A stream is read with its owner's credentials: give the stage a profile of account ${accountId}.`,
});

/** Says that a table has no stream, and which tables with streams have a name like it. */
export const noStream = async (
  api: StreamsApi,
  table: string,
  of: Origin & { readonly accountId?: string | undefined },
  signal: AbortSignal,
): Promise<Failure> => {
  if (of.accountId !== undefined) return ofOtherAccount(table, of, of.accountId);
  const origin = originOf(of);
  const all = await streamsOfTable(api, undefined, signal, mostPages);
  const names = all.ok ? [...new Set(all.value.map((stream) => stream.table))].sort() : [];
  const near = nearest(table, names);
  return {
    kind: 'not-found',
    code: 'NoStream',
    message: `table ${table} has no stream in ${originName(origin)}, or there is no such table`,
    operation: 'ListStreams',
    ...origin,
    hint:
      near.length > 0
        ? `Tables with a stream: ${near.join(', ')}${names.length > near.length ? ' …' : ''}.`
        : 'Look at the name and the Region, or enable the stream of the table.',
  };
};

/** Names like the one that was meant, the most alike first: by edits, with a name that holds the other before all. */
const nearest = (wanted: string, names: readonly string[]): readonly string[] =>
  names
    .map((name) => ({ name, far: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, mostNear)
    .map(({ name }) => name);

/** Levenshtein's distance; 0 where one holds the other. */
const distance = (a: string, b: string): number => {
  if (a.includes(b) || b.includes(a)) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
};
