/** Log widgets: their Insights queries, run when they are looked at, and only where they cost little. */
import { priceOfScan } from '../../aws/price.ts';
import { formatDollars, formatUnit } from '../../format.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { QueryResult } from '../../pipeline/cloudwatch-dashboard/log-widget.ts';
import type { LogContent, Widget } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { type InsightsRow, runQuery } from '../../sources/logs/insights.ts';
import { estimateScan } from '../../sources/logs/scan-estimate.ts';
import type { Budget } from '../../sources/scheduler.ts';
import type { Session } from '../shared/session.ts';

/** What is looked at now. */
export type LogLook = {
  readonly widgets: readonly Widget[];
  readonly rangeMs: number;
  /** Each time it grows, all that is in sight runs again, whatever it costs. */
  readonly refreshes: number;
};

export type LogWidgetsOptions = {
  readonly session: Pick<Session, 'clientsFor' | 'clock'>;
  /** A query that would read more is not run unless it is asked for by hand. */
  readonly maxScanBytes: number;
  readonly budget?: Budget | undefined;
};

export type LogWidgets = {
  /** By the widget's index. */
  readonly results: () => ReadonlyMap<number, QueryResult>;
  /** Runs what has not been run, one query after the other. */
  readonly run: (look: LogLook, signal: AbortSignal) => Promise<void>;
};

const again = { everyMs: 5 * 60_000, upToBytes: 100e6 } as const;
/** More rows than any widget shows. */
const mostRows = 1_000;

type Ran = { readonly key: string; readonly at: number; readonly bytes: number };

const toResult = (rows: readonly InsightsRow[], note?: string): QueryResult => {
  // The pointer to the record is for other calls, not for people.
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))].filter((name) => name !== '@ptr');
  return {
    columns,
    rows: rows.slice(0, mostRows).map((row) => columns.map((name) => row.get(name) ?? '')),
    ...(note === undefined ? {} : { note }),
  };
};

const isLog = (widget: Widget): widget is Widget & { readonly content: LogContent } =>
  widget.content.kind === 'log';

export const createLogWidgets = ({ session, maxScanBytes, budget }: LogWidgetsOptions): LogWidgets => {
  const { clientsFor, clock } = session;
  let results: ReadonlyMap<number, QueryResult> = new Map();
  const ran = new Map<number, Ran>();
  const show = (index: number, result: QueryResult): void => {
    results = new Map([...results, [index, result]]);
  };

  /** Bytes that were scanned. */
  const ask = async (
    index: number,
    { region, groups, query }: LogContent,
    { rangeMs, refreshes }: LogLook,
    signal: AbortSignal,
  ): Promise<number> => {
    const api = clientsFor({ region });
    const to = clock.now();
    const from = to - rangeMs;
    const estimate = await estimateScan(api.describeLogGroups, groups, { from, to, now: to }, signal);
    const bytes = estimate.ok ? estimate.value.bytes : 0;
    if (estimate.ok && estimate.value.missing.length === groups.length) {
      show(index, toResult([], `there is no log group ${groups.join(', ')} in ${region}`));
      return 0;
    }
    if (bytes > maxScanBytes && refreshes === 0) {
      const text = `would scan about ${formatUnit(Math.round(bytes), 'bytes')} (${formatDollars(priceOfScan(bytes))}): r runs it`;
      show(index, toResult([], text));
      return bytes;
    }
    show(index, toResult([], 'running ...'));
    const rows: InsightsRow[] = [];
    for await (const event of runQuery(
      { query, groups, from, to, limit: mostRows },
      { api, clock },
      signal,
    )) {
      switch (event.type) {
        case 'running':
          if (event.rows.length > 0) show(index, toResult(event.rows, 'running ...'));
          break;
        case 'rows':
          rows.push(...event.rows);
          break;
        case 'failed':
          show(index, toResult(rows, failureLine(event.failure)));
          return bytes;
        case 'finished':
          budget?.spend(event.statistics.dollars);
          show(index, toResult(rows, rows.length === 0 ? 'no rows' : undefined));
          return event.statistics.bytesScanned;
      }
    }
    return bytes;
  };

  const isDue = (index: number, key: string): boolean => {
    const last = ran.get(index);
    if (last?.key !== key) return true;
    return last.bytes <= again.upToBytes && clock.now() - last.at >= again.everyMs;
  };

  return {
    results: () => results,
    run: async (look, signal) => {
      for (const { index, content } of look.widgets.filter(isLog)) {
        const { region, groups, query } = content;
        const key = JSON.stringify([region, groups, query, look.rangeMs, look.refreshes]);
        if (signal.aborted) return;
        if (!isDue(index, key) || (budget?.readyAt() ?? 0) > clock.now()) continue;
        const bytes = await ask(index, content, look, signal);
        ran.set(index, { key, at: clock.now(), bytes });
      }
    },
  };
};
