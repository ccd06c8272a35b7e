/** What `logs query` prints: how far it is, its rows, a graph of them on a terminal, what it cost. */
import type { QueryStatistics } from '../../backend/query.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { type Origin, originName, originsOf } from '../../origin.ts';
import { frameAnsi } from '../../output/frame-text.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { jsonOfQueryRow, originColumn, queryTable, type TableRow, tableOf } from '../../output/log-table.ts';
import { ndjson } from '../../output/ndjson.ts';
import { mistakeRows } from '../../output/query-mistake.ts';
import { scanText } from '../../output/scan-text.ts';
import { rowLine } from '../../output/text.ts';
import { queryGraph } from '../../pipeline/queries/query-graph.ts';
import type { Runtime } from '../../runtime.ts';
import { colourDepth, defaultTheme } from '../../terminal/capabilities.ts';
import { createLiveBlock } from '../../terminal/live-block.ts';
import type { Paint } from '../../terminal/paint.ts';
import { createPainter } from '../../terminal/painter.ts';
import type { Row } from '../../terminal/row.ts';
import { type Printable, together } from '../../text-out.ts';
import type { LogsQueryOptions } from './logs-query-flags.ts';
import { type BoundedQuery, progressText, type QueryContext, runInsights } from './run-insights.ts';

export type Printing = {
  readonly out: LineWriter;
  readonly options: Pick<LogsQueryOptions, 'json' | 'utc' | 'ascii' | 'color' | 'theme'>;
  readonly runtime: Pick<Runtime, 'stdout' | 'stderr' | 'env'>;
};

const usualRows = 10_000;
const graphRows = 12;
/** Rows that are shown while it runs. */
const mostPartialRows = 15;

const paintFor = ({ options, runtime: { env } }: Printing): Paint => ({
  painter: createPainter(options.theme ?? defaultTheme(env), colourDepth(env, options.color)),
  ascii: options.ascii,
});

/**
 * Tells how far it is: in place on a terminal, with the rows so far; else, and between lines of JSON, a line whenever it
 * has changed.
 */
const createProgress = (queryContext: QueryContext, printing: Printing) => {
  const { stdout, stderr, env } = printing.runtime;
  const { json } = printing.options;
  const isInPlace = stderr.isTTY && env['TERM'] !== 'dumb' && !(json && stdout.isTTY);
  const block = createLiveBlock(stderr.write);
  // The last cell of a row is left free: where that wraps, terminals differ.
  const width = Math.max(20, (stderr.columns || 80) - 1);
  const paint = paintFor(printing);
  let said = '';
  return {
    show: (rows: readonly TableRow[], count: number, statistics: QueryStatistics): void => {
      const text = progressText(count, statistics);
      if (isInPlace) {
        const room = Math.min(mostPartialRows, Math.max(0, (stderr.rows || 24) - 4));
        const partial = stdout.isTTY ? queryTable(rows.slice(0, room), width) : [];
        const shown: Row[] = [...partial, [{ text, role: 'dim' }]];
        block.draw(frameAnsi(shown, width, shown.length, paint));
      } else if (text !== said) queryContext.say(text);
      said = text;
    },
    clear: block.clear,
  };
};

const tableText = (rows: readonly TableRow[], question: BoundedQuery, printing: Printing): Printable => {
  const { stdout } = printing.runtime;
  const text = queryTable(rows, stdout.isTTY ? stdout.columns : undefined)
    .map(rowLine)
    .join('');
  if (!stdout.isTTY) return text;
  const { from, to, query } = question;
  const { utc, ascii } = printing.options;
  const size = { width: stdout.columns, height: Math.min(graphRows, Math.max(6, stdout.rows - 8)) };
  const graph = queryGraph(tableOf(rows), { query, from, to, utc, ascii, ...size });
  if (graph === undefined) return text;
  const left = graph.left === 0 ? '' : `${graph.left} more lines are not drawn\n`;
  return together(
    `${text}\n`,
    frameAnsi(graph.rows, size.width, graph.rows.length, paintFor(printing)),
    left,
  );
};

/** Prints the rows, and what they cost; gives what went wrong. */
export const printAnswer = async (
  question: BoundedQuery,
  queryContext: QueryContext,
  printing: Printing,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  const { out, options, runtime } = printing;
  const progress = createProgress(queryContext, printing);
  const isOfSeveral = originsOf(question.groups).length > 1;
  const withOrigin = (rows: readonly TableRow[], origin: Origin): readonly TableRow[] =>
    isOfSeveral ? rows.map((row) => new Map([[originColumn, originName(origin)], ...row])) : rows;
  const table: TableRow[] = [];
  let count = 0;
  try {
    for await (const event of runInsights(question, queryContext, signal)) {
      switch (event.type) {
        case 'running':
          progress.show(
            [...table, ...withOrigin(event.rows, event.origin)],
            count + event.rows.length,
            event.statistics,
          );
          break;
        case 'rows':
          count += event.rows.length;
          if (options.json) await out.write(event.rows.map((row) => ndjson(jsonOfQueryRow(row))).join(''));
          else table.push(...withOrigin(event.rows, event.origin));
          break;
        case 'failed': {
          progress.clear();
          const width = Math.max(20, (runtime.stderr.columns || 80) - 1);
          const place = runtime.stderr.isTTY ? mistakeRows(question.query, event.failure, width) : [];
          for (const row of place) runtime.stderr.write(rowLine(row));
          return event.failure;
        }
        case 'finished': {
          progress.clear();
          const { bytesScanned, recordsScanned, recordsMatched, dollars } = event.statistics;
          if (options.json) {
            out.write(
              ndjson({ type: 'queryStatistics', bytesScanned, recordsScanned, recordsMatched, dollars }),
            );
          } else await out.write(tableText(table, question, printing));
          await out.flush();
          if (!options.json) {
            queryContext.say(
              `${count} rows, ${recordsMatched} of ${recordsScanned} records matched, ${scanText(bytesScanned, dollars)} scanned`,
            );
          }
          if (count >= (question.limit ?? usualRows)) {
            queryContext.say(`there may be more rows than these ${count}: --limit takes up to 100000`);
          }
        }
      }
    }
  } finally {
    progress.clear();
  }
  return undefined;
};
